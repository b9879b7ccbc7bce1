// An hour without the mail server: letters that people were promised are sent afterwards, each of them once.
import { pause, until } from './processes.mjs';

const invited = 6;

export async function mailIsAwayForAnHour({ identity, database, mail, ledger }) {
  await mail.close();
  const before = mail.taken.size;
  // Their links are good for longer than the hour: a letter that would be of no use any more is not sent.
  for (let at = 0; at < invited; at += 1) await identity.command(['users', 'create', `invited${at}@example.com`, '--invite']);
  const promised = invited;

  // The hour passes on a clock of the job's own; the nodes go on trying on theirs.
  const due = (minutes) => identity.command(['jobs', 'run', 'deliver-letters'], { clock: `+${minutes * 60}` });
  for (const minutes of [2, 8, 25]) await due(minutes);
  const attempts = Number(await database.psql('SELECT min(attempts) FROM letters WHERE delivered_at IS NULL', { database: 'identity' }));
  if (attempts < 3) ledger.wrong(`a letter was tried ${attempts} times in half an hour`);
  await mail.open();
  await due(90);
  await until('the letters', async () => mail.taken.size - before >= promised, { within: 30_000 });
  await pause(3000);

  const twice = [...mail.taken.values()].filter((count) => count > 1).length;
  const left = Number(await database.psql('SELECT count(*) FROM letters WHERE delivered_at IS NULL', { database: 'identity' }));
  if (left > 0 || mail.taken.size - before !== promised) ledger.lost(`of ${promised} letters ${mail.taken.size - before} arrived, ${left} wait`);
  ledger.note(`${promised} letters were promised, each tried ${attempts} times in vain; ${mail.taken.size - before} arrived, ${twice} of them twice`);
}
