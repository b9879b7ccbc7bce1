// Twenty minutes of an ordinary day at a fixed rate: whether anything grows, and whether the last minutes are as quick as the first.
import { readFileSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { prepareIdentity, primeIdentity, runIdentity, serveIdentity } from '../subjects/identity.mjs';
import { send } from './http.mjs';
import { describeMachine } from './machine.mjs';
import { pause, residentMegabytes } from './processes.mjs';
import { keep, onStage, today } from './stage.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '20' }, rate: { type: 'string', default: '100' } },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
// The runtime compiles and PostgreSQL fills its caches in these.
const settling = Math.min(5, Math.floor(minutes / 4));
const say = (words) => console.error(words);

const heap = `SELECT round(coalesce(sum(pg_total_relation_size(oid)), 0) / 1048576.0, 1) FROM pg_class
  WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'audit_events%'`;
const audit = `SELECT round(coalesce(sum(pg_total_relation_size(oid)), 0) / 1048576.0, 1) FROM pg_class
  WHERE relkind = 'r' AND relname LIKE 'audit_events%'`;
const perTable = `SELECT relname || ' ' || pg_total_relation_size(oid) FROM pg_class
  WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace`;

await onStage(main);

async function main(context) {
  const { postgres } = context;
  await prepareIdentity(context);
  const server = await serveIdentity(context);
  const loads = await primeIdentity(server, context);
  const works = workOf(server, loads);
  const samples = [];
  let sizes;
  const buckets = Array.from({ length: minutes }, () => new Map(works.map(({ name }) => [name, []])));
  const failures = new Map();

  const begun = performance.now();
  const minuteNow = () => Math.floor((performance.now() - begun) / 60_000);
  const busy = new Set();
  const drawn = drawFrom(works);
  const chores = choresOf(context, begun);
  let next = begun;
  let sampled = -1;
  while (minuteNow() < minutes) {
    if (minuteNow() !== sampled) {
      sampled = minuteNow();
      samples.push(await sample(server, postgres));
      if (sampled === settling) sizes = await sizesOf(postgres);
      say(`minute ${sampled}: ${JSON.stringify(samples.at(-1))}`);
    }
    // At a fixed rate, whether or not the earlier ones are answered: a server that stalls is not asked less.
    for (; next <= performance.now(); next += 1000 / rate) {
      const work = drawn();
      const due = next;
      const minute = Math.min(minuteNow(), minutes - 1);
      const doing = work.run().then(
        (fault) => {
          buckets[minute].get(work.name).push(performance.now() - due);
          if (fault) failures.set(`${work.name}: ${fault}`, (failures.get(`${work.name}: ${fault}`) ?? 0) + 1);
        },
        (error) => failures.set(`${work.name}: ${error.code ?? error.message}`, (failures.get(`${work.name}: ${error.code ?? error.message}`) ?? 0) + 1),
      );
      busy.add(doing);
      doing.finally(() => busy.delete(doing));
    }
    await pause(2);
  }
  await Promise.all(busy);
  await chores.end();
  samples.push(await sample(server, postgres));
  const grown = grownFrom(sizes, await sizesOf(postgres));
  await server.stop();
  publish({ grown, works, samples, buckets, failures, chores: chores.done, machine: describeMachine(postgres.version) });
}

// Shares of all requests; each answers with nothing, or says what was wrong.
function workOf({ origin }, loads) {
  const ask = async (load, body = load.body) => {
    const answer = await send(origin + load.path, { method: load.method ?? 'GET', headers: load.headers, body });
    return answer.status === 200 ? answer : Promise.reject(new Error(`${answer.status} ${answer.body.slice(0, 120)}`));
  };
  const simple = (name, share, load) => ({ name, share, run: async () => void (await ask(load)) });
  const chains = readFileSync(loads.refresh.settings.LOAD_POOL, 'utf8').trim().split('\n');
  const { LOAD_SESSIONS: sessionsFile, LOAD_AUTHORIZE: authorize } = loads.code.settings;
  const sessions = readFileSync(sessionsFile, 'utf8').trim().split('\n');
  return [
    simple('discovery', 5, loads.discovery),
    simple('key set', 5, loads.jwks),
    simple('client_credentials, RS256', 25, loads['client-credentials-rs256']),
    simple('client_credentials, ES256', 5, loads['client-credentials-es256']),
    simple('client_credentials, HS256', 5, loads['client-credentials-hs256']),
    simple('introspection', 20, loads.introspection),
    simple('userinfo', 5, loads.userinfo),
    simple('password (bcrypt 12)', 1, loads.password),
    {
      name: 'refresh_token, rotated',
      share: 24,
      run: async () => {
        const token = chains.shift();
        if (!token) return 'every chain was under way';
        const answer = await ask(loads.refresh, `${loads.refresh.body}&refresh_token=${token}`);
        chains.push(JSON.parse(answer.body).refresh_token);
      },
    },
    {
      name: 'authorization code with PKCE',
      share: 5,
      run: async () => {
        const cookie = sessions[Math.floor(Math.random() * sessions.length)];
        const answer = await send(origin + authorize, { headers: { cookie } });
        const code = /[?&]code=([^&]+)/.exec(answer.headers.location ?? '')?.[1];
        if (!code) return `no code: ${answer.status}`;
        await ask(loads.code, `${loads.code.body}&code=${code}`);
      },
    },
  ];
}

// One hundred tickets, drawn without putting back: every hundred requests are the mix.
function drawFrom(works) {
  let tickets = [];
  return () => {
    if (tickets.length === 0) {
      tickets = works.flatMap((work) => Array(work.share).fill(work));
      for (let i = tickets.length - 1; i > 0; i -= 1) {
        const j = Math.floor(Math.random() * (i + 1));
        [tickets[i], tickets[j]] = [tickets[j], tickets[i]];
      }
    }
    return tickets.pop();
  };
}

// What an operator and the schedule do meanwhile: purges every four minutes, and two rotations of all keys, one of them at once.
function choresOf(context, begun) {
  const plan = [];
  for (let minute = 2; minute < minutes; minute += 4) plan.push([minute, ['jobs', 'run', 'purge-tokens']], [minute, ['jobs', 'run', 'purge-accounts']]);
  plan.push([minutes / 4, ['keys', 'rotate']], [minutes / 2, ['keys', 'rotate', '--now']]);
  plan.sort(([a], [b]) => a - b);
  const done = [];
  let isOver = false;
  const work = (async () => {
    for (const [minute, command] of plan) {
      while (!isOver && performance.now() - begun < minute * 60_000) await pause(500);
      if (isOver) return;
      await runIdentity(context, command);
      done.push(`\`${command.join(' ')}\` in minute ${minute}`);
    }
  })();
  return {
    done,
    end: () => {
      isOver = true;
      return work;
    },
  };
}

async function sample(server, postgres) {
  return {
    megabytes: Math.round(residentMegabytes(server.pid)),
    handles: readdirSync(`/proc/${server.pid}/fd`).length,
    threads: readdirSync(`/proc/${server.pid}/task`).length,
    connections: await postgres.number("SELECT count(*) FROM pg_stat_activity WHERE datname = 'identity'", 'postgres'),
    tables: await postgres.number(heap, 'identity'),
    audit: await postgres.number(audit, 'identity'),
  };
}

async function sizesOf(postgres) {
  const rows = (await postgres.query(perTable, 'identity')).trim().split('\n');
  return new Map(rows.map((row) => row.split(' ')).map(([name, bytes]) => [name, Number(bytes)]));
}

function grownFrom(before, after) {
  return [...after]
    .map(([name, bytes]) => [name, bytes - (before.get(name) ?? 0)])
    .filter(([, more]) => more > 100_000)
    .sort(([, one], [, other]) => other - one)
    .map(([name, more]) => `${name} ${(more / 2 ** 20).toFixed(1)} MiB`);
}

function quantiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return sorted.length === 0 ? undefined : { p50: at(0.5), p99: at(0.99) };
}

function publish({ grown: tables, works, samples, buckets, failures, chores, machine }) {
  const all = (from, to, name) => buckets.slice(from, to).flatMap((bucket) => (name ? bucket.get(name) : [...bucket.values()].flat()));
  const early = [settling, settling + Math.floor((minutes - settling) / 2)];
  const late = [early[1], minutes];
  const show = (value) => (value === undefined ? '–' : value < 10 ? value.toFixed(1) : value.toFixed(0));
  const rows = works.map(({ name }) => {
    const before = quantiles(all(...early, name));
    const after = quantiles(all(...late, name));
    return `| ${name} | ${all(0, minutes, name).length.toLocaleString('en-US')} | ${show(before?.p50)} / ${show(before?.p99)} | ${show(after?.p50)} / ${show(after?.p99)} |`;
  });
  const perMinute = buckets.map((bucket, minute) => {
    const quick = quantiles([...bucket].filter(([name]) => !name.startsWith('password')).flatMap(([, times]) => times));
    const s = samples[minute];
    return `| ${minute} | ${show(quick?.p50)} | ${show(quick?.p99)} | ${s.megabytes} | ${s.handles} | ${s.threads} | ${s.connections} | ${s.tables} | ${s.audit} |`;
  });
  const grown = (key) => {
    const [first, last] = [samples[settling][key], samples.at(-1)[key]];
    return `${first} → ${last}`;
  };
  const total = all(0, minutes).length;
  const faults = [...failures].map(([what, count]) => `- ${count} × ${what}`);
  const text = `# ${minutes} minutes at a fixed rate, on ${today()}

${machine.lines.filter((line) => !line.includes('Peer')).join('\n')}

${rate} requests a second, drawn by shares, sent when they are due whether or not earlier ones were answered; one node, environment
Production, bcrypt 12. Times are from when a request was due, in milliseconds. Meanwhile: ${chores.join(', ')}.
The load's own process and PostgreSQL share the cores with the server.

${total.toLocaleString('en-US')} requests, ${[...failures.values()].reduce((sum, count) => sum + count, 0)} failures.
${faults.join('\n')}

| from minute ${settling} to the end | |
|---|---|
| memory, MB | ${grown('megabytes')} |
| file handles | ${grown('handles')} |
| threads | ${grown('threads')} |
| connections | ${grown('connections')} |
| tables and indexes without the audit, MiB | ${grown('tables')} |
| audit (kept for its days), MiB | ${grown('audit')} |

Tables that grew by more than 0.1 MiB, with their indexes: ${tables.join(', ') || 'none'}.

| request | how many | p50 / p99, minutes ${early[0]}–${early[1] - 1} | p50 / p99, minutes ${late[0]}–${late[1] - 1} |
|---|---|---|---|
${rows.join('\n')}

| minute | p50 without passwords | p99 | MB | handles | threads | connections | tables, MiB | audit, MiB |
|---|---|---|---|---|---|---|---|---|
${perMinute.join('\n')}
`;
  console.log(`\n${text}`);
  if (minutes >= 20) keep(`steady-${machine.slug}`, text);
}
