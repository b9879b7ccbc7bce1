// The calls that the four front ends have always made, as they have always made them: fetch, and no library of ours.
import { answer } from './lines.mjs';

const json = (body) => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const bearer = (token) => ({ headers: { Authorization: `Bearer ${token}` } });
const read = async (response) => ({ status: response.status, body: await response.json() });
const call = async (...request) => read(await fetch(...request));

await answer({
  async agentcaller({ id, email, password }) {
    const registered = await call(`${id}/v1/auth/register`, json({ email, password }));
    const signedIn = await call(`${id}/v1/auth/login`, {
      method: 'POST',
      body: new URLSearchParams({ username: email, password }),
    });
    const me = await call(`${id}/v1/auth/me`, bearer(signedIn.body.access_token));
    return { registered, signedIn, me };
  },
  async 'issue-tracker'({ id, email, password }) {
    const at = `${id}/api/auth`;
    const signedIn = await call(`${at}/login`, json({ email, password }));
    const refreshed = await call(`${at}/refresh`, json({ refresh_token: signedIn.body.refresh_token ?? 'none' }));
    const out = { method: 'POST', ...bearer(refreshed.body.access_token) };
    const signedOut = await call(`${at}/logout`, out);
    const signedOutAgain = await call(`${at}/logout`, out);
    const refreshedAfter = await call(`${at}/refresh`, json({ refresh_token: refreshed.body.refresh_token ?? 'none' }));
    return { signedIn, refreshed, signedOut, signedOutAgain, refreshedAfter };
  },
  async todo({ id, email, password }) {
    const registered = await call(`${id}/api/auth/signup`, json({ email, password }));
    const signedIn = await call(`${id}/api/auth/signin`, json({ email, password }));
    const me = await call(`${id}/api/auth/me`, bearer(signedIn.body.access_token));
    return { registered, signedIn, me };
  },
  async signup({ id, email, password }) {
    const registered = await call(`${id}/auth/signup`, json({ email, password }));
    const signedIn = await call(`${id}/auth/signin`, json({ email, password }));
    const me = await call(`${id}/auth/profile`, bearer(signedIn.body.access_token));
    return { registered, signedIn, me };
  },
});
