// What may be asked for on the command line, and how long things then take.
import { parseArgs } from 'node:util';

const subjects = ['ceilings', 'peer', 'identity'];

export function readSettings(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: subjects.join(',') },
      rows: { type: 'string' },
      write: { type: 'boolean', default: true },
    },
    allowNegative: true,
  });
  const only = values.only.split(',');
  const unknown = only.filter((name) => !subjects.includes(name));
  if (unknown.length > 0) throw new Error(`--only takes ${subjects.join(', ')}; not ${unknown.join(', ')}`);
  return {
    quick: values.quick,
    write: values.write,
    has: (subject) => only.includes(subject),
    wantsRow: (id) => !values.rows || values.rows.split(',').includes(id),
    waking: { warmup: 0, measured: 3 },
    window: values.quick ? { repetitions: 1, warmup: 1, measured: 2 } : { repetitions: 3, warmup: 3, measured: 8 },
    passwords: values.quick ? { repetitions: 1, measured: 3 } : { repetitions: 3, measured: 8 },
    storm: values.quick ? { repetitions: 1, measured: 2 } : { repetitions: 3, measured: 4 },
    starts: values.quick ? 1 : 5,
    bytesSeconds: values.quick ? 2 : 4,
    growth: values.quick ? { step: 1000, steps: 3 } : { step: 5000, steps: 5 },
  };
}
