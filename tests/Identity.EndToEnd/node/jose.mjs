// A resource server made of npm's jose: its own key set cache, its own checks.
import * as jose from 'jose';
import { answer } from './lines.mjs';

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
  // Both the cache of the key set and the checks of time read this clock, which stands still.
  clock({ now }) {
    Date.now = () => now;
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
  async makeKey({ alg, crv }) {
    if (alg.startsWith('HS')) {
      const secret = await jose.generateSecret(alg, { extractable: true });
      return { jwk: { ...(await jose.exportJWK(secret)), alg, kid: 'theirs' } };
    }
    const pair = await jose.generateKeyPair(alg, { extractable: true, crv });
    return { jwk: { ...(await jose.exportJWK(pair.privateKey)), alg, kid: 'theirs' } };
  },
  sign: async ({ jwk, claims }) =>
    new jose.SignJWT(claims)
      .setProtectedHeader({ alg: jwk.alg, typ: 'at+jwt', kid: jwk.kid })
      .sign(await jose.importJWK(jwk, jwk.alg)),
  async verifyWithJwk(request) {
    const { d, p, q, dp, dq, qi, ...jwk } = request.jwk;
    return show(await jose.jwtVerify(request.token, await jose.importJWK(jwk, jwk.alg), expectations(request)));
  },
  async encrypt({ jwk: { d, p, q, dp, dq, qi, ...jwk }, alg, enc, text }) {
    return new jose.CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({ alg, enc, kid: jwk.kid })
      .encrypt(await jose.importJWK(jwk, alg));
  },
  async decrypt({ jwk, alg, token }) {
    const { plaintext, protectedHeader } = await jose.compactDecrypt(token, await jose.importJWK(jwk, alg));
    return { text: new TextDecoder().decode(plaintext), header: protectedHeader };
  },
  thumbprint: ({ jwk }) => jose.calculateJwkThumbprint(jwk, 'sha256'),
});
