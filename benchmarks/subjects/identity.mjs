// Identity: everything that the harness must know about our server stands in this file.
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { sendForJson, untilReady } from '../harness/http.mjs';
import { freePort, run, start, stop } from '../harness/processes.mjs';

const program =
  process.env.IDENTITY_SERVER ??
  path.resolve(import.meta.dirname, '../../Identity.Server/bin/Release/net10.0/Identity.Server.dll');
const chains = 64;
const clientSecret = randomBytes(24).toString('base64url');
const userPassword = randomBytes(18).toString('base64url');
const userName = 'bench@example.com';

// What is set up before the first start, by the server's own command line. Each line is one command.
const setUp = [
  ['migrate'],
  ['apis', 'create', 'urn:api:rs256', '--scope', 'rs256', '--algorithm', 'RS256'],
  ['apis', 'create', 'urn:api:es256', '--scope', 'es256', '--algorithm', 'ES256'],
  ['apis', 'create', 'urn:api:hs256', '--scope', 'hs256', '--algorithm', 'HS256'],
  [
    ...['clients', 'create', 'bench', '--secret', clientSecret],
    ...['--grants', 'client_credentials,password,refresh_token'],
    ...['--scopes', 'openid profile email offline_access rs256 es256 hs256'],
  ],
  ['users', 'create', userName, '--password', userPassword],
];

const environment = (origin, connectionString) => ({
  ASPNETCORE_URLS: origin,
  ASPNETCORE_ENVIRONMENT: 'Production',
  Logging__LogLevel__Default: 'Warning',
  IDENTITY__Issuer: origin,
  IDENTITY__ConnectionStrings__Identity: connectionString,
  IDENTITY__Keys__MasterKey: masterKey,
});
const masterKey = randomBytes(32).toString('base64');

const discovery = '/.well-known/openid-configuration';
const form = {
  authorization: `Basic ${Buffer.from(`bench:${clientSecret}`).toString('base64')}`,
  'content-type': 'application/x-www-form-urlencoded',
};
const passwordForm = (scope) =>
  `grant_type=password&username=${encodeURIComponent(userName)}&password=${userPassword}&scope=${encodeURIComponent(scope)}`;

export const identityIsBuilt = () => existsSync(program);

// A database ready to be served.
export async function prepareIdentity({ postgres }) {
  if (!identityIsBuilt()) throw new Error('Identity.Server is not built (Release)');
  await postgres.createDatabase('identity');
  const env = environment('http://127.0.0.1:1', postgres.npgsql('identity'));
  for (const command of setUp) await run('dotnet', [program, ...command], { env });
}

// One process; `throughPort` puts something between it and PostgreSQL.
export async function serveIdentity({ postgres, throughPort, every }) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const begun = performance.now();
  const running = start('identity', 'dotnet', [program, 'serve'], {
    env: environment(origin, postgres.npgsql('identity', throughPort)),
  });
  await untilReady(`${origin}${discovery}`, running, { every });
  return { name: 'identity', origin, pid: running.child.pid, stop: () => stop(running), startedIn: performance.now() - begun };
}

// The tokens that the rows need, and each row's request.
export async function primeIdentity(subject, { scratch, pool = 'identity-pool', count = chains }) {
  const place = path.join(scratch, pool);
  const token = (body) => sendForJson(`${subject.origin}/connect/token`, { method: 'POST', headers: form, body });
  const refreshTokens = await Promise.all(
    Array.from({ length: count }, async () => {
      const answer = await inTurn(() => token(passwordForm('offline_access rs256')));
      return answer.refresh_token;
    }),
  );
  writeFileSync(place, `${refreshTokens.join('\n')}\n`);

  const { access_token: person } = await token(passwordForm('openid profile email'));
  const { access_token: machine } = await token('grant_type=client_credentials&scope=rs256');
  const post = (endpoint, body, script = 'fixed', settings = undefined) => ({
    script,
    method: 'POST',
    path: endpoint,
    headers: form,
    body,
    settings,
  });

  return {
    discovery: { script: 'fixed', path: discovery },
    jwks: { script: 'fixed', path: '/.well-known/jwks.json' },
    'client-credentials-rs256': post('/connect/token', 'grant_type=client_credentials&scope=rs256'),
    'client-credentials-es256': post('/connect/token', 'grant_type=client_credentials&scope=es256'),
    'client-credentials-hs256': post('/connect/token', 'grant_type=client_credentials&scope=hs256'),
    refresh: post('/connect/token', 'grant_type=refresh_token', 'refresh', { LOAD_POOL: place, LOAD_PAUSE: discovery }),
    introspection: post('/connect/introspect', `token=${machine}`),
    userinfo: { script: 'fixed', path: '/connect/userinfo', headers: { authorization: `Bearer ${person}` } },
    password: post('/connect/token', passwordForm('rs256')),
  };
}

// Password grants are bounded on purpose: priming keeps four of them waiting, no more.
const slots = Array.from({ length: 4 }, () => Promise.resolve());
let nextSlot = 0;
function inTurn(work) {
  const slot = nextSlot;
  nextSlot = (nextSlot + 1) % slots.length;
  const result = slots[slot].then(work);
  slots[slot] = result.catch(() => undefined);
  return result;
}
