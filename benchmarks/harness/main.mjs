// Runs everything in one go and prints the table: throughput against the ceilings and the peer, the storm, the costs.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { ceilingsProgram, startCeilings } from '../subjects/ceilings.mjs';
import { identityIsBuilt, prepareIdentity, primeIdentity, serveIdentity } from '../subjects/identity.mjs';
import { startPeer } from '../subjects/peer.mjs';
import { measureBytes, measureGrowth, measureRoundTrips, measureStart } from './costs.mjs';
import { describeMachine } from './machine.mjs';
import { passwordRate } from './passwords.mjs';
import { pause, residentMegabytes, run } from './processes.mjs';
import { rows } from './rows.mjs';
import { readSettings } from './settings.mjs';
import { keep, onStage, today } from './stage.mjs';
import { summarize } from './statistics.mjs';
import { measureStorm } from './storm.mjs';
import { costTable, stormTable, throughputTable } from './table.mjs';
import { answerSize, runRow } from './throughput.mjs';
import { measure } from './wrk.mjs';

const settings = readSettings(process.argv.slice(2));
const notes = [];
const begun = performance.now();
let postgres, scratch;

await onStage(main);

async function main(context) {
  ({ postgres, scratch } = context);
  const identity = await attempt('Identity', settings.has('identity'), () => startIdentity(context));
  const peers = [];
  for (const peer of [
    { name: 'peer-postgres', workers: 2, onPostgres: true },
    { name: 'peer-memory', workers: 1, onPostgres: false },
  ]) {
    const started = await attempt(peer.name, settings.has('peer'), () => startPeer({ ...context, ...peer }));
    if (started) peers.push(started);
  }

  // The ceilings answer with as many bytes as the server they are held against: ours, or the peer where ours is not there.
  // Whoever does not give the right answer leaves the row.
  const wanted = rows.filter(({ id }) => settings.wantsRow(id));
  const missing = new Map(wanted.filter(({ id }) => identity && !identity.loads[id]).map(({ id }) => [id, 'not yet']));
  const likes = new Map();
  for (const { id, title, isRight } of wanted) {
    if (!isRight) continue;
    for (const subject of [identity, ...peers]) {
      const load = subject?.loads[id];
      if (!load) continue;
      const size = await attempt(`${title}, ${subject.name}`, true, () => answerSize(subject, load, isRight));
      if (size === undefined) {
        delete subject.loads[id];
        if (subject === identity) missing.set(id, '**wrong answer**');
      } else if (!likes.has(id)) likes.set(id, { load, size });
    }
  }
  const sizes = new Set([...likes.values()].map(({ size }) => size));
  if (sizes.size === 0) sizes.add(1000);
  const ceilings = await attempt('ceilings', settings.has('ceilings'), () => startCeilings({ ...context, sizes }));

  // Nobody's first row pays for what the runtimes compile as they go.
  const first = { load: likes.get('discovery')?.load ?? standIn({ id: 'discovery' }), size: [...sizes][0] };
  if (ceilings) await measure(ceilings, ceilings.loadLike(first.load, 'http', first.size), settings.waking);
  for (const subject of [identity, ...peers]) if (subject?.loads.discovery) await measure(subject, subject.loads.discovery, settings.waking);

  const measuredRows = [];
  for (const row of wanted) {
    say(row.title);
    const contenders = [];
    const model = likes.get(row.id);
    if (row.ceiling && ceilings) {
      const load = ceilings.loadLike(model?.load ?? standIn(row), row.ceiling, model?.size ?? [...sizes][0]);
      contenders.push({ subject: ceilings, load });
    }
    for (const subject of [identity, ...peers]) {
      if (!subject?.loads[row.id]) continue;
      const isCompany = subject.name === 'peer-memory' || (subject.name === 'peer-postgres' && !row.timesPeer);
      contenders.push({ subject, load: subject.loads[row.id], brief: isCompany });
    }
    const results = await runRow(contenders, settings.window, say);
    for (const [name, { failures, example }] of results)
      if (failures > 0) notes.push(`${row.title}, ${name}: ${failures} errors${example ? `, such as “${example}”` : ''}.`);
    if (missing.has(row.id)) results.set('identity', missing.get(row.id));
    measuredRows.push({ row, results });
  }

  // What the tables below need is measured on our server alone, so the others make room first.
  const peaks = measuredRows.map(({ results }) => results.get('identity')?.peakMegabytes ?? 0);
  if (settings.wantsRow('password')) measuredRows.push(await passwordRow(identity));
  for (const peer of peers) await peer.stop();
  await ceilings?.stop();

  const storm = identity && (await attempt('storm', true, () => measureStorm(identity, identity.loads, settings.storm, say)));
  if (storm) peaks.push(storm.peakMegabytes);
  const costs = await costsOf(identity, context, peaks);
  publish([throughputTable(measuredRows), stormTable(storm), costTable(costs)]);
}

async function startIdentity(context) {
  if (!identityIsBuilt()) throw new Error('not built (Release)');
  await prepareIdentity(context);
  const subject = await serveIdentity({ ...context, every: 20 });
  await pause(3000);
  const idleMegabytes = residentMegabytes(subject.pid);
  say('priming');
  return { ...subject, idleMegabytes, loads: await primeIdentity(subject, context) };
}

async function passwordRow(identity) {
  const row = { id: 'password', title: 'password grant (bcrypt 12)', ceiling: 'bcrypt of the C library on all cores', target: 0.95, mayBeBeaten: true };
  say(row.title);
  const ceiling = [];
  const ours = [];
  let failures = 0;
  for (let repetition = 0; repetition < settings.passwords.repetitions; repetition += 1) {
    if (settings.has('ceilings')) ceiling.push(Number(await run('dotnet', [ceilingsProgram, 'crypt', String(settings.passwords.measured)])));
    if (!identity) continue;
    const seen = await passwordRate(identity, identity.loads.password, settings.passwords.measured, pause);
    ours.push(seen.rate);
    failures += seen.refused;
    if (seen.example) notes.push(`${row.title}: ${seen.example}`);
    say(`identity ${seen.rate.toFixed(1)}/s, ${seen.deferred} asked to come back later`);
  }
  const results = new Map();
  if (ceiling.length > 0) results.set('ceiling', { rate: summarize(ceiling), failures: 0 });
  if (ours.length > 0) results.set('identity', { rate: summarize(ours), failures });
  return { row, results };
}

async function costsOf(identity, context, peaks) {
  const costs = [];
  const add = (title, target, value, isMet) => costs.push({ title, target, value, isMet });
  const only = (title, work) => attempt(title, identity !== undefined, work);

  for (const [id, title] of [
    ['client-credentials-rs256', 'client_credentials'],
    ['refresh', 'refresh_token'],
  ]) {
    const isFree = id !== 'refresh';
    const bytes = await only(`bytes of ${title}`, () => measureBytes(context, identity, identity.loads[id], settings.bytesSeconds));
    if (bytes?.failures > 0) notes.push(`bytes of ${title}: ${bytes.failures} errors.`);
    const amount = (value) => value && `${Math.round(value).toLocaleString('en-US')} B per 1,000 grants`;
    add(`${title}: heap`, isFree ? '0' : '≤ 400 B per rotation', bytes && (amount(bytes.heap) || '0'), isFree ? bytes?.heap === 0 : bytes?.heap <= 400_000);
    // A log record or two of PostgreSQL's own may fall into either window.
    add(`${title}: log (WAL)`, isFree ? '0' : 'printed', bytes && (amount(bytes.log) || '0'), isFree ? bytes?.log < 1000 : true);
  }
  const growth = await only('growth', () => measureGrowth(context, identity, identity.loads.refresh, settings.growth));
  add(
    `growth of the tables in steady state, over ${growth?.rotations.toLocaleString('en-US') ?? '20,000'} rotations`,
    '0 B per rotation',
    growth && `${growth.perRotation.toFixed(1)} B per rotation (heap ${(growth.heap / 2 ** 20).toFixed(1)} MiB)`,
    growth?.perRotation < 1,
  );

  const trips = await only('round trips', () => measureRoundTrips(context));
  for (const [id, title, most] of [
    ['client-credentials-rs256', 'client_credentials', 0],
    ['refresh', 'refresh_token', 1],
    ['introspection', 'introspection', 1],
    ['userinfo', 'userinfo', Infinity],
  ])
    add(`round trips to PostgreSQL, ${title}`, most === Infinity ? 'printed' : `≤ ${most}`, trips && trips[id].toFixed(2), trips?.[id] <= most + 0.1);

  const peak = Math.max(0, ...peaks);
  add('memory, idle', '≤ 130 MB', identity && `${identity.idleMegabytes.toFixed(0)} MB`, identity?.idleMegabytes <= 130);
  add('memory, highest under load', '≤ 250 MB', identity && peak > 0 ? `${peak.toFixed(0)} MB` : undefined, peak <= 250);

  await identity?.stop();
  const starts = await only('start', () => measureStart(context, settings.starts));
  add(
    'start to the first discovery answer',
    '≤ 1.5 s',
    starts && `${(starts.median / 1000).toFixed(2)} s (${(starts.min / 1000).toFixed(2)}–${(starts.max / 1000).toFixed(2)})`,
    starts?.median <= 1500,
  );
  add('growth of p99 from 1 thousand to 1 million users', '≤ 10 %', undefined, undefined);
  add('two nodes against one', '≥ 1.8×', undefined, undefined);
  return costs;
}

// Without any server to imitate, a ceiling answers a kilobyte.
function standIn({ id, ceiling }) {
  if (['discovery', 'jwks'].includes(id)) return { script: 'fixed', path: '/' };
  const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${'x'.repeat(48)}` };
  const load = { script: 'fixed', method: 'POST', path: '/', headers, body: `grant_type=${ceiling}&scope=api` };
  if (id !== 'refresh') return load;
  const pool = path.join(scratch, 'stand-in-pool');
  writeFileSync(pool, `${'ceiling\n'.repeat(64)}`);
  return { ...load, script: 'refresh', settings: { LOAD_POOL: pool } };
}

// A subject that cannot run leaves its cells empty and a note under the table; the others are measured all the same.
async function attempt(name, isWanted, work) {
  if (!isWanted) return undefined;
  try {
    return await work();
  } catch (error) {
    const [first] = String(error.message).split('\n');
    notes.push(`${name}: ${first}`.replaceAll(scratch, '…'));
    console.error(`${name}: ${error.message}`);
    return undefined;
  }
}

function publish(tables) {
  const machine = describeMachine(postgres.version);
  const { repetitions, warmup, measured } = settings.window;
  const text = [
    `# Measured on ${today()}`,
    machine.lines.join('\n'),
    `32 connections, 2 threads; warm-up ${warmup} s, measured ${measured} s, ${repetitions} in alternating order; medians (lowest–highest).` +
      (settings.quick ? ' **Quick run: the windows are too short to decide anything.**' : ''),
    ...tables,
    ...(notes.length > 0 ? [`Notes:\n\n${[...new Set(notes)].map((note) => `- ${note}`).join('\n')}`] : []),
  ].join('\n\n');
  console.log(`\n${text}\n`);
  say(`${((performance.now() - begun) / 60_000).toFixed(1)} minutes`);
  if (settings.write && !settings.quick) keep(machine.slug, `${text}\n`);
}

function say(words) {
  console.error(`[${((performance.now() - begun) / 1000).toFixed(0)} s] ${words}`);
}
