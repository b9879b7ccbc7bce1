// What a grant costs: bytes in the database and its log, round trips, memory, and the time to start.
import { readFileSync, writeFileSync } from 'node:fs';

import { primeIdentity, serveIdentity } from '../subjects/identity.mjs';
import { send } from './http.mjs';
import { pause } from './processes.mjs';
import { summarize } from './statistics.mjs';
import { startWire } from './wire.mjs';
import { measure } from './wrk.mjs';

const heapOfAllTables = `
  SELECT coalesce(sum(pg_relation_size(oid)), 0) FROM pg_class
  WHERE relkind IN ('r', 'm') AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`;

// Milliseconds from the start of the process to the first 200 of discovery.
export async function measureStart(context, repetitions) {
  const times = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const subject = await serveIdentity({ ...context, every: 5 });
    times.push(subject.startedIn);
    await subject.stop();
  }
  return summarize(times);
}

// Bytes per 1,000 grants. The log also holds what the server and PostgreSQL do on their own: the quieter of two idle windows
// of the same length, one before and one after, is taken off, because the other may have met a vacuum. A first window after
// the checkpoint is not counted: it holds the full images of pages touched again.
export async function measureBytes({ postgres }, subject, load, seconds) {
  const state = async () => ({
    log: await postgres.number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')", 'identity'),
    heap: await postgres.number(heapOfAllTables, 'identity'),
  });
  const during = async (work) => {
    const begun = await state();
    const result = await work();
    const ended = await state();
    return { ...result, log: ended.log - begun.log, heap: ended.heap - begun.heap };
  };
  const idle = () => during(() => pause(seconds * 1000));
  const window = { warmup: 0, measured: seconds };
  await postgres.query('CHECKPOINT');
  await measure(subject, load, window);

  const before = await idle();
  const { total, count, failures, log, heap } = await during(() => measure(subject, load, window));
  const after = await idle();
  const grants = total ?? count;
  const per1000 = (bytes) => (Math.max(0, bytes) / grants) * 1000;
  return { grants, failures, heap: per1000(heap), log: per1000(log - Math.min(before.log, after.log)) };
}

// How much the tables still grow per rotation once twenty thousand are behind them, each step ending with the vacuum that
// autovacuum would have made.
export async function measureGrowth({ postgres }, subject, load, { step, steps }) {
  const sizes = [];
  let rotations = 0;
  for (let number = 0; number < steps; number += 1) {
    const goal = rotations + step;
    while (rotations < goal) {
      const { total, failures } = await measure(subject, load, { warmup: 0, measured: 2 });
      if (failures > 0 || total === 0) throw new Error('a rotation failed while the tables were watched');
      rotations += total;
    }
    await postgres.query('VACUUM', 'identity');
    sizes.push({ rotations, heap: await postgres.number(heapOfAllTables, 'identity') });
  }
  const [first, last] = [sizes.at(0), sizes.at(-1)];
  return { rotations, heap: last.heap, perRotation: (last.heap - first.heap) / (last.rotations - first.rotations) };
}

// Round trips to PostgreSQL for one request of each kind, by a server of its own that speaks through a counter.
export async function measureRoundTrips(context, requests = 50) {
  const wire = await startWire(context.postgres.port);
  try {
    const subject = await serveIdentity({ ...context, throughPort: wire.port });
    try {
      const loads = await primeIdentity(subject, { ...context, pool: 'identity-wire-pool', count: 1 });
      const counts = {};
      for (const id of ['client-credentials-rs256', 'refresh', 'introspection', 'userinfo']) {
        for (let number = 0; number < 5; number += 1) await once(subject, loads[id]);
        const before = wire.count();
        for (let number = 0; number < requests; number += 1) await once(subject, loads[id]);
        counts[id] = (wire.count() - before) / requests;
      }
      return counts;
    } finally {
      await subject.stop();
    }
  } finally {
    wire.stop();
  }
}

async function once(subject, load) {
  const isRefresh = load.script === 'refresh';
  const pool = isRefresh && load.settings.LOAD_POOL;
  const body = isRefresh ? `${load.body}&refresh_token=${readFileSync(pool, 'utf8').trim()}` : load.body;
  const answer = await send(subject.origin + load.path, { method: load.method, headers: load.headers, body });
  if (answer.status !== 200) throw new Error(`${load.path} answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  if (isRefresh) writeFileSync(pool, JSON.parse(answer.body).refresh_token);
}

