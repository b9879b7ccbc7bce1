// Serves an app that runs in a browser and was written for another server: keycloak-js as npm has it, and nothing behind it.
import { fileURLToPath } from 'node:url';
import express from 'express';
import { answer } from './lines.mjs';

const library = fileURLToPath(import.meta.resolve('keycloak-js'));
let settings;

const app = express();
app.get('/keycloak.js', (_, response) => response.sendFile(library));
app.get('/', (_, response) =>
  response.type('html').send(`<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>App</title><h1>App</h1><pre></pre>
  <script type="module">
    import Keycloak from '/keycloak.js';
    const show = (value) => { document.querySelector('pre').textContent = JSON.stringify(value); };
    const keycloak = new Keycloak(${JSON.stringify(settings)});
    window.keycloak = keycloak;
    try {
      const authenticated = await keycloak.init({ onLoad: 'login-required', scope: 'email', checkLoginIframe: false });
      show({ authenticated, subject: keycloak.subject, email: keycloak.idTokenParsed?.email, user: await keycloak.loadUserInfo() });
    } catch (error) {
      show({ error: String(error.error ?? error) });
    }
  </script>`),
);

await answer({
  listen: () =>
    new Promise((resolve) => {
      const server = app.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
    }),
  use(asked) {
    settings = asked;
  },
});
