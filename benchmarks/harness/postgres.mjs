// One throw-away PostgreSQL cluster with the defaults of a fresh installation: fsync and synchronous_commit stay on.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

import { freePort, pause, run, start, stop } from './processes.mjs';

export async function startPostgres() {
  const binaries = binariesFolder();
  const folder = mkdtempSync(path.join(process.env.BENCHMARK_DATA ?? tmpdir(), 'benchmark-postgres-'));
  const cluster = path.join(folder, 'cluster');
  const passwordFile = path.join(folder, 'password');
  const password = randomBytes(16).toString('hex');
  writeFileSync(passwordFile, password, { mode: 0o600 });

  const user = userInfo().uid === 0 ? 'postgres' : undefined;
  if (user) for (const place of [folder, passwordFile]) chownSync(place, numberOf('-u', user), numberOf('-g', user));

  const initdb = start(
    'initdb',
    path.join(binaries, 'initdb'),
    ['-D', cluster, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--locale=C.UTF-8'],
    { user, cwd: folder },
  );
  const code = await new Promise((resolve) => initdb.child.on('close', resolve));
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${initdb.said}`);

  const port = await freePort();
  const server = start(
    'postgres',
    path.join(binaries, 'postgres'),
    ['-D', cluster, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200'],
    { user, cwd: folder, stopSignal: 'SIGINT' },
  );

  const psqlEnv = { PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'postgres', PGPASSWORD: password };
  const query = async (sql, database = 'postgres') =>
    (await run(path.join(binaries, 'psql'), ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', sql], { env: psqlEnv })).trim();
  await untilItAnswers(query);

  return {
    port,
    query,
    number: async (sql, database) => Number(await query(sql, database)),
    version: await query('SHOW server_version'),
    createDatabase: (name) => query(`CREATE DATABASE ${name}`),
    npgsql: (database, throughPort = port) =>
      `Host=127.0.0.1;Port=${throughPort};Username=postgres;Password=${password};Database=${database}`,
    url: (database) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`,
    async stop() {
      await stop(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilItAnswers(query) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await query('SELECT 1');
    } catch (error) {
      if (attempt === 100) throw error;
      await pause(100);
    }
  }
}

const numberOf = (flag, user) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));

// The newest installation of the distribution, else whatever PATH offers.
function binariesFolder() {
  try {
    const newest = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a))[0];
    if (newest) return `/usr/lib/postgresql/${newest}/bin`;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
}
