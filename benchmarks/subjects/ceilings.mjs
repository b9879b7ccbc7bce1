// The ceilings: bare Kestrel answering the very requests that the compared server gets, with an answer of the same size.
import { copyFileSync, existsSync } from 'node:fs';
import path from 'node:path';

import { untilReady } from '../harness/http.mjs';
import { freePort, start, stop } from '../harness/processes.mjs';

const program = path.resolve(import.meta.dirname, '../Ceilings/bin/Release/net10.0/Ceilings.dll');

export async function startCeilings({ postgres, scratch, sizes }) {
  if (!existsSync(program)) throw new Error('Ceilings is not built (Release)');
  await postgres.createDatabase('ceilings');
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const running = start('ceilings', 'dotnet', [program], {
    env: {
      ASPNETCORE_URLS: origin,
      ASPNETCORE_ENVIRONMENT: 'Production',
      Database: postgres.npgsql('ceilings'),
      Sizes: [...sizes].join(','),
    },
  });
  const size = [...sizes][0];
  await untilReady(`${origin}/http/${size}`, running);

  return {
    name: 'ceiling',
    origin,
    pid: running.child.pid,
    stop: () => stop(running),

    // The load of the compared server, sent to the path that does only the named work.
    loadLike(load, work, answerSize) {
      const like = { ...load, path: `/${work}/${answerSize}` };
      if (load.script !== 'refresh') return like;
      const pool = path.join(scratch, 'ceiling-pool');
      copyFileSync(load.settings.LOAD_POOL, pool);
      return { ...like, settings: { LOAD_POOL: pool, LOAD_PAUSE: `/http/${answerSize}` } };
    },
  };
}

export const ceilingsProgram = program;
