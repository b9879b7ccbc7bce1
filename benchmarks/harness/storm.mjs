// What JWKS and refresh feel while sixteen people sign in with passwords at once: p99 quiet, p99 in the storm.
import { startStorm } from './passwords.mjs';
import { pause } from './processes.mjs';
import { summarize } from './statistics.mjs';
import { measure } from './wrk.mjs';

export async function measureStorm(subject, loads, { repetitions, measured }, progress) {
  const window = { warmup: 1, measured };
  const results = { peakMegabytes: 0 };
  for (const id of ['jwks', 'refresh']) {
    const quiet = [];
    const stormy = [];
    let failures = 0;
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      const before = await measure(subject, loads[id], window);
      const storm = startStorm(subject, loads.password);
      await pause(500);
      const during = await measure(subject, loads[id], window);
      const { refused } = await storm.stop();
      quiet.push(before.p99);
      stormy.push(during.p99);
      results.peakMegabytes = Math.max(results.peakMegabytes, before.peakMegabytes, during.peakMegabytes);
      failures += before.failures + during.failures + refused;
      progress(`${id} p99 quiet ${before.p99.toFixed(1)} ms, storm ${during.p99.toFixed(1)} ms`);
    }
    results[id] = { quiet: summarize(quiet), stormy: summarize(stormy), failures };
  }
  return results;
}
