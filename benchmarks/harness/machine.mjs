// Names the machine without naming the host: figures are only comparable on one machine.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';

export function describeMachine(postgresVersion) {
  const said = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' }).trim();
  const runtime = /Microsoft\.AspNetCore\.App (\S+)/g;
  const runtimes = [...said('dotnet', '--list-runtimes').matchAll(runtime)].map(([, version]) => version);
  const model = cpus()[0].model.replace(/\((R|TM)\)/g, '').replace(/\s+/g, ' ').trim();
  const cores = availableParallelism();
  const distribution = /^PRETTY_NAME="(.+)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  const peer = JSON.parse(readFileSync(new URL('../peer/package.json', import.meta.url), 'utf8'));
  return {
    slug: `${cores}-core-${model.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}`,
    lines: [
      `- CPU: ${model}, ${cores} cores`,
      `- Memory: ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
      `- System: ${distribution}, Linux ${release().split('-')[0]}`,
      `- Runtime: ASP.NET Core ${runtimes.at(-1)}; Node ${process.versions.node}; PostgreSQL ${postgresVersion}`,
      `- Peer: oidc-provider ${peer.dependencies['oidc-provider']}; load: ${/^wrk \S+/.exec(wrkVersion())?.[0] ?? 'wrk'}`,
    ],
  };
}

// `wrk -v` prints its version and ends with 1.
function wrkVersion() {
  try {
    return execFileSync('wrk', ['-v'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    return error.stdout;
  }
}
