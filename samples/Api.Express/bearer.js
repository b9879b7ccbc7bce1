// Lets a request in when it bears an access token that the identity server made for this API.
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

// Fetched when the first token comes, kept, and fetched again (twice a minute at most) when a token names a new key.
const { ISSUER = 'http://localhost:5000', AUDIENCE = 'urn:sample:notes' } = process.env;
const keys = createRemoteJWKSet(new URL(`${ISSUER}/.well-known/jwks.json`));

// Algorithm, issuer, audience, kind and times: all of them are ours to decide, and none of them the token's.
const verify = (token) =>
  jwtVerify(token, keys, {
    algorithms: ['RS256'],
    issuer: ISSUER,
    audience: AUDIENCE,
    typ: 'at+jwt',
    requiredClaims: ['exp', 'sub', 'client_id'],
    clockTolerance: 5,
  });

/** Middleware: the caller's claims are in `request.caller` afterwards. */
export const requireScope = (scope) => async (request, response, next) => {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  // RFC 6750 §3.1: who brings no token is told how to bring one, and not that something was wrong with it.
  if (!token) return refuse(response, 401, 'Bearer');
  try {
    request.caller = (await verify(token)).payload;
  } catch (error) {
    // Only a token can be invalid: keys that cannot be fetched are nobody's fault who calls.
    if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) return next(error);
    return refuse(response, 401, 'Bearer error="invalid_token"');
  }
  if (!(request.caller.scope ?? '').split(' ').includes(scope))
    return refuse(response, 403, `Bearer error="insufficient_scope", scope="${scope}"`);
  next();
};

const refuse = (response, status, challenge) => response.status(status).set('WWW-Authenticate', challenge).end();
