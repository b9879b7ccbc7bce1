// Runs the rows: every subject of a row in turn, in another order each time, a few times over.
import { readFileSync, writeFileSync } from 'node:fs';

import { send } from './http.mjs';
import { summarize } from './statistics.mjs';
import { measure } from './wrk.mjs';

// Sends a row's request once: the length of the answer (a ceiling answers with as many bytes), if it is the right one.
export async function answerSize(subject, load, isRight) {
  const isRefresh = load.script === 'refresh';
  const [first, ...rest] = isRefresh ? readFileSync(load.settings.LOAD_POOL, 'utf8').trim().split('\n') : [];
  const { status, body } = await send(subject.origin + load.path, {
    method: load.method,
    headers: load.headers,
    body: isRefresh ? `${load.body}&refresh_token=${first}` : load.body,
  });
  if (status !== 200) throw new Error(`${load.path} answered ${status}: ${body.slice(0, 300)}`);
  const answer = JSON.parse(body);
  if (!isRight(answer)) throw new Error(`${load.path} did not answer what the row is about`);
  if (isRefresh && answer.refresh_token === first) throw new Error('the refresh token is not rotated');
  if (isRefresh) writeFileSync(load.settings.LOAD_POOL, `${[...rest, answer.refresh_token].join('\n')}\n`);
  return Buffer.byteLength(body);
}

// contenders: [{ subject, load, brief }]; brief ones (company without a target) get shorter windows.
export async function runRow(contenders, { repetitions, warmup, measured }, progress) {
  const seen = new Map(contenders.map(({ subject }) => [subject, []]));
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const { subject, load, brief } = contenders[(turn + repetition) % contenders.length];
      const window = {
        warmup: repetition === 0 ? (brief ? Math.min(2, warmup) : warmup) : 1,
        measured: brief ? Math.min(4, measured) : measured,
      };
      const result = await measure(subject, load, window);
      progress(`${subject.name} ${result.rate.toFixed(0)}/s`);
      seen.get(subject).push(result);
    }
  }
  return new Map([...seen].map(([subject, results]) => [subject.name, { ...outcome(results), subject }]));
}

function outcome(results) {
  const failures = results.reduce((sum, result) => sum + result.failures, 0);
  return {
    rate: summarize(results.map(({ rate }) => rate)),
    p99: summarize(results.map(({ p99 }) => p99)),
    failures,
    example: results.find(({ example }) => example)?.example,
    peakMegabytes: Math.max(...results.map(({ peakMegabytes }) => peakMegabytes)),
  };
}
