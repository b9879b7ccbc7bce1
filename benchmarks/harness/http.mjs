// A small HTTP client for priming and for waiting: one request, one answer, no redirects followed.
import http from 'node:http';

import { hasEnded, pause } from './processes.mjs';

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

export function send(url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers: lengthOf(headers, body), agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

const lengthOf = (headers, body) => (body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) });

export async function sendForJson(url, request) {
  const answer = await send(url, request);
  if (answer.status !== 200) throw new Error(`${new URL(url).pathname} answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  return JSON.parse(answer.body);
}

// Milliseconds until the first 200.
export async function untilReady(url, running, { every = 50, within = 30_000 } = {}) {
  const begun = performance.now();
  while (performance.now() - begun < within) {
    if (hasEnded(running)) throw new Error(`${running.name} ended before it answered: ${running.said.trim()}`);
    try {
      if ((await send(url)).status === 200) return performance.now() - begun;
    } catch (error) {
      if (!['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(error.code)) throw error;
    }
    await pause(every);
  }
  throw new Error(`${running.name} did not answer within ${within / 1000} s: ${running.said.trim()}`);
}
