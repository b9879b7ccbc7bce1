// Runs the rows: every subject of a row in turn, in another order each time, a few times over.
import { readFileSync, writeFileSync } from 'node:fs';

import { send } from './http.mjs';
import { summarize } from './statistics.mjs';
import { measure } from './wrk.mjs';

// The length of the answer that a load gets: the ceiling answers with as many bytes.
export async function answerSize(subject, load) {
  const request = { method: load.method, headers: load.headers, body: load.body };
  if (load.script === 'refresh') {
    const [first, ...rest] = readFileSync(load.settings.LOAD_POOL, 'utf8').trim().split('\n');
    const answer = await send(subject.origin + load.path, { ...request, body: `${load.body}&refresh_token=${first}` });
    if (answer.status !== 200) throw new Error(`refresh answered ${answer.status}: ${answer.body.slice(0, 300)}`);
    writeFileSync(load.settings.LOAD_POOL, `${[...rest, JSON.parse(answer.body).refresh_token].join('\n')}\n`);
    return Buffer.byteLength(answer.body);
  }
  const answer = await send(subject.origin + load.path, request);
  if (answer.status !== 200) throw new Error(`${load.path} answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  return Buffer.byteLength(answer.body);
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
