// Two readers of Dockerfiles: the one of editors, which knows the grammar, and a linter of habits.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { validate } from "dockerfile-utils";

const file = process.argv[2];
const text = readFileSync(file, "utf8");
const faults = validate(text).map(({ range, message }) => `${file}:${range.start.line + 1}: ${message}`);

// It knows neither a HEALTHCHECK in JSON nor a FROM that names a stage or a variable. That each variable has a tag is seen below.
const lines = text.split("\n");
const isMistaken = ({ title, line }) =>
  (title === "Base Image Missing Tag" && /^FROM /.test(lines[line - 1])) ||
  (title === "Invalid Argument Format" && /^HEALTHCHECK /.test(lines[line - 1]));
const dockerfilelint = createRequire(import.meta.url)("dockerfilelint");
for (const remark of dockerfilelint.run(".", text)) {
  if (!isMistaken(remark)) faults.push(`${file}:${remark.line}: ${remark.title}: ${remark.description}`);
}

const stages = new Set();
const images = Object.fromEntries([...text.matchAll(/^ARG (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]));
for (const [, from, stage] of text.matchAll(/^FROM (?:--platform=\S+ )?(\S+)(?: AS (\S+))?$/gm)) {
  const image = from.replace(/\$\{(\w+)\}/g, (_, name) => images[name] ?? "");
  if (!stages.has(image) && !/[:@][\w.-]*\d/.test(image)) faults.push(`${file}: ${from} is an image of no particular version`);
  stages.add(stage);
}
const last = text.slice(text.lastIndexOf("\nFROM "));
if (!/^USER /m.test(text) || /^USER (root|0)\b/m.test(text)) faults.push(`${file}: it runs as root`);
if (!/^HEALTHCHECK /m.test(last)) faults.push(`${file}: nobody asks how it is`);

if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log("no remarks");
