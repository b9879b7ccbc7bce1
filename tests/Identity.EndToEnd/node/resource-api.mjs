// An API as others write them: Express, and a middleware that learns our keys from discovery.
import express from 'express';
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer';
import { answer } from './lines.mjs';

let server;

await answer({
  async listen({ issuer, audience, scope }) {
    const app = express();
    app.use(auth({ issuerBaseURL: issuer, audience, strict: true }));
    app.get('/', requiredScopes(scope), (request, response) => {
      response.json({ subject: request.auth.payload.sub, client: request.auth.payload.client_id });
    });
    app.use((error, request, response, next) => {
      response.status(error.status ?? 500).set(error.headers).json({ error: error.code ?? error.message });
    });
    server = app.listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    return server.address().port;
  },
});
server?.close();
