// A folder of the rehearsal's own, readable by the account that everything runs as.
import { execFileSync } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { account } from './processes.mjs';

const numberOf = (flag) => Number(execFileSync('id', [flag, account], { encoding: 'utf8' }));
const own = (place) => {
  if (account) chownSync(place, numberOf('-u'), numberOf('-g'));
  return place;
};

export function makeScratch() {
  const root = own(mkdtempSync(path.join(process.env.REHEARSAL_DATA ?? tmpdir(), 'identity-rehearsal-')));
  const folder = (name) => {
    const place = path.join(root, name);
    mkdirSync(place, { recursive: true, mode: 0o700 });
    return own(place);
  };
  const logs = folder('logs');
  return {
    root,
    folder,
    path: (name) => path.join(root, name),
    log: (name) => path.join(logs, `${name}.log`),
    file(name, text) {
      const place = path.join(root, name);
      writeFileSync(place, text, { mode: 0o600 });
      return own(place);
    },
    // What the account may not read where it stands.
    copy(from, name) {
      const place = path.join(root, name);
      cpSync(from, place, { recursive: true });
      return place;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
