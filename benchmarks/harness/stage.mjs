// What every measurement stands on: a throw-away cluster and folder, gone again however it ends; and where its figures are kept.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startPostgres } from './postgres.mjs';
import { onInterruption, stopAll } from './processes.mjs';

export async function onStage(measure) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'benchmark-'));
  let postgres;
  const tidy = async () => {
    await stopAll();
    await postgres?.stop();
    rmSync(scratch, { recursive: true, force: true });
  };
  onInterruption(tidy);
  try {
    postgres = await startPostgres();
    await measure({ postgres, scratch });
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await tidy();
  }
}

export const today = () => new Date().toISOString().slice(0, 10);

export function keep(name, text) {
  const folder = path.resolve(import.meta.dirname, '../results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${today()}-${name}.md`), text);
}
