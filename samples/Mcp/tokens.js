// Reads access tokens for the SDK's `requireBearerAuth`.
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

export function verifier({ issuer, jwksUri, audience }) {
  const keys = createRemoteJWKSet(new URL(jwksUri));
  const options = { algorithms: ['RS256'], issuer, audience, typ: 'at+jwt', requiredClaims: ['exp', 'sub', 'client_id'] };
  return {
    async verifyAccessToken(token) {
      try {
        const { payload } = await jwtVerify(token, keys, options);
        return {
          token,
          clientId: payload.client_id,
          scopes: (payload.scope ?? '').split(' '),
          expiresAt: payload.exp,
          resource: new URL(audience),
          extra: { subject: payload.sub },
        };
      } catch (error) {
        if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) throw error;
        throw new InvalidTokenError('The token is not good here');
      }
    },
  };
}
