// Two nodes of the server and HAProxy in front of them.
import { randomBytes } from 'node:crypto';
import { existsSync, openSync } from 'node:fs';
import path from 'node:path';

import { haproxyBasics, supervised } from './database.mjs';
import { send } from './http.mjs';
import { freePort, hasEnded, kill, run, start, stop, until } from './processes.mjs';

const repeated = (flag, values) => values.flatMap((value) => [flag, value]);
const clientId = 'rehearsal';

export async function startNodes(scratch, database, { cables, clock, program, mailPort, people }) {
  const dll = path.join(program, 'Identity.Server.dll');
  const front = { port: await freePort() };
  const issuer = `http://127.0.0.1:${front.port}`;
  const masterKey = randomBytes(32).toString('base64');
  const settings = {
    ASPNETCORE_ENVIRONMENT: 'Production',
    HOME: scratch.root,
    DOTNET_gcServer: '0',
    Logging__LogLevel__Default: 'Warning',
    IDENTITY__Issuer: issuer,
    IDENTITY__MasterKey__Value: masterKey,
    IDENTITY__Mail__Host: '127.0.0.1',
    IDENTITY__Mail__Port: String(mailPort),
    IDENTITY__Mail__Security: 'None',
    IDENTITY__Mail__From: 'identity@example.com',
    IDENTITY__Mail__Timeout: '00:00:05',
    IDENTITY__Proxies__Known: '127.0.0.1,10.0.0.0/8',
    IDENTITY__Passwords__Cost: '10',
    IDENTITY__Tokens__AccessTokenLifetime: '01:00:00',
    // A rehearsal is one address.
    IDENTITY__Throttling__AttemptsPerAccountAndSource: '1000',
    IDENTITY__Throttling__AttemptsPerAccount: '10000',
    IDENTITY__Throttling__AttemptsPerSource: '10000',
    IDENTITY__Throttling__RequestsPerSource: '1000',
  };
  const command = (args, { input, connection = database.asServer('127.0.0.1'), clock: shifted } = {}) =>
    run('dotnet', [dll, ...args], {
      env: { ...settings, ...(shifted && clock.shifted(shifted)), IDENTITY__ConnectionStrings__Identity: connection },
      input,
    });
  // The owner migrates; nobody else can.
  await command(['migrate'], { connection: database.asOwner('127.0.0.1') });

  const nodes = [];
  for (const name of ['a', 'b']) nodes.push(await makeNode(name));
  for (const node of nodes) node.start();
  for (const node of nodes) await node.isReady();
  Object.assign(front, startFront(scratch, front.port, nodes));

  await command(['apis', 'create', 'urn:rehearsal', '--scope', 'work']);
  const made = await command([
    ...['clients', 'create', clientId, '--first-party', '--redirect-uri', 'http://127.0.0.1/callback'],
    ...repeated('--grant', ['client_credentials', 'password', 'refresh_token']),
    ...repeated('--scope', ['openid', 'offline_access', 'work']),
  ]);
  const secret = /^secret: (\S+)$/m.exec(made)?.[1];
  if (!secret) throw new Error('`clients create` printed no secret');
  const password = randomBytes(18).toString('base64url');
  for (const person of people) await command(['users', 'create', person], { input: `${password}\n` });
  await until('the way through HAProxy', async () => (await send(`${issuer}/health/ready`)).status === 200);
  return {
    nodes,
    front,
    issuer,
    command,
    nodeBeside,
    password,
    people,
    client: {
      id: clientId,
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
    },
  };

  async function makeNode(name) {
    const apart = name === 'b' && cables;
    const [host, databaseAt] = apart ? [cables.askedAt, cables.databaseAt] : ['127.0.0.1', '127.0.0.1'];
    const connections = {
      IDENTITY__ConnectionStrings__Identity: database.throughPooler(databaseAt),
      IDENTITY__ConnectionStrings__IdentityDirect: database.asServer(databaseAt),
    };
    return nodeAt(name, { host, port: await freePort(), connections, namespace: apart ? cables.name : undefined });
  }

  function nodeAt(name, { host, port, connections, namespace }) {
    const node = {
      name,
      host,
      port,
      // `env` is for a clock of its own, `log` for a disk that is full.
      start({ env = {}, log = scratch.log(`node-${name}`) } = {}) {
        node.running = start(`node ${name}`, 'dotnet', [dll, 'serve'], {
          env: { ...settings, ...env, ...connections, ASPNETCORE_URLS: `http://${host}:${port}` },
          log,
          cwd: scratch.root,
          namespace,
        });
      },
      ready: async () => (await send(`http://${host}:${port}/health/ready`, { timeout: 10_000, keepAlive: false })).status,
      isReady: () =>
        until(`node ${name}`, async () => {
          if (hasEnded(node.running)) throw new Error(`it has ended; see ${node.running.log}`);
          return (await node.ready()) === 200;
        }, { within: 90_000 }),
      isRunning: () => !hasEnded(node.running),
      kill: () => kill(node.running),
      stop: () => stop(node.running),
    };
    return node;
  }

  // A node of the same server on another database, which no balancer knows.
  async function nodeBeside(connection) {
    const node = nodeAt('beside', {
      host: '127.0.0.1',
      port: await freePort(),
      connections: { IDENTITY__ConnectionStrings__Identity: connection },
    });
    node.start();
    return node;
  }
}

function startFront(scratch, port, nodes) {
  const servers = nodes.map((node) => `  server ${node.name} ${node.host}:${node.port} check`).join('\n');
  const file = scratch.file('haproxy-front.cfg', `${haproxyBasics(scratch.path('haproxy-front.sock'))}
  mode http
  timeout client 60s
  timeout server 30s
  timeout http-request 10s
  option forwardfor
  # Only what never reached a node goes to the other one: nothing is done twice.
  option redispatch 1
  retries 2
  retry-on conn-failure
frontend public
  bind 127.0.0.1:${port}
  # While the database is away nobody is ready; what needs none is served all the same.
  use_backend ready if { nbsrv(ready) gt 0 }
  default_backend alive
backend ready
  balance roundrobin
  option httpchk GET /health/ready
  http-check expect status 200
  default-server inter 1s fall 2 rise 2
${servers}
backend alive
  balance roundrobin
  option httpchk GET /health/live
  http-check expect status 200
  default-server inter 1s fall 2 rise 1
${servers}
`);
  return supervised(scratch, 'haproxy-front', 'haproxy', ['-db', '-f', file], port);
}

export const publishedProgram = () => {
  const given = process.env.IDENTITY_SERVER ?? path.resolve(import.meta.dirname, '../../Identity.Server/bin/Release/net10.0');
  if (!existsSync(path.join(given, 'Identity.Server.dll'))) throw new Error(`Identity.Server is not built: ${given}`);
  return given;
};
