// A relying party's own address: browsers come back to it with an answer, and the script reads what they came with.
import { createServer } from 'node:http';

export async function listen() {
  const came = [];
  const waiting = [];
  const server = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><title>App</title><h1>Back at the app</h1>');
    if (request.url === '/favicon.ico') return;
    const url = new URL(request.url, address);
    const next = waiting.shift();
    if (next) next(url);
    else came.push(url);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = `http://127.0.0.1:${server.address().port}`;
  return {
    address,
    next: () => (came.length > 0 ? Promise.resolve(came.shift()) : new Promise((resolve) => waiting.push(resolve))),
  };
}
