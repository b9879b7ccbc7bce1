// Starts everything, lets clients work, does one harm after the other and prints what became of what was acknowledged.
import { writeFileSync } from 'node:fs';

import { makeClock } from './clock.mjs';
import { startDatabase } from './database.mjs';
import { faults } from './faults.mjs';
import { Ledger } from './ledger.mjs';
import { Load } from './load.mjs';
import { MailServer } from './mailbox.mjs';
import { layCables } from './network.mjs';
import { publishedProgram, startNodes } from './nodes.mjs';
import { freePort, pause, stopAll } from './processes.mjs';
import { makeScratch } from './scratch.mjs';
import { heading, machine, rowOf } from './table.mjs';
import { verify } from './verify.mjs';

const argument = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const only = argument('only')?.split(',');
const isKept = process.argv.includes('--keep');
const result = argument('result');

const scratch = makeScratch();
let cables, mail, system;

async function tidy() {
  for (const member of system?.database.members ?? []) await member.stop();
  await stopAll();
  cables?.remove();
  if (mail?.server.listening) await mail.close();
  if (isKept) process.stdout.write(`Kept: ${scratch.root}\n`);
  else scratch.remove();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, async () => {
    await tidy();
    process.exit(130);
  });
}

try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await tidy();
}

async function main() {
  const say = (line) => process.stdout.write(`${line}\n`);
  const program = scratch.copy(publishedProgram(), 'program');
  cables = layCables();
  say(`Starting in ${scratch.root} …`);
  const database = await startDatabase(scratch, ['127.0.0.1', ...(cables ? [cables.databaseAt] : [])]);
  system = { database };
  const people = Array.from({ length: 4 }, (_, at) => `person${at}@example.com`);
  const clock = makeClock(scratch);
  mail = new MailServer(await freePort());
  await mail.open();
  const identity = await startNodes(scratch, database, { cables, clock, program, mailPort: mail.port, people });
  const ledger = new Ledger();
  const load = new Load(identity, ledger);
  Object.assign(system, { cables, clock, mail, identity, ledger, load, scratch });
  await pause(5000);

  const rows = [];
  for (const fault of faults.filter(({ id }) => !only || only.includes(id))) {
    const why = fault.needs?.(system);
    say(`${new Date().toISOString().slice(11, 19)}  ${fault.title}${why ? `: left out, ${why}` : ''}`);
    if (why) {
      rows.push({ fault, why });
      continue;
    }
    ledger.begin();
    let failure;
    try {
      await fault.work(system);
      for (const node of identity.nodes) await node.isReady();
      // Clients that wait come back.
      await pause(5000);
    } catch (error) {
      failure = error;
      ledger.note(`FAILED: ${error.message}`);
    }
    const window = ledger.end();
    ledger.begin();
    // Of what has not come back, nothing can be asked.
    if (!failure) await verify(system);
    const after = ledger.end();
    rows.push({ fault, ...window, lost: window.lost + after.lost, wrong: window.wrong + after.wrong, failure });
    say(`    ${rowOf(rows.at(-1))}`);
    if (failure) break;
  }
  await load.stop();

  const table = [...heading, ...rows.map(rowOf)].join('\n');
  say(`\n${table}\n\n${machine(database.version)}`);
  if (result) writeFileSync(result, `${table}\n\n${machine(database.version)}\n`);
  const isWell = rows.every(({ why, lost, wrong, failure }) => why || (lost === 0 && wrong === 0 && !failure));
  say(isWell ? 'Nothing that was acknowledged is lost.' : 'Something is lost, or was answered wrongly: see above.');
  if (!isWell) process.exitCode = 1;
}
