#!/usr/bin/env bash
# Builds what has changed and starts the server with demo data, and the administrators' site beside it: both stop together.
# PORT and ADMIN_PORT move them; arguments go to `serve`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

export DOTNET_NOLOGO=true DOTNET_CLI_TELEMETRY_OPTOUT=true

# Everything that goes into a build. Folders count too: theirs is the time at which a file came or went.
shared=(Identity.Jose Directory.Build.props Directory.Packages.props global.json .editorconfig BannedSymbols.txt)

program() { printf '%s/bin/Release/net10.0/%s.dll' "$1" "$1"; }

# is_built PROJECT SOURCE...
is_built() {
  local stamp=$1/obj/run.stamp
  [ -f "$(program "$1")" ] && [ -f "$stamp" ] &&
    [ -z "$(find "$@" "${shared[@]}" \( -name bin -o -name obj \) -prune -o -newer "$stamp" -print -quit)" ]
}

# need_built PROJECT SOURCE...
need_built() {
  is_built "$@" && return
  say "Building $1 ..."
  # Made first, so that what the build itself makes is older than the stamp, and what is edited meanwhile is newer.
  mkdir -p "$1"/{bin,obj} Identity.Jose/{bin,obj} Identity.Authentication/{bin,obj}
  touch "$1/obj/run.stamp.new"
  dotnet build "$1" -c Release -nologo -v quiet >&2
  mv "$1/obj/run.stamp.new" "$1/obj/run.stamp"
}

need_sdk
need_postgresql
need_built Identity.Server samples/adopted appsettings.Development.json
need_built Identity.Admin Identity.Authentication

port=${PORT:-5000}
admin_port=${ADMIN_PORT:-5001}
variables=.data/demo.env
server='' admin=''

# Whichever way this ends, nothing that it started is left.
stop() {
  trap - EXIT INT TERM HUP
  [ -z "$admin" ] || kill "$admin" 2>/dev/null || true
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  local status=0
  [ -z "$admin" ] || wait "$admin" || true
  [ -z "$server" ] || wait "$server" || status=$?
  exit "$status"
}
trap stop EXIT INT TERM HUP

# Should this script be killed in a way that it cannot hear of, its children are told by the kernel where that can be had.
beside_us=()
if command -v setpriv >/dev/null && setpriv --pdeathsig TERM true 2>/dev/null; then beside_us=(setpriv --pdeathsig TERM); fi

export ASPNETCORE_ENVIRONMENT=Development
ASPNETCORE_URLS=http://localhost:$port IDENTITY__Issuer=http://localhost:$port \
  IDENTITY__Admin__Url=http://localhost:$admin_port \
  "${beside_us[@]}" dotnet "$(program Identity.Server)" serve --demo "$@" &
server=$!

# The secret by which the site knows itself to the server: made on the first start, there at every later one.
secret() { sed -n 's/^ADMIN_CLIENT_SECRET=//p' $variables 2>/dev/null || true; }
until [ -n "$(secret)" ]; do
  kill -0 "$server" 2>/dev/null || stop
  sleep 0.1
done

mkdir -p .data/admin-keys && chmod 700 .data/admin-keys
ASPNETCORE_URLS=http://localhost:$admin_port IDENTITY_ADMIN__Issuer=http://localhost:$port \
  IDENTITY_ADMIN__ClientSecret=$(secret) IDENTITY_ADMIN__KeysFolder=$PWD/.data/admin-keys \
  "${beside_us[@]}" dotnet "$(program Identity.Admin)" &
admin=$!

wait -n "$server" "$admin" || true
stop
