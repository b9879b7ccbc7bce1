// Starts the peer: one process with its memory adapter, or cluster workers on one PostgreSQL database.
// Settings come from the environment: PORT, WORKERS, CLIENT_SECRET and, for PostgreSQL, DATABASE_URL.
import cluster from 'node:cluster';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';

import { memoryAdapter } from './memory-adapter.mjs';
import { createSchema, postgresAdapter } from './postgres-adapter.mjs';
import { createProvider } from './provider.mjs';

const { PORT, WORKERS = '1', CLIENT_SECRET, DATABASE_URL } = process.env;

if (cluster.isPrimary && Number(WORKERS) > 1) {
  if (DATABASE_URL) await createSchema(DATABASE_URL);
  const shared = { SIGNING_KEYS: JSON.stringify(signingKeys()) };
  for (let worker = 0; worker < Number(WORKERS); worker += 1) cluster.fork(shared);
  cluster.on('exit', () => process.exit(1));
} else {
  if (DATABASE_URL && cluster.isPrimary) await createSchema(DATABASE_URL);
  const provider = createProvider({
    issuer: `http://127.0.0.1:${PORT}`,
    keys: process.env.SIGNING_KEYS ? JSON.parse(process.env.SIGNING_KEYS) : signingKeys(),
    adapter: DATABASE_URL ? postgresAdapter(DATABASE_URL, 32 / Number(WORKERS)) : memoryAdapter(),
    clientSecret: CLIENT_SECRET,
  });
  createServer(provider.callback()).listen(Number(PORT), '127.0.0.1');
}

function signingKeys() {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  return [
    { ...rsa, kid: 'rsa', alg: 'RS256', use: 'sig' },
    { ...ec, kid: 'ec', alg: 'ES256', use: 'sig' },
  ];
}
