// The peer, oidc-provider: how it is started and which of its requests each row sends.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { send, sendForJson, untilReady } from '../harness/http.mjs';
import { freePort, start, stop } from '../harness/processes.mjs';

const folder = path.resolve(import.meta.dirname, '../peer');
const redirectUri = 'http://127.0.0.1/callback';
const chains = 64;

export async function startPeer({ name, postgres, scratch, workers, onPostgres }) {
  if (!existsSync(path.join(folder, 'node_modules'))) throw new Error('the packages of the peer are not installed');
  const secret = randomBytes(24).toString('hex');
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  if (onPostgres) await postgres.createDatabase('peer');
  const running = start(name, process.execPath, [path.join(folder, 'server.mjs')], {
    env: {
      NODE_ENV: 'production',
      PORT: String(port),
      WORKERS: String(workers),
      CLIENT_SECRET: secret,
      ...(onPostgres && { DATABASE_URL: postgres.url('peer') }),
    },
  });
  await untilReady(`${origin}/.well-known/openid-configuration`, running);

  const form = {
    authorization: `Basic ${Buffer.from(`bench:${secret}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  };
  const post = (place, body, settings, script = 'fixed') => ({
    script,
    method: 'POST',
    path: place,
    headers: form,
    body,
    settings,
  });
  const clientCredentials = (algorithm) =>
    post('/token', `grant_type=client_credentials&scope=api&resource=urn:api:${algorithm}`);

  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const pause = '/.well-known/openid-configuration';
  const browse = (parameters) =>
    `/auth?client_id=bench&response_type=code&redirect_uri=${encodeURIComponent(redirectUri)}` +
    `&code_challenge=${challenge}&code_challenge_method=S256&${parameters}`;
  const redeem = `grant_type=authorization_code&redirect_uri=${encodeURIComponent(redirectUri)}&code_verifier=${verifier}`;

  // One person signs in: the code, and the cookies of the session.
  const signIn = async (parameters, account) => {
    const cookies = new Map();
    let place = browse(`${parameters}&login_hint=${account}`);
    for (let hop = 0; hop < 8; hop += 1) {
      const answer = await send(new URL(place, origin), {
        headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
      });
      for (const line of answer.headers['set-cookie'] ?? []) {
        const [pair] = line.split(';');
        const at = pair.indexOf('=');
        if (at + 1 < pair.length) cookies.set(pair.slice(0, at), pair.slice(at + 1));
        else cookies.delete(pair.slice(0, at));
      }
      if (![302, 303].includes(answer.status)) throw new Error(`sign-in stopped at ${answer.status}: ${answer.body.slice(0, 300)}`);
      place = answer.headers.location;
      const code = /[?&]code=([^&]+)/.exec(place)?.[1];
      if (code) return { code, cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') };
      if (place.startsWith(redirectUri)) throw new Error(`sign-in was refused: ${place}`);
    }
    throw new Error('sign-in went in circles');
  };
  const trade = (code) => sendForJson(`${origin}/token`, { method: 'POST', headers: form, body: `${redeem}&code=${code}` });

  const pool = path.join(scratch, `${name}-pool`);
  const refreshTokens = [];
  for (let chain = 0; chain < chains; chain += 1) {
    const { code } = await signIn('scope=api&resource=urn:api:rs256', `chain-${chain}`);
    refreshTokens.push((await trade(code)).refresh_token);
  }
  writeFileSync(pool, `${refreshTokens.join('\n')}\n`);

  const sessions = path.join(scratch, `${name}-sessions`);
  const whole = 'scope=openid%20api&resource=urn:api:rs256';
  const cookies = [];
  for (let session = 0; session < chains; session += 1) {
    const { code, cookie } = await signIn(whole, `session-${session}`);
    await trade(code);
    cookies.push(cookie);
  }
  writeFileSync(sessions, `${cookies.join('\n')}\n`);

  // An opaque token: the peer introspects no JWT, and its userinfo takes only tokens made for itself.
  const { access_token: opaque } = await trade((await signIn('scope=openid%20profile%20email', 'person')).code);

  return {
    name,
    origin,
    pid: running.child.pid,
    stop: () => stop(running),
    loads: {
      discovery: { script: 'fixed', path: '/.well-known/openid-configuration' },
      jwks: { script: 'fixed', path: '/jwks' },
      'client-credentials-rs256': clientCredentials('rs256'),
      'client-credentials-es256': clientCredentials('es256'),
      'client-credentials-hs256': clientCredentials('hs256'),
      refresh: post('/token', 'grant_type=refresh_token', { LOAD_POOL: pool, LOAD_PAUSE: pause }, 'refresh'),
      introspection: post('/token/introspection', `token=${opaque}`),
      userinfo: { script: 'fixed', path: '/me', headers: { authorization: `Bearer ${opaque}` } },
      code: post('/token', redeem, { LOAD_SESSIONS: sessions, LOAD_AUTHORIZE: browse(whole), LOAD_PAUSE: pause }, 'code'),
    },
  };
}
