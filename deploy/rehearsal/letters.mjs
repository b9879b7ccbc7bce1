// An hour without the mail server: letters that people were promised are sent afterwards, each of them once.
import { form, send } from './http.mjs';
import { pause, until } from './processes.mjs';

const each = 3;

export async function mailIsAwayForAnHour({ identity, database, mail, ledger }) {
  await mail.close();
  const before = mail.taken.size;
  let promised = 0;
  for (const person of identity.people) for (let at = 0; at < each; at += 1) promised += await ask(identity.issuer, person);

  // The hour passes on a clock of the job's own; the nodes go on trying on theirs.
  const due = (minutes) => identity.command(['jobs', 'run', 'deliver-letters'], { clock: `+${minutes * 60}` });
  for (const minutes of [2, 8, 25]) await due(minutes);
  const attempts = Number(await database.psql('SELECT min(attempts) FROM letters WHERE delivered_at IS NULL', { database: 'identity' }));
  if (attempts < 3) ledger.wrong(`a letter was tried ${attempts} times in half an hour`);
  await mail.open();
  await due(90);
  await until('the letters', async () => mail.taken.size - before >= promised, { within: 30_000 });
  await pause(3000);

  const twice = [...mail.taken.values()].filter((count) => count > 1).length;
  const left = Number(await database.psql('SELECT count(*) FROM letters WHERE delivered_at IS NULL', { database: 'identity' }));
  if (left > 0 || mail.taken.size - before !== promised) ledger.lost(`of ${promised} letters ${mail.taken.size - before} arrived, ${left} wait`);
  ledger.note(`${promised} letters were promised, each tried ${attempts} times in vain; ${mail.taken.size - before} arrived, ${twice} of them twice`);
}

// As a person asks for a new password, by the page.
async function ask(issuer, email) {
  const address = `${issuer}/forgot-password`;
  const page = await send(address);
  const token = /name="form" type="hidden" value="([^"]+)"/.exec(page.body)?.[1];
  const cookie = (page.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
  const answer = await send(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
    body: form({ email, form: token }),
  });
  if (answer.status !== 302) throw new Error(`${address} answered ${answer.status}`);
  return 1;
}
