#!/usr/bin/env bash
# Builds what has changed and starts the server with demo data. PORT moves it; arguments go to `serve`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

export DOTNET_NOLOGO=true DOTNET_CLI_TELEMETRY_OPTOUT=true
project=Identity.Server
server=$project/bin/Release/net10.0/$project.dll
stamp=$project/obj/run.stamp

# Everything that goes into the server. Folders count too: theirs is the time at which a file came or went.
sources=(Identity.Server Identity.Jose samples/adopted Directory.Build.props Directory.Packages.props global.json .editorconfig BannedSymbols.txt appsettings.Development.json)

is_built() {
  [ -f "$server" ] && [ -f "$stamp" ] &&
    [ -z "$(find "${sources[@]}" \( -name bin -o -name obj \) -prune -o -newer "$stamp" -print -quit)" ]
}

build() {
  say "Building ..."
  # Made first, so that what the build itself makes is older than the stamp, and what is edited meanwhile is newer.
  mkdir -p $project/{bin,obj} Identity.Jose/{bin,obj}
  touch "$stamp.new"
  dotnet build $project -c Release -nologo -v quiet >&2
  mv "$stamp.new" "$stamp"
}

need_sdk
need_postgresql
is_built || build

port=${PORT:-5000}
export ASPNETCORE_ENVIRONMENT=Development
export ASPNETCORE_URLS=http://localhost:$port IDENTITY__Issuer=http://localhost:$port
exec dotnet $server serve --demo "$@"
