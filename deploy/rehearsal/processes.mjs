// Starts, hurts and stops the processes of a rehearsal: each by its own handle, and each told by the kernel should the
// rehearsal itself be killed (setpriv --pdeathsig), so that nothing outlives it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';

const started = [];

// PostgreSQL refuses to run as root, and nothing else here needs to.
export const account = userInfo().uid === 0 ? 'postgres' : undefined;

// A library that is loaded before all others is for the program alone, and not for those that give up root's rights before it.
function preloaded(env, command) {
  const { LD_PRELOAD: library, ...rest } = env;
  return [rest, library ? ['env', `LD_PRELOAD=${library}`, ...command] : command];
}

// `log` is a file that takes what it prints; `namespace` a network of its own, which only root can put it into.
export function start(name, command, args, { env = {}, log, stopSignal = 'SIGTERM', cwd, namespace } = {}) {
  const wrap = ['setpriv', '--pdeathsig', stopSignal.replace('SIG', '')];
  if (account) wrap.push('--reuid', account, '--regid', account, '--init-groups');
  const [outer, inner] = preloaded(env, [command, ...args]);
  const [program, ...rest] = [...(namespace ? ['nsenter', `--net=/run/netns/${namespace}`] : []), ...wrap, ...inner];
  const out = openSync(log, 'a');
  const child = spawn(program, rest, { env: { ...process.env, ...outer }, cwd, detached: true, stdio: ['ignore', out, out] });
  closeSync(out);
  const running = { name, child, log, stopSignal, pid: child.pid };
  started.push(running);
  return running;
}

export const hasEnded = ({ child }) => child.exitCode !== null || child.signalCode !== null;

export async function stop(running, signal = running.stopSignal) {
  const at = started.indexOf(running);
  if (at >= 0) started.splice(at, 1);
  if (hasEnded(running)) return;
  const gone = once(running.child, 'exit');
  running.child.kill(signal);
  // Whoever was frozen hears nothing before it goes on.
  running.child.kill('SIGCONT');
  const late = setTimeout(() => running.child.kill('SIGKILL'), 20_000);
  await gone;
  clearTimeout(late);
}

export const kill = (running) => stop(running, 'SIGKILL');

let isOver = false;
export const isStopping = () => isOver;

// Last started, first stopped: the database outlives its clients.
export async function stopAll() {
  isOver = true;
  while (started.length > 0) await stop(started.at(-1));
}

// A process with everything that came of it, the youngest last.
export function familyOf(pid) {
  const all = [Number(pid)];
  for (const parent of all) {
    try {
      for (const task of readdirSync(`/proc/${parent}/task`)) {
        const children = readFileSync(`/proc/${parent}/task/${task}/children`, 'utf8');
        all.push(...children.split(' ').filter(Boolean).map(Number));
      }
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
    }
  }
  return all;
}

export function signalAll(pids, signal) {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
}

// Runs a command to its end and returns what it printed.
export async function run(command, args, { env = {}, input, asRoot = false } = {}) {
  const wrap = account && !asRoot ? ['setpriv', '--reuid', account, '--regid', account, '--init-groups'] : [];
  const [outer, inner] = preloaded(env, [command, ...args]);
  const [program, ...rest] = [...wrap, ...inner];
  const child = spawn(program, rest, { env: { ...process.env, ...outer }, cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  let [out, problems] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (problems += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${problems.trim()} ${out.trim()}`);
  return out;
}

const given = new Set();
export async function freePort() {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    if (!given.has(port)) {
      given.add(port);
      return port;
    }
  }
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function until(what, isSo, { within = 60_000, every = 200 } = {}) {
  const begun = performance.now();
  let last;
  while (performance.now() - begun < within) {
    try {
      const so = await isSo();
      if (so) return so;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await pause(every);
  }
  throw new Error(`${what} has not come about within ${within / 1000} s${last ? `: ${last.message}` : ''}`);
}
