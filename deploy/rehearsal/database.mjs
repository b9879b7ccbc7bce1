// The database of a rehearsal: etcd, two PostgreSQL under Patroni in synchronous mode, HAProxy that follows the primary, and
// PgBouncer before it. The files that it writes are those of deploy/patroni and deploy/pgbouncer, on free ports.
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { send } from './http.mjs';
import { familyOf, freePort, isStopping, kill, pause, run, signalAll, start, stop, until } from './processes.mjs';

const newest = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a))[0];
export const binaries = `/usr/lib/postgresql/${newest}/bin`;
const secret = () => randomBytes(18).toString('base64url');
const roles = path.resolve(import.meta.dirname, '../postgresql/roles.sql');

export async function startDatabase(scratch, listenAt) {
  const passwords = Object.fromEntries(
    ['postgres', 'replicator', 'rewinder', 'identity_owner', 'identity_server'].map((name) => [name, secret()]),
  );
  const archive = scratch.folder('archive');
  const etcd = await startEtcd(scratch);
  const members = [];
  for (const name of ['one', 'two']) {
    const member = await makeMember(scratch, { name, etcd, passwords, archive });
    members.push(member);
    member.start();
    // The second copies from the first, once that one leads.
    await until(`${name} of Patroni`, () => member.answers(members.length === 1 ? '/primary' : '/replica'), { within: 120_000 });
  }
  const direct = await startDirect(scratch, members, listenAt);
  const primary = () => until('a primary', async () => {
    for (const member of members) if (await member.answers('/primary')) return member;
    return undefined;
  });
  const asks = (sql, { user = 'postgres', database = 'postgres', port }) =>
    run(path.join(binaries, 'psql'), ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', database], {
      env: { PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: user, PGPASSWORD: passwords[user] },
      input: sql,
    }).then((said) => said.trim());
  // As both of them see it: the primary waits for the other, and the other may take over.
  const isSynchronous = () =>
    until('a synchronous standby', async () => {
      const leader = await primary();
      const waitsFor = await asks("SELECT application_name FROM pg_stat_replication WHERE sync_state = 'sync'", { port: leader.port });
      const standby = members.find((member) => member !== leader && member.name === waitsFor);
      return standby && (await standby.answers('/synchronous'));
    }, { within: 180_000 });
  await isSynchronous();

  const psql = (sql, given = {}) => asks(sql, { port: direct.port, ...given });
  const reached = (port, user) => (host) =>
    `Host=${host};Port=${port};Database=identity;Username=${user};Password=${passwords[user]}`;

  await until('the way to the primary', () => psql('SELECT 1'));
  await psql(
    `\\set owner_password '${passwords.identity_owner}'\n\\set server_password '${passwords.identity_server}'\n${readFileSync(roles, 'utf8')}`,
  );
  const pooler = await startPooler(scratch, { port: direct.port, passwords, listenAt });
  return {
    archive,
    passwords,
    members,
    direct,
    pooler,
    primary,
    isSynchronous,
    psql,
    version: await psql('SHOW server_version'),
    asOwner: reached(direct.port, 'identity_owner'),
    asServer: reached(direct.port, 'identity_server'),
    throughPooler: reached(pooler.port, 'identity_server'),
    // Those who serve the nodes, and the one who lets new ones in: Patroni, which has a way of its own, goes on.
    async freeze() {
      const member = await primary();
      const serving = await psql(
        "SELECT pid FROM pg_stat_activity WHERE usename LIKE 'identity%' OR backend_type = 'walwriter'",
        { port: member.port },
      );
      const pids = [member.postmaster(), ...serving.split('\n').map(Number)];
      signalAll(pids, 'SIGSTOP');
      return () => signalAll(pids, 'SIGCONT');
    },
  };
}

async function startEtcd(scratch) {
  const [client, peer] = [await freePort(), await freePort()];
  const address = `http://127.0.0.1:${client}`;
  start('etcd', 'etcd', [
    ...['--name', 'rehearsal', '--data-dir', scratch.folder('etcd')],
    ...['--listen-client-urls', address, '--advertise-client-urls', address],
    ...['--listen-peer-urls', `http://127.0.0.1:${peer}`, '--initial-advertise-peer-urls', `http://127.0.0.1:${peer}`],
    ...['--initial-cluster', `rehearsal=http://127.0.0.1:${peer}`],
  ], { log: scratch.log('etcd'), cwd: scratch.root });
  await until('etcd', async () => (await send(`${address}/health`)).status === 200);
  return client;
}

async function makeMember(scratch, { name, etcd, passwords, archive }) {
  const [port, rest] = [await freePort(), await freePort()];
  const data = path.join(scratch.folder(`patroni-${name}`), 'data');
  const file = scratch.file(`patroni-${name}.yml`, `
scope: identity
name: ${name}
restapi:
  listen: 127.0.0.1:${rest}
  connect_address: 127.0.0.1:${rest}
etcd3:
  host: 127.0.0.1:${etcd}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 4
    maximum_lag_on_failover: 134217728
    synchronous_mode: true
    primary_start_timeout: 0
    postgresql:
      use_pg_rewind: true
      use_slots: true
      parameters:
        max_connections: 120
        shared_buffers: 64MB
        wal_log_hints: 'on'
        wal_keep_size: 128MB
        archive_mode: 'on'
        archive_command: 'test -f ${archive}/%f || cp %p ${archive}/%f'
        archive_timeout: 30
  initdb:
    - encoding: UTF8
    - locale: C.UTF-8
    - data-checksums
postgresql:
  listen: 127.0.0.1:${port}
  connect_address: 127.0.0.1:${port}
  data_dir: ${data}
  bin_dir: ${binaries}
  pgpass: ${scratch.path(`pgpass-${name}`)}
  authentication:
    superuser: {username: postgres, password: ${passwords.postgres}}
    replication: {username: replicator, password: ${passwords.replicator}}
    rewind: {username: rewinder, password: ${passwords.rewinder}}
  parameters:
    unix_socket_directories: ${scratch.root}
  pg_hba:
    - local all all scram-sha-256
    - host all all 127.0.0.1/32 scram-sha-256
    - host replication replicator 127.0.0.1/32 scram-sha-256
`);
  const member = {
    name,
    port,
    rest,
    start() {
      member.running = start(`patroni ${name}`, 'patroni', [file], { log: scratch.log(`patroni-${name}`), cwd: scratch.root });
    },
    answers: async (place) => {
      try {
        return (await send(`http://127.0.0.1:${rest}${place}`, { timeout: 2000, keepAlive: false })).status === 200;
      } catch {
        return false;
      }
    },
    postmaster: () => Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]),
    // The machine is gone: Patroni with all of its PostgreSQL.
    async lose() {
      const pids = [...familyOf(member.running.pid), ...familyOf(member.postmaster())];
      signalAll(pids, 'SIGKILL');
      await kill(member.running);
    },
    freeze() {
      const pids = familyOf(member.postmaster());
      signalAll(pids, 'SIGSTOP');
      return () => signalAll(pids, 'SIGCONT');
    },
    // PostgreSQL alone: Patroni is there to see it.
    crash: () => signalAll(familyOf(member.postmaster()), 'SIGKILL'),
    async stop() {
      await stop(member.running);
      // Patroni has stopped it, unless it was not let.
      try {
        signalAll([member.postmaster()], 'SIGQUIT');
      } catch (error) {
        if (error.code !== 'ENOENT') throw error;
      }
    },
  };
  return member;
}

const haproxyBasics = (socket) => `
global
  maxconn 2000
  stats socket ${socket} mode 600 level admin
defaults
  log stdout format raw local0
  timeout connect 2s
`;

export async function startDirect(scratch, members, listenAt) {
  const port = await freePort();
  const file = scratch.file('haproxy-database.cfg', `${haproxyBasics(scratch.path('haproxy-database.sock'))}
  mode tcp
  timeout client 1h
  timeout server 1h
listen primary
${listenAt.map((address) => `  bind ${address}:${port}`).join('\n')}
  option clitcpka
  option srvtcpka
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
${members.map(({ name, port: at, rest }) => `  server ${name} 127.0.0.1:${at} check port ${rest}`).join('\n')}
`);
  return supervised(scratch, 'haproxy-database', 'haproxy', ['-db', '-f', file], port);
}

async function startPooler(scratch, { port: primary, passwords, listenAt }) {
  const port = await freePort();
  const users = ['identity_server'].map((name) => `"${name}" "${passwords[name]}"`);
  const file = scratch.file('pgbouncer.ini', `
[databases]
identity = host=127.0.0.1 port=${primary} dbname=identity
[pgbouncer]
listen_addr = ${listenAt.join(',')}
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${scratch.file('pgbouncer-users.txt', `${users.join('\n')}\n`)}
pool_mode = transaction
max_client_conn = 400
default_pool_size = 20
server_login_retry = 1
query_wait_timeout = 10
ignore_startup_parameters = extra_float_digits
`);
  return supervised(scratch, 'pgbouncer', 'pgbouncer', [file], port);
}

// As systemd would: what ends by itself is started again after a second.
function supervised(scratch, name, program, args, port) {
  const one = {
    port,
    start() {
      one.isWanted = true;
      one.running = start(name, program, args, { log: scratch.log(name), cwd: scratch.root });
      one.running.child.once('exit', async (code, signal) => {
        await pause(1000);
        if (!one.isWanted || isStopping()) return;
        process.stdout.write(`    ${name} ended by itself (${signal ?? code}) and is started again\n`);
        one.start();
      });
    },
    kill: () => one.end(kill),
    stop: () => one.end(stop),
    end: (how) => {
      one.isWanted = false;
      return how(one.running);
    },
  };
  one.start();
  return one;
}

export { haproxyBasics, supervised };
