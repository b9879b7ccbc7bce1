// Starts, watches and stops the processes of a run. Each is stopped by its own handle; should the harness itself be killed,
// the kernel tells them (setpriv --pdeathsig), so that nothing outlives a run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';

const started = [];

export function start(name, command, args, { env = {}, user, stopSignal = 'SIGTERM', cwd, input } = {}) {
  const wrap = ['--pdeathsig', stopSignal.replace('SIG', '')];
  if (user) wrap.push('--reuid', user, '--regid', user, '--init-groups');
  const child = spawn('setpriv', [...wrap, command, ...args], {
    env: { ...process.env, ...env },
    cwd,
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  if (input !== undefined) {
    // Whoever ends without reading says why on its own.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  }
  const running = { name, child, stopSignal, said: '' };
  const listen = (chunk) => {
    running.said = (running.said + chunk).slice(-4000);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  started.push(running);
  return running;
}

export async function stop(running) {
  const at = started.indexOf(running);
  if (at >= 0) started.splice(at, 1);
  const { child } = running;
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(running.stopSignal);
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(late);
}

// Last started, first stopped: the database outlives its clients.
export async function stopAll() {
  while (started.length > 0) await stop(started.at(-1));
}

// Whoever stops the harness stops all that it has started, after which the folder may go.
export function onInterruption(tidy) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, async () => {
      await tidy();
      process.exit(130);
    });
  }
}

export const hasEnded = ({ child }) => child.exitCode !== null || child.signalCode !== null;

// Runs a command to its end, with `input` on its standard input, and returns what it printed.
export async function run(command, args, { env = {}, input } = {}) {
  const running = start(command, command, args, { env, input });
  let out = '';
  running.child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  const [code] = await once(running.child, 'close');
  started.splice(started.indexOf(running), 1);
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${running.said.trim()}`);
  return out;
}

// Resident megabytes of a process and its children.
export function residentMegabytes(pid) {
  let kilobytes = 0;
  for (const id of [pid, ...childrenOf(pid)]) {
    try {
      kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0);
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
    }
  }
  return kilobytes / 1024;
}

function childrenOf(pid) {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
