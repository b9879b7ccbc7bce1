// A million of everything that administrators list: how long the first page of each list takes at the API, one request at a time.
import { parseArgs } from 'node:util';

import { prepareIdentity, runIdentity, serveIdentity, tokenOf } from '../subjects/identity.mjs';
import { send } from './http.mjs';
import { describeMachine } from './machine.mjs';
import { keep, onStage, today } from './stage.mjs';
import { summarize } from './statistics.mjs';

const target = 200;
const repetitions = 15;
const { size: asked } = parseArgs({ options: { size: { type: 'string', default: '1000000' } } }).values;
const size = Number(asked);
const administrator = 'lists';

// Spread over a year, so that every list has old and new rows and the audit's partitions are all in use.
const fillings = [
  `INSERT INTO users (id, email, canonical_email, name, epoch, security_stamp, concurrency_stamp, email_verified_at, password_change_required,
                      created_at, updated_at, last_signin_at, suspended_at)
   SELECT gen_random_uuid(), 'crowd' || n || '@example.org', 'crowd' || n || '@example.org',
          (ARRAY['Ada','Bruno','Chloé','Dmitri','Eva','Farid','Grażyna','Hugo'])[1 + n % 8] || ' Crowd ' || n, 0, 's', gen_random_uuid(),
          CASE WHEN n % 10 > 0 THEN now() END, false, now() - n * interval '31 seconds', now(),
          now() - (n % 30) * interval '1 day', CASE WHEN n % 1000 = 0 THEN now() END
     FROM generate_series(1, $N) n`,
  `INSERT INTO clients (client_id, name, authentication_method, grant_types, scopes, redirect_uris, is_first_party, requires_verified_email,
                        created_at, updated_at, metadata)
   SELECT 'app-' || n, 'App ' || n, 'none', ARRAY['authorization_code'], ARRAY['openid'], ARRAY['https://app' || n || '.example.org/callback'],
          false, false, now() - n * interval '1 minute', now(), '{}'
     FROM generate_series(1, $N / 100) n`,
  `INSERT INTO sessions (id, hash, user_id, epoch, auth_time, amr, device, created_at, last_seen_at, idle_until, expires_at, address)
   SELECT gen_random_uuid(), sha256(id::text::bytea), id, 0, created_at, ARRAY['pwd'], 'Firefox on Linux', created_at,
          now() - random() * interval '1 day', now() + interval '14 days', now() + interval '30 days', '192.0.2.7'
     FROM users`,
  `INSERT INTO refresh_families (id, lookup, current_hash, client_id, subject, scopes, auth_time, created_at, rotated_at, idle_until, expires_at,
                                 purge_on, epoch)
   SELECT gen_random_uuid(), gen_random_uuid(), sha256(id::text::bytea), 'app-' || (1 + number % ($N / 100)), id, ARRAY['openid'], created_at,
          created_at, now() - random() * interval '1 day', now() + interval '14 days', now() + interval '90 days', current_date + 90, 0
     FROM users`,
  `INSERT INTO consents (user_id, client_id, scopes, granted_at, updated_at)
   SELECT id, 'app-' || (1 + number % ($N / 100)), ARRAY['openid'], created_at, created_at FROM users`,
  `INSERT INTO letters (id, created_at, kind, recipient, about, attempts, next_attempt_at, delivered_at, dead_at)
   SELECT gen_random_uuid(), now() - (n % 2) * interval '1 hour', 'verify_email', 'crowd' || n || '@example.org', '{}', 1, now() + interval '1 day',
          CASE WHEN n % 100 > 0 THEN now() END, CASE WHEN n % 100 = 0 THEN now() END
     FROM generate_series(1, $N) n`,
  `INSERT INTO audit_events (id, at, kind, actor, target, correlation, address)
   SELECT gen_random_uuid(), now() - (n % 3) * interval '1 hour', 'sign-in', 'user:' || gen_random_uuid(), 'client:app-' || n % 1000, md5(n::text),
          '192.0.2.7'
     FROM generate_series(1, $N) n`,
];

const lists = [
  ['users', '/users'],
  ['users by their last sign-in', '/users?sort=-last_sign_in_at'],
  ['users by name', '/users?sort=name'],
  ['users, a part of an address', '/users?search=crowd777777'],
  ['users, a part of a name', '/users?search=chlo'],
  ['suspended users', '/users?status=suspended'],
  ['roles', '/roles'],
  ['clients', '/clients'],
  ['clients, a part of a name', '/clients?search=app%20777'],
  ['APIs', '/apis'],
  ['scopes', '/scopes'],
  ['profiles', '/profiles'],
  ['sessions', '/sessions'],
  ["one app's grants", '/grants?client=app-77'],
  ['grants', '/grants'],
  ['consents', '/consents'],
  ['keys', '/keys'],
  ['letters', '/letters'],
  ['dead letters', '/letters?state=dead'],
  ['jobs', '/jobs'],
  ['audit', '/audit'],
  ['audit of one kind', '/audit?kind=sign-in'],
  ['audit of one actor', '/audit?actor=client:app-77'],
  ['settings', '/settings'],
  ['statistics', '/statistics'],
];

const say = (words) => console.error(words);

await onStage(main);

async function main(context) {
  const { postgres } = context;
  await prepareIdentity(context);
  const secret = 'known-to-this-run-only-0123456789abcdef';
  const declaration = `identity: 1
clients:
  - client_id: ${administrator}
    grant_types: [client_credentials]
    scope: identity.admin
    roles: [administrator]
    secret: { env: LISTS_SECRET }
`;
  await runIdentity(context, ['apply', '-'], { input: declaration, env: { LISTS_SECRET: secret } });
  for (const filling of fillings) {
    say(filling.trim().split(' (')[0]);
    await postgres.query(filling.replaceAll('$N', String(size)), 'identity');
  }
  await postgres.query('VACUUM ANALYZE', 'identity');

  const server = await serveIdentity(context);
  const token = await tokenOf(server, administrator, secret, 'identity.admin');
  const rows = [];
  for (const [title, address] of lists) {
    const took = [];
    let answer;
    for (let i = 0; i <= repetitions; i += 1) {
      const begun = performance.now();
      answer = await send(`${server.origin}/api/v1${address}`, { headers: { authorization: `Bearer ${token}` } });
      // The first one compiles and reads from the disk.
      if (i > 0) took.push(performance.now() - begun);
      if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}: ${answer.body.slice(0, 300)}`);
    }
    const { median, min, max } = summarize(took);
    const shown = JSON.parse(answer.body).items?.length;
    rows.push(`| ${title} | \`${address}\` | ${shown ?? '–'} | ${median.toFixed(0)} ms (${min.toFixed(0)}–${max.toFixed(0)}) | ${median <= target ? 'yes' : '**no**'} |`);
    say(rows.at(-1));
  }
  await server.stop();

  const machine = describeMachine(postgres.version);
  const text = `# The first page of every list, measured on ${today()}

${machine.lines.filter((line) => !line.includes('Peer')).join('\n')}

${size.toLocaleString('en-US')} each of users, sessions, grants, consents, letters and events of the audit; ${(size / 100).toLocaleString('en-US')} clients. ${repetitions} requests each, one after the other; medians (lowest–highest). Target: ${target} ms.

| list | address under \`/api/v1\` | rows shown | median | within the target |
|---|---|---|---|---|
${rows.join('\n')}
`;
  console.log(`\n${text}`);
  if (size >= 1_000_000) keep(`lists-${machine.slug}`, text);
}
