// A web app that is protected by npm's express-openid-connect.
import openid from 'express-openid-connect';
import { serve } from './web-app.mjs';

await serve((app, { address, issuer, clientId, secret }) => {
  app.use(
    openid.auth({
      baseURL: address,
      issuerBaseURL: issuer,
      clientID: clientId,
      clientSecret: secret,
      secret: 'thirty-two bytes of test secret.',
      authorizationParams: { response_type: 'code', scope: 'openid email profile' },
      authRequired: false,
      idpLogout: true,
    }),
  );
  app.get('/', openid.requiresAuth(), async (request, response) =>
    response.json({ claims: request.oidc.user, person: await request.oidc.fetchUserInfo() }),
  );
});
