// Drives wrk: 32 connections on 2 threads unless told otherwise, one line of JSON back.
import path from 'node:path';

import { residentMegabytes, run } from './processes.mjs';

const scripts = path.resolve(import.meta.dirname, '../load');
const threads = 2;
const connections = 32;
const drain = 1;

// load: { script, method, path, headers, body, ... }; what the script needs besides goes into load.settings.
export async function measure(subject, load, { warmup, measured }) {
  if (!load) throw new Error(`${subject.name} has no such request, or answered it wrongly`);
  if (load.script === 'fixed') {
    if (warmup > 0) await wrk(subject, load, warmup, {});
    return wrk(subject, load, measured, {});
  }
  return wrk(subject, load, warmup + measured + drain, { LOAD_WARMUP: String(warmup), LOAD_MEASURED: String(measured) });
}

async function wrk(subject, load, seconds, phases) {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(subject.pid));
  }, 250);
  try {
    const said = await run(
      'wrk',
      [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', path.join(scripts, `${load.script}.lua`), subject.origin],
      {
        env: {
          LOAD_SCRIPTS: scripts,
          LOAD_THREADS: String(threads),
          LOAD_METHOD: load.method ?? 'GET',
          LOAD_PATH: load.path,
          LOAD_HEADERS: Object.entries(load.headers ?? {})
            .map(([name, value]) => `${name}: ${value}`)
            .join('\n'),
          ...(load.body !== undefined && { LOAD_BODY: load.body }),
          ...load.settings,
          ...phases,
        },
      },
    );
    const result = JSON.parse(/^RESULT (.+)$/m.exec(said)[1]);
    return { ...result, rate: result.count / result.seconds, peakMegabytes: peak };
  } finally {
    clearInterval(watch);
  }
}
