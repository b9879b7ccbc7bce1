// Every alert says how bad it is and where to read on, and there is a test in which it fires and one in which it does not.
import { readFileSync } from "node:fs";
import yaml from "js-yaml";

const [, , folder, docs] = process.argv;
const alerts = yaml.load(readFileSync(`${folder}/alerts.yml`, "utf8")).groups.flatMap((group) => group.rules).filter((rule) => rule.alert);
const cases = ["alerts.test.yml", "alerts.slow.test.yml"].flatMap((file) =>
  yaml.load(readFileSync(`${folder}/${file}`, "utf8")).tests.flatMap((test) => test.alert_rule_test),
);
const headings = new Map();
const faults = [];

for (const { alert, labels, annotations, for: wait } of alerts) {
  const say = (what) => faults.push(`${alert} ${what}`);
  if (!["page", "ticket"].includes(labels?.severity)) say("does not say how bad it is");
  if (!annotations?.summary) say("has no summary");
  if (wait === undefined) say("does not say for how long");
  const [page, anchor] = (annotations?.runbook ?? "").split("#");
  if (anchor !== alert.toLowerCase()) say(`leads to ${annotations?.runbook}`);
  else if (!anchors(page).has(anchor)) say(`leads to ${anchor} of ${page}, which is not there`);
  const own = cases.filter((one) => one.alertname === alert);
  if (!own.some((one) => one.exp_alerts?.length > 0)) say("is never seen to fire");
  if (!own.some((one) => (one.exp_alerts ?? []).length === 0)) say("is never seen to be silent");
}
for (const { alertname } of cases) {
  if (!alerts.some(({ alert }) => alert === alertname)) faults.push(`${alertname} is tested and is not there`);
}

function anchors(page) {
  if (!headings.has(page)) {
    const text = readFileSync(`${docs}/${page}`, "utf8");
    const slugs = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\w\- ]/g, "").replaceAll(" ", "-"));
    headings.set(page, new Set(slugs));
  }
  return headings.get(page);
}

if (faults.length > 0 || alerts.length === 0) {
  console.error(faults.length > 0 ? faults.join("\n") : "There is no alert.");
  process.exit(1);
}
console.log(`${alerts.length} alerts, ${cases.length} cases`);
