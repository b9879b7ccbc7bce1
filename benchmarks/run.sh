#!/bin/sh
# Builds what is measured, measures it, prints the table and keeps it in results/.
#   --quick                         a few seconds a row, nothing kept (about five minutes)
#   --only ceilings,peer,identity   leave somebody out
#   --rows discovery,refresh,…      only some rows
# `run.sh lists` measures the lists of the management API with a million of everything instead (`--size 1000000`).
# `run.sh steady` is twenty minutes at a fixed rate: does anything grow? (`--minutes 20 --rate 100`)
set -eu
cd "$(dirname "$0")"

missing=""
for tool in node npm wrk setpriv dotnet; do
    command -v "$tool" >/dev/null || missing="$missing $tool"
done
if [ -n "$missing" ]; then
    echo "Missing:$missing (Debian: apt-get install wrk util-linux nodejs npm postgresql; .NET SDK 10)" >&2
    exit 1
fi

# DOTNET_BUILD may name a wrapper around dotnet, for machines that build one thing at a time.
build="${DOTNET_BUILD:-dotnet}"
"$build" build -c Release --nologo -v quiet Ceilings/Ceilings.csproj
# As it is deployed: compiled ahead of time for this machine. The runtime's packages are locked apart from those of the build.
"$build" publish ../Identity.Server/Identity.Server.csproj -c Release --use-current-runtime --self-contained false \
    -p:PublishReadyToRun=true -p:NuGetLockFilePath=obj/publish.lock.json -o .published --nologo -v quiet ||
    echo "Identity.Server does not build: its cells stay empty." >&2
[ -d peer/node_modules ] || npm ci --prefix peer --no-audit --no-fund

case "${1:-}" in
    lists) shift; exec node harness/lists.mjs "$@" ;;
    steady) shift; exec node harness/steady.mjs "$@" ;;
    *) exec node harness/main.mjs "$@" ;;
esac
