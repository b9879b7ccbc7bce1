// Serves an app that runs in a browser: a page, the library as npm has it, and nothing behind them.
import { createRequire } from 'node:module';
import express from 'express';
import { answer } from './lines.mjs';

const files = createRequire(import.meta.url);
const library = files.resolve('oidc-client-ts').replace(/dist\/.*/, 'dist/browser/oidc-client-ts.min.js');
let settings;

const page = (script) =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>App</title><h1>App</h1><pre></pre>${script}`;
const show = `const show = (value) => { document.querySelector('pre').textContent = JSON.stringify(value); };`;
const failed = `(error) => show({ error: String(error) })`;

const app = express();
app.get('/oidc-client-ts.js', (_, response) => response.sendFile(library));
const oidc = (script) => (_, response) =>
  response.type('html').send(page(`<script src="/oidc-client-ts.js"></script><script>
    ${show}
    const settings = ${JSON.stringify(settings)};
    const manager = new oidc.UserManager({ userStore: new oidc.WebStorageStateStore({ store: localStorage }), ...settings });
    manager.events.addUserSignedOut(() => show({ signedOut: true }));
    ${script}
  </script>`));
app.get('/', oidc(`manager.getUser().then(show)`));
app.get('/callback', oidc(`manager.signinRedirectCallback().then(show, ${failed})`));
app.get('/silent', oidc(`manager.signinSilentCallback()`));

await answer({
  listen: () =>
    new Promise((resolve) => {
      const server = app.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
    }),
  use(asked) {
    settings = asked;
  },
});
