// A resource server made of npm's jose: its own key set cache, its own checks.
import * as jose from 'jose';
import { answer } from './lines.mjs';

const realNow = Date.now;
let ahead = 0;
let keys;
let fetches = 0;

const expectations = ({ issuer, audience, typ, algorithms }) => ({
  issuer,
  audience,
  typ,
  algorithms,
  currentDate: new Date(Date.now()),
});

const show = ({ payload, protectedHeader }) => ({ payload, header: protectedHeader });

await answer({
  // Both the cache of the key set and the checks of time read this clock.
  clock({ now }) {
    ahead = now - realNow();
    Date.now = () => realNow() + ahead;
  },
  remote({ url }) {
    fetches = 0;
    keys = jose.createRemoteJWKSet(new URL(url), {
      [jose.customFetch]: (...request) => {
        fetches++;
        return fetch(...request);
      },
    });
  },
  fetches: () => fetches,
  verify: async (request) => show(await jose.jwtVerify(request.token, keys, expectations(request))),
  verifyWithSecret: async (request) =>
    show(await jose.jwtVerify(request.token, jose.base64url.decode(request.secret), expectations(request))),
  async makeKey({ alg }) {
    if (alg.startsWith('HS')) {
      const secret = await jose.generateSecret(alg, { extractable: true });
      return { jwk: { ...(await jose.exportJWK(secret)), alg } };
    }
    const pair = await jose.generateKeyPair(alg, { extractable: true });
    return { jwk: { ...(await jose.exportJWK(pair.privateKey)), alg } };
  },
  sign: async ({ jwk, claims, kid }) =>
    new jose.SignJWT(claims)
      .setProtectedHeader({ alg: jwk.alg, typ: 'at+jwt', kid })
      .sign(await jose.importJWK(jwk, jwk.alg)),
  verifyWithJwk: async (request) =>
    show(
      await jose.jwtVerify(request.token, await jose.importJWK(request.jwk, request.jwk.alg), expectations(request)),
    ),
  thumbprint: ({ jwk }) => jose.calculateJwkThumbprint(jwk, 'sha256'),
});
