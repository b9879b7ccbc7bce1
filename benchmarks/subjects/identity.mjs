// Identity: everything that the harness must know about our server stands in this file.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { send, sendForJson, untilReady } from '../harness/http.mjs';
import { freePort, run, start, stop } from '../harness/processes.mjs';

const program =
  process.env.IDENTITY_SERVER ??
  path.resolve(import.meta.dirname, '../.published/Identity.Server.dll');
const chains = 64;
const browsers = 16;
const masterKey = randomBytes(32).toString('base64');
const userPassword = randomBytes(18).toString('base64url');
const userName = 'bench@example.com';
const clientId = 'bench';
const redirectUri = 'http://127.0.0.1/callback';

// What is set up before the first start, by the server's own command line; a line of standard input where one is read.
const algorithms = ['RS256', 'ES256', 'HS256'];
const repeated = (flag, values) => values.flatMap((value) => [flag, value]);
const scopes = ['openid', 'profile', 'email', 'offline_access', ...algorithms.map((algorithm) => algorithm.toLowerCase())];
const makeApi = (algorithm) => {
  const name = algorithm.toLowerCase();
  return ['apis', 'create', `urn:api:${name}`, '--algorithm', algorithm, '--scope', name];
};
const makeClient = [
  ...['clients', 'create', clientId],
  ...repeated('--grant', ['authorization_code', 'client_credentials', 'password', 'refresh_token']),
  ...repeated('--scope', scopes),
  ...['--redirect-uri', redirectUri, '--first-party'],
];
const makeUser = ['users', 'create', userName, '--name', 'Bench Person'];

const environment = (origin, connectionString) => ({
  ASPNETCORE_ENVIRONMENT: 'Production',
  ASPNETCORE_URLS: origin,
  Logging__LogLevel__Default: 'Warning',
  IDENTITY__Issuer: origin,
  IDENTITY__ConnectionStrings__Identity: connectionString,
  IDENTITY__Mail__Transport: 'None',
  IDENTITY__MasterKey__Value: masterKey,
  // The tokens of introspection and userinfo are made once and must outlive the run.
  IDENTITY__Tokens__AccessTokenLifetime: '01:00:00',
  // Sixteen at once are one person from one address: right passwords, each of them counted until it has been looked at.
  IDENTITY__Throttling__AttemptsPerAccountAndSource: '1000',
});

const discovery = '/.well-known/openid-configuration';
let form;
const formOf = (secret) => ({
  authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
  'content-type': 'application/x-www-form-urlencoded',
});
const passwordForm = (scope) =>
  `grant_type=password&username=${encodeURIComponent(userName)}&password=${userPassword}&scope=${encodeURIComponent(scope)}`;

export const identityIsBuilt = () => existsSync(program);

// A database ready to be served.
export async function prepareIdentity({ postgres }) {
  if (!identityIsBuilt()) throw new Error('Identity.Server is not built (Release)');
  await postgres.createDatabase('identity');
  const command = (args, input) => runIdentity({ postgres }, args, { input });
  await command(['migrate']);
  for (const algorithm of algorithms) await command(makeApi(algorithm));
  form = formOf(secretIn(await command(makeClient)));
  await command(makeUser, `${userPassword}\n`);
}

// One command of the server's own, on its database.
export const runIdentity = ({ postgres }, args, { input, env = {} } = {}) =>
  run('dotnet', [program, ...args], { env: { ...environment('http://127.0.0.1:1', postgres.npgsql('identity')), ...env }, input });

// A token for a client itself.
export async function tokenOf({ origin }, client, secret, scope) {
  const headers = {
    authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  };
  const body = `grant_type=client_credentials&scope=${encodeURIComponent(scope)}`;
  return (await sendForJson(`${origin}/connect/token`, { method: 'POST', headers, body })).access_token;
}

// A secret is made by the server and printed once, on a line of its own.
function secretIn(printed) {
  const secret = /^secret: (\S+)$/m.exec(printed)?.[1];
  if (!secret) throw new Error('`clients create` printed no secret');
  return secret;
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

  // The code row: browsers that have signed in, each by the page.
  const sessions = path.join(scratch, `${pool}-sessions`);
  const cookies = await Promise.all(Array.from({ length: browsers }, () => inTurn(() => signIn(subject.origin))));
  writeFileSync(sessions, `${cookies.join('\n')}\n`);
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const address = encodeURIComponent(redirectUri);
  const browse =
    `/connect/authorize?client_id=${clientId}&response_type=code&redirect_uri=${address}` +
    `&code_challenge=${challenge}&code_challenge_method=S256&scope=openid%20rs256`;
  const redeem = `grant_type=authorization_code&redirect_uri=${address}&code_verifier=${verifier}`;

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
    code: post('/connect/token', redeem, 'code', { LOAD_SESSIONS: sessions, LOAD_AUTHORIZE: browse, LOAD_PAUSE: discovery }),
    introspection: post('/connect/introspect', `token=${machine}`),
    userinfo: { script: 'fixed', path: '/connect/userinfo', headers: { authorization: `Bearer ${person}` } },
    password: post('/connect/token', passwordForm('rs256')),
  };
}

// Signs a browser in by the page, as a person does, and returns its session's cookie.
async function signIn(origin) {
  const page = await send(new URL('/signin', origin), {});
  const token = /name="form" type="hidden" value="([^"]+)"/.exec(page.body)?.[1];
  const cookie = cookieOf(page, 'form');
  if (!token || !cookie) throw new Error(`the sign-in page has no form: ${page.status}`);
  const body = new URLSearchParams({ email: userName, password: userPassword, form: token });
  const answer = await send(new URL('/signin', origin), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
    body: body.toString(),
  });
  const session = cookieOf(answer, 'identity');
  if (!session) throw new Error(`nobody was signed in: ${answer.status}`);
  return session;
}

const cookieOf = (answer, name) =>
  (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).find((pair) => pair.startsWith(`${name}=`));

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
