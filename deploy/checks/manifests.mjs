// What Helm made of the chart, from standard input, held against the schemas of Kubernetes and of the operators' resources.
import { readFileSync } from "node:fs";
import yaml from "js-yaml";

const packages = {
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator/monitoring.coreos.com",
  "external-secrets.io": "@kubernetes-models/external-secrets/external-secrets.io",
};

async function modelOf({ apiVersion, kind }) {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const at = packages[group] ?? (group ? `kubernetes-models/${group}` : "kubernetes-models");
  return (await import(`${at}/${version}/${kind}`))[kind];
}

const faults = [];
const names = new Set();
let count = 0;
for (const manifest of yaml.loadAll(readFileSync(0, "utf8"))) {
  if (!manifest) continue;
  const name = `${manifest.kind}/${manifest.metadata?.name}`;
  count++;
  if (names.has(name)) faults.push(`${name} is there twice`);
  names.add(name);
  const Model = await modelOf(manifest);
  try {
    new Model(manifest).validate();
  } catch (e) {
    faults.push(`${name}: ${e.message}`);
  }
  for (const pod of [manifest.spec?.template?.spec, manifest.kind === "Pod" ? manifest.spec : null]) {
    if (pod) faults.push(...podFaults(name, manifest, pod));
  }
}

// What the schemas leave open, and this chart does not.
function podFaults(name, manifest, pod) {
  const found = [];
  const volumes = new Set((pod.volumes ?? []).map((volume) => volume.name));
  if (!pod.securityContext?.runAsNonRoot) found.push(`${name} may run as root`);
  if (pod.automountServiceAccountToken !== false) found.push(`${name} is given a token of Kubernetes`);
  const labels = manifest.spec.template?.metadata.labels;
  for (const [key, value] of Object.entries(manifest.spec.selector?.matchLabels ?? {})) {
    if (labels?.[key] !== value) found.push(`${name} does not select its own pods by ${key}`);
  }
  for (const container of pod.containers) {
    const security = container.securityContext ?? {};
    if (!security.readOnlyRootFilesystem) found.push(`${name} may write to ${container.name}'s files`);
    if (security.allowPrivilegeEscalation !== false) found.push(`${name} may raise ${container.name}'s rights`);
    if (!security.capabilities?.drop?.includes("ALL")) found.push(`${name} keeps capabilities of ${container.name}`);
    if (!container.resources?.requests?.memory || !container.resources?.limits?.memory) {
      found.push(`${name} does not bound the memory of ${container.name}`);
    }
    for (const mount of container.volumeMounts ?? []) {
      if (!volumes.has(mount.name)) found.push(`${name} mounts ${mount.name}, which is no volume of its`);
    }
    const wait = container.lifecycle?.preStop?.sleep?.seconds;
    if (container.name === "server" && manifest.kind === "Deployment" && !(pod.terminationGracePeriodSeconds >= wait + 30)) {
      found.push(`${name} is killed before its 30 seconds are over`);
    }
  }
  return found;
}

if (faults.length > 0 || count === 0) {
  console.error(faults.length > 0 ? faults.join("\n") : "There is nothing.");
  process.exit(1);
}
console.log(`${count} resources`);
