// The peer's set-up: the features that the comparison needs, everything else as the documentation recommends for production
// (own adapter, keys, cookie keys, interactions and account lookup; no development interactions).
import { randomBytes } from 'node:crypto';

import Provider from 'oidc-provider';

const algorithms = { 'urn:api:rs256': 'RS256', 'urn:api:es256': 'ES256', 'urn:api:hs256': 'HS256' };

export function createProvider({ issuer, keys, adapter, clientSecret }) {
  const sharedSecret = Buffer.alloc(32, clientSecret);

  const provider = new Provider(issuer, {
    adapter,
    jwks: { keys },
    cookies: { keys: [clientSecret] },
    clients: [
      {
        client_id: 'bench',
        client_secret: clientSecret,
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        response_types: ['code'],
      },
    ],
    scopes: ['openid', 'profile', 'email'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    findAccount: (ctx, sub) => ({
      accountId: sub,
      claims: () => ({ sub, name: 'Bench User', email: `${sub}@example.com`, email_verified: true }),
    }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      userinfo: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => ({
          scope: 'api',
          audience: resource,
          accessTokenTTL: 3600,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: algorithms[resource], ...(resource.endsWith('hs256') && { key: sharedSecret }) } },
        }),
      },
    },
    pkce: { required: () => true },
    rotateRefreshToken: () => true,
    issueRefreshToken: (ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    ttl: { AccessToken: 3600, ClientCredentials: 3600, RefreshToken: 86400, Session: 86400, Grant: 86400, Interaction: 600 },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: grantWithoutAsking,
  });

  // Signs the person named in login_hint in at once: priming needs sessions, not pages.
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next();
    const { params } = await provider.interactionDetails(ctx.req, ctx.res);
    const accountId = params.login_hint ?? `user-${randomBytes(4).toString('hex')}`;
    await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId } });
    ctx.respond = false;
    return undefined;
  });

  provider.on('server_error', (ctx, error) => console.error(error));
  return provider;
}

// First-party clients are not asked for consent: the grant is made at the first request and found at the later ones.
async function grantWithoutAsking(ctx) {
  const { provider, session, client, params } = ctx.oidc;
  const known = session.grantIdFor(client.clientId);
  if (known) return provider.Grant.find(known);

  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile email');
  for (const resource of [params.resource ?? []].flat()) grant.addResourceScope(resource, 'api');
  await grant.save();
  return grant;
}
