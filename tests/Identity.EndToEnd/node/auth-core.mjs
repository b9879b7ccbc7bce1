// A web app that is protected by npm's @auth/core, through its bindings for Express.
import { ExpressAuth, getSession } from '@auth/express';
import { serve } from './web-app.mjs';

await serve((app, { address, issuer, clientId, secret }) => {
  const settings = {
    basePath: '/auth',
    trustHost: true,
    secret: 'a test secret of thirty-two bytes',
    providers: [
      {
        id: 'identity',
        name: 'Identity',
        type: 'oidc',
        issuer,
        clientId,
        clientSecret: secret,
        checks: ['pkce', 'state', 'nonce'],
        // Name and address are in userinfo, where it does not look by itself.
        idToken: false,
      },
    ],
    callbacks: {
      jwt: ({ token, profile }) => (profile ? { ...token, claims: profile } : token),
      session: ({ session, token }) => ({ ...session, claims: token.claims }),
    },
    logger: { error: (error) => process.stderr.write(`${error.stack}\n${error.cause?.err?.stack ?? ''}\n`) },
  };
  app.use('/auth', ExpressAuth(settings));
  app.get('/', async (request, response) => {
    const session = await getSession(request, settings);
    if (!session) return response.redirect('/auth/signin');
    response.json({ claims: session.claims, person: { ...session.user, sub: session.claims.sub } });
  });
});
