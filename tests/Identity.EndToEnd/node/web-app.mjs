// What the web apps have in common: an address of their own, and a page that says who is signed in.
import express from 'express';
import { answer } from './lines.mjs';

export async function serve(mount) {
  const app = express();
  let address;
  await answer({
    listen: () =>
      new Promise((resolve, reject) => {
        const server = app.listen(0, '127.0.0.1', (error) => {
          if (error) return reject(error);
          resolve((address = `http://127.0.0.1:${server.address().port}`));
        });
      }),
    async use(settings) {
      await mount(app, { address, ...settings });
      // A failure is shown as it is: the test reads it.
      app.use((error, request, response, _) => response.status(500).json({ error: error.message, cause: String(error.cause) }));
    },
  });
}
