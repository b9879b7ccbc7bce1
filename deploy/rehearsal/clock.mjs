// Clocks that are wrong, by libfaketime: a node's, moved while it runs, or a command's own.
import { existsSync } from 'node:fs';

const library = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'].map((folder) => `${folder}/faketime/libfaketime.so.1`).find(existsSync);

export function makeClock(scratch) {
  if (!library) return undefined;
  // Only what the time is: how long something takes stays as it is.
  const basics = { LD_PRELOAD: library, DONT_FAKE_MONOTONIC: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  const set = (seconds) => scratch.file('clock', `${seconds < 0 ? '' : '+'}${seconds}\n`);
  return {
    set,
    env: { ...basics, FAKETIME_TIMESTAMP_FILE: set(0), FAKETIME_NO_CACHE: '1' },
    shifted: (by) => ({ ...basics, FAKETIME: by }),
  };
}
