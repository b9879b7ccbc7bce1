// Turns what was measured into Markdown.
import { ceilingNames } from './rows.mjs';

const count = (value) => Math.round(value).toLocaleString('en-US');
const rough = (value) => (value >= 100 ? count(value) : value.toFixed(1));
const rate = (outcome) => {
  if (!outcome) return 'n/a';
  if (typeof outcome === 'string') return outcome;
  if (outcome.failures > 0) return `failed (${count(outcome.failures)} errors)`;
  const { median, min, max } = outcome.rate;
  return min === max ? `${rough(median)}/s` : `${rough(median)}/s (${rough(min)}–${rough(max)})`;
};
const sound = (outcome) => outcome?.failures === 0;
const verdict = (isMet) => (isMet === undefined ? 'not measured' : isMet ? 'pass' : '**short**');
const line = (...cells) => `| ${cells.join(' | ')} |`;

export function throughputTable(measuredRows) {
  const lines = [
    line('work', 'target', 'ceiling', 'Identity', 'ratio', 'oidc-provider, PostgreSQL', 'oidc-provider, memory', ''),
    line('---', '---', '---', '---', '---', '---', '---', '---'),
  ];
  for (const { row, results } of measuredRows) {
    const ours = results.get('identity');
    const other = row.timesPeer ? results.get('peer-postgres') : results.get('ceiling');
    const wanted = row.timesPeer ?? row.target;
    const ratio = sound(ours) && sound(other) ? ours.rate.median / other.rate.median : undefined;
    const failed = ours?.failures > 0;
    // Noise aside, nobody beats bare Kestrel at the same work. Another's bcrypt may be beaten.
    const isImpossible = !row.timesPeer && !row.mayBeBeaten && ratio > 1.2;
    lines.push(
      line(
        row.title,
        row.timesPeer ? `≥ ${wanted}× oidc-provider on PostgreSQL` : `≥ ${wanted.toFixed(2)} of \`${ceilingNames[row.ceiling] ?? row.ceiling}\``,
        row.timesPeer ? '–' : rate(results.get('ceiling')),
        rate(ours),
        ratio === undefined ? '–' : row.timesPeer ? `${ratio.toFixed(1)}×` : ratio.toFixed(2),
        rate(results.get('peer-postgres')),
        rate(results.get('peer-memory')),
        failed ? '**failed**' : typeof ours === 'string' ? ours : isImpossible ? '**above its ceiling: not the same work**' : verdict(ratio === undefined ? undefined : ratio >= wanted),
      ),
    );
  }
  return lines.join('\n');
}

export function stormTable(storm) {
  const milliseconds = ({ median, min, max }) => `${median.toFixed(1)} ms (${min.toFixed(1)}–${max.toFixed(1)})`;
  const lines = [
    line('during a storm of 16 password grants', 'target', 'quiet p99', 'p99 in the storm', 'ratio', ''),
    line('---', '---', '---', '---', '---', '---'),
  ];
  for (const [id, title] of [
    ['jwks', 'JWKS'],
    ['refresh', 'refresh_token'],
  ]) {
    const seen = storm?.[id];
    if (!seen) {
      lines.push(line(title, '≤ 3×', 'n/a', 'n/a', '–', verdict(undefined)));
      continue;
    }
    const ratio = seen.stormy.median / seen.quiet.median;
    const result = seen.failures > 0 ? '**failed**' : verdict(ratio <= 3);
    lines.push(line(title, '≤ 3×', milliseconds(seen.quiet), milliseconds(seen.stormy), `${ratio.toFixed(1)}×`, result));
  }
  return lines.join('\n');
}

// costs: [{ title, target, value, isMet }]
export function costTable(costs) {
  return [
    line('cost', 'target', 'Identity', ''),
    line('---', '---', '---', '---'),
    ...costs.map(({ title, target, value, isMet }) => line(title, target, value ?? 'n/a', verdict(value === undefined ? undefined : isMet))),
  ].join('\n');
}
