// Looks over Grafana's dashboards, and writes their queries as rules, for promtool to read.
import { readFileSync, writeFileSync } from "node:fs";

const [, , queries, ...files] = process.argv;

const faults = [];
const rules = [];
const uids = new Set();
for (const file of files) {
  const dashboard = JSON.parse(readFileSync(file, "utf8"));
  const say = (what) => faults.push(`${file}: ${what}`);
  if (!dashboard.uid || uids.has(dashboard.uid)) say("it has no uid of its own");
  uids.add(dashboard.uid);
  const variables = new Set(["__rate_interval", ...dashboard.templating.list.map(({ name }) => name)]);
  const ids = new Set();
  const taken = new Set();
  for (const panel of dashboard.panels) {
    if (ids.has(panel.id)) say(`two panels have the id ${panel.id}`);
    ids.add(panel.id);
    const { x, y, w, h } = panel.gridPos;
    if (x + w > 24) say(`${panel.title} is beyond the right edge`);
    for (let column = x; column < x + w; column++) {
      for (let line = y; line < y + h; line++) {
        if (taken.has(`${column},${line}`)) say(`${panel.title} lies upon another panel`);
        taken.add(`${column},${line}`);
      }
    }
    if (panel.type !== "row" && !(panel.targets?.length > 0)) say(`${panel.title} shows nothing`);
    for (const { expr } of panel.targets ?? []) {
      for (const [, name] of expr.matchAll(/\$\{?(\w+)/g)) if (!variables.has(name)) say(`${panel.title} uses $${name}, which is not there`);
      rules.push(expr);
    }
  }
  rules.push(...dashboard.annotations.list.map(({ expr }) => expr));
}

if (faults.length > 0 || rules.length === 0) {
  console.error(faults.length > 0 ? faults.join("\n") : "There is no dashboard.");
  process.exit(1);
}
const read = (expr) => expr.replaceAll("$__rate_interval", "5m").replaceAll("$instance", ".*");
const lines = rules.map((expr, at) => `      - record: panel:query:${at}\n        expr: ${JSON.stringify(read(expr))}\n`);
writeFileSync(queries, `groups:\n  - name: dashboards\n    rules:\n${lines.join("")}`);
console.log(`${files.length} dashboards, ${rules.length} queries`);
