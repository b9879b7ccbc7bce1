// Back to a moment: a base backup and the archive of the log, restored beside the running system by the scripts that are
// handed out, and served by a node of its own.
import path from 'node:path';

import { binaries } from './database.mjs';
import { form, send } from './http.mjs';
import { freePort, pause, run, start, stop, until } from './processes.mjs';

const scripts = path.resolve(import.meta.dirname, '../postgresql');

export async function backToAMoment({ scratch, database, identity, ledger, load }) {
  const member = await database.primary();
  const folder = scratch.folder('recovery');
  const [base, data] = [path.join(folder, 'base'), path.join(folder, 'data')];
  const as = (user) => ({ PGHOST: '127.0.0.1', PGPORT: String(member.port), PGUSER: user, PGPASSWORD: database.passwords[user], PATH: `${process.env.PATH}:${binaries}` });
  await run(scratch.copy(path.join(scripts, 'backup.sh'), 'backup.sh'), ['base', base], { env: as('replicator') });

  // Clients go on; then everything stands still for the moment that is gone back to, and goes on.
  await pause(5000);
  const chains = ledger.chains.filter(({ isOver }) => !isOver);
  for (const chain of chains) chain.isHeld = true;
  await until('the last answers', () => chains.every(({ isBusy }) => !isBusy));
  const tokens = chains.map(({ current }) => current);
  await pause(500);
  const moment = await database.psql('SELECT now()');
  await pause(500);
  for (const chain of chains) chain.isHeld = false;
  await pause(3000);
  const log = await database.psql('SELECT pg_walfile_name(pg_switch_wal())');
  await until('the archive', async () => (await database.psql(`SELECT last_archived_wal >= '${log}' FROM pg_stat_archiver`)) === 't');

  await run(scratch.copy(path.join(scripts, 'restore.sh'), 'restore.sh'), ['base', base, database.archive, data, moment], { env: as('postgres') });
  const port = await freePort();
  const server = start('restored', path.join(binaries, 'postgres'), [
    ...['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`],
    ...['-c', `hba_file=${data}/pg_hba.conf`, '-c', `ident_file=${data}/pg_ident.conf`, '-c', 'cluster_name=restored'],
  ], { log: scratch.log('restored'), cwd: folder, stopSignal: 'SIGINT' });
  await until('the restored database', async () => (await database.psql('SELECT pg_is_in_recovery()', { port })) === 'f');

  const node = await identity.nodeBeside(`Host=127.0.0.1;Port=${port};Database=identity;Username=identity_server;Password=${database.passwords.identity_server}`);
  await node.isReady();
  const ask = async (fields) =>
    (await send(`http://127.0.0.1:${node.port}/connect/token`, { method: 'POST', headers: identity.client.headers, body: form(fields) })).status;
  let good = 0;
  for (const token of tokens) if ((await ask({ grant_type: 'refresh_token', refresh_token: token })) === 200) good += 1;
  let signedIn = 0;
  for (const username of identity.people)
    if ((await ask({ grant_type: 'password', username, password: identity.password, scope: 'openid' })) === 200) signedIn += 1;
  if (good < tokens.length) ledger.lost(`${tokens.length - good} of ${tokens.length} refresh tokens of the moment are refused after the restore`);
  if (signedIn < identity.people.length) ledger.lost('somebody cannot sign in after the restore');
  ledger.note(`restored to ${moment}: ${good} of ${tokens.length} refresh tokens work, ${signedIn} of ${identity.people.length} people sign in`);
  await node.stop();
  await stop(server);
}
