// The table of a rehearsal, and the machine that its figures are of.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';

export const heading = [
  '| fault | requests | refused | no answer | wrong | lost | longest gap: signatures | asking | writing |',
  '|---|---|---|---|---|---|---|---|---|',
];

const seconds = (value) => `${value.toFixed(1)} s`;

export const rowOf = ({ fault, why, failure, ...row }) =>
  why
    ? `| ${fault.title} | left out: ${why} | | | | | | | |`
    : `| ${fault.title}${failure ? ' **failed**' : ''} | ${row.requests} | ${row.refused} | ${row.unanswered} | ${row.wrong} | ${row.lost} | ` +
      `${seconds(row.longestBareGap)} | ${seconds(row.longestReadGap)} | ${seconds(row.longestWriteGap)} |`;

export function machine(postgres) {
  const said = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' }).trim().split('\n')[0];
  const distribution = /^PRETTY_NAME="(.+)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  const runtime = [...execFileSync('dotnet', ['--list-runtimes'], { encoding: 'utf8' }).matchAll(/Microsoft\.AspNetCore\.App (\S+)/g)].at(-1)?.[1];
  const model = cpus()[0].model.replace(/\((R|TM)\)/g, '').replace(/\s+/g, ' ').trim();
  return [
    `- Machine: ${model}, ${availableParallelism()} cores for everything, clients included; ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `- System: ${distribution}, Linux ${release().split('-')[0]}`,
    `- ASP.NET Core ${runtime}; PostgreSQL ${postgres}; ${said('patroni', '--version')}; ${said('etcd', '--version')}; ${said('haproxy', '-v').split(' ').slice(0, 3).join(' ')}; ${said('pgbouncer', '--version')}`,
  ].join('\n');
}
