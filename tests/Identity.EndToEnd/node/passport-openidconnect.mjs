// A web app that is protected by npm's passport with passport-openidconnect, which does no PKCE.
import session from 'express-session';
import passport from 'passport';
import OpenIDConnectStrategy from 'passport-openidconnect';
import { serve } from './web-app.mjs';

await serve(async (app, { address, issuer, clientId, secret }) => {
  const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  passport.use(
    new OpenIDConnectStrategy(
      {
        issuer,
        authorizationURL: metadata.authorization_endpoint,
        tokenURL: metadata.token_endpoint,
        userInfoURL: metadata.userinfo_endpoint,
        clientID: clientId,
        clientSecret: secret,
        callbackURL: `${address}/callback`,
        scope: 'email profile',
        nonce: true,
      },
      (issuer, inUserInfo, inIdToken, context, idToken, accessToken, refreshToken, parameters, done) =>
        done(null, { claims: { sub: inIdToken.id }, person: inUserInfo._json }),
    ),
  );
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user, done) => done(null, user));
  app.use(session({ secret: 'a test secret', resave: false, saveUninitialized: false }));
  app.use(passport.session());
  app.get('/login', passport.authenticate('openidconnect'));
  app.get('/callback', passport.authenticate('openidconnect', { successRedirect: '/', failWithError: true }));
  app.get('/', (request, response) => (request.user ? response.json(request.user) : response.redirect('/login')));
});
