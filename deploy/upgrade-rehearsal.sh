#!/usr/bin/env bash
# Rehearses an upgrade: OLD_REF serves, this checkout migrates under it, both serve together, and the new one is taken away again.
#   deploy/upgrade-rehearsal.sh OLD_REF
# Prints what clients saw in each phase, and what was lost of what had been acknowledged; status 0 if nothing was.
# PHASE is how many seconds a phase lasts (10); DOTNET_BUILD is a wrapper around `dotnet build`. Where this checkout has no
# migration that OLD_REF lacks, a copy of it gets one that adds a column, a table and an index.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

old_ref=${1:?say which commit is the old release}
phase=${PHASE:-10}
root=$PWD
work=$(mktemp -d /tmp/identity-upgrade.XXXXXX)
read -ra build <<<"${DOTNET_BUILD:-dotnet build}"
say() { printf '%s\n' "$*" >&2; }

postgres_bin=$(find /usr/lib/postgresql/*/bin -maxdepth 0 2>/dev/null | sort -V | tail -n 1)
postgres_bin=${postgres_bin:-$(dirname "$(command -v initdb)")}
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

old_node='' new_node='' load='' has_cluster='' has_worktree=''
# Whichever way this ends, nothing that it started is left.
# shellcheck disable=SC2317 # It is reached by the trap.
clean_up() {
  trap - EXIT INT TERM HUP
  for one in $load $new_node $old_node; do
    kill "$one" 2>/dev/null || true
    wait "$one" 2>/dev/null || true
  done
  [ -z "$has_cluster" ] || as_postgres "$postgres_bin/pg_ctl" -D "$work/cluster/data" -m immediate stop >/dev/null 2>&1 || true
  [ -z "$has_worktree" ] || git worktree remove --force "$work/old" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'; }
migrations() { (cd "$1/Identity.Server/Database/Migrations" && find . -name '2*_*.cs' ! -name '*.Designer.cs' -printf '%f\n' | sort); }

say "Building $old_ref and this checkout ..."
git worktree add --quiet --detach "$work/old" "$old_ref"
has_worktree=yes
"${build[@]}" "$work/old/Identity.Server" -c Release -nologo -v quiet >&2
new=$root
if [ "$(migrations "$work/old")" = "$(migrations "$root")" ]; then
  say "There is no migration between the two: a copy gets one."
  new=$work/new
  mkdir "$new"
  git ls-files -z --cached --others --exclude-standard -- Identity.Server Identity.Jose Directory.Build.props Directory.Packages.props \
    global.json .editorconfig BannedSymbols.txt samples/adopted appsettings.Development.json | xargs -0 cp --parents -t "$new"
  cp deploy/upgrade/Rehearsal.cs.txt "$new/Identity.Server/Database/Migrations/20990101000000_Rehearsal.cs"
fi
"${build[@]}" "$new/Identity.Server" -c Release -nologo -v quiet >&2
old_server=(dotnet "$work/old/Identity.Server/bin/Release/net10.0/Identity.Server.dll")
new_server=(dotnet "$new/Identity.Server/bin/Release/net10.0/Identity.Server.dll")

say "Starting PostgreSQL ..."
port=$(free_port)
mkdir "$work/cluster" && chmod 755 "$work"
if [ "$(id -u)" = 0 ]; then chown postgres "$work/cluster"; fi
as_postgres "$postgres_bin/initdb" -D "$work/cluster/data" -A trust -U identity >/dev/null
as_postgres "$postgres_bin/pg_ctl" -D "$work/cluster/data" -w -l "$work/cluster/log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/cluster" start >/dev/null
has_cluster=yes

a=http://127.0.0.1:$(free_port)
b=http://127.0.0.1:$(free_port)
export ASPNETCORE_ENVIRONMENT=Production
export IDENTITY__ConnectionStrings__Identity="Host=127.0.0.1;Port=$port;Database=postgres;Username=identity"
export IDENTITY__Issuer=http://127.0.0.1:5000 IDENTITY__Mail__Transport=None
# Hashes are made cheap: this is about the schema, and two cores would do nothing else.
export IDENTITY__Passwords__Cost=6 Logging__LogLevel__Default=Warning
export IDENTITY__Throttling__AttemptsPerSource=1000000
IDENTITY__MasterKey__Value=$(openssl rand -base64 32)
export IDENTITY__MasterKey__Value

secret() { sed -n 's/^secret: //p'; }
password='correct horse battery staple'
"${old_server[@]}" migrate >&2
worker=$("${old_server[@]}" clients create worker --grant client_credentials | secret)
app=$("${old_server[@]}" clients create app --grant password --grant refresh_token --scope openid --scope offline_access --allow-unverified | secret)
for user in ann bob eve; do "${old_server[@]}" users create "$user@example.com" <<<"$password" >/dev/null; done

is_ready() { curl -fsS -o /dev/null "$1/health/ready" 2>/dev/null; }
until_ready() { for _ in $(seq 150); do is_ready "$1" && return; sleep 0.2; done; say "$1 did not come up"; exit 1; }

ASPNETCORE_URLS=$a "${old_server[@]}" serve >"$work/old.log" 2>&1 &
old_node=$!
until_ready "$a"

# What the load looks at must be whole whenever it looks.
put() { printf '%s' "$2" >"$work/$1.part" && mv "$work/$1.part" "$work/$1"; }
put nodes "$a"
put phase 'old alone, old schema'
# shellcheck disable=SC2016 # What looks like the shell's is JavaScript.
node -e '
  const [folder, a, b, worker, app, password] = process.argv.slice(1)
  console.log(JSON.stringify({
    folder, password, users: ["ann", "bob", "eve"].map((name) => `${name}@example.com`), names: [[a, "old"], [b, "new"]],
    worker: { id: "worker", secret: worker }, app: { id: "app", secret: app },
  }))' "$work" "$a" "$b" "$worker" "$app" "$password" >"$work/load.json"
node deploy/upgrade/load.mjs "$work/load.json" >"$work/table" &
load=$!
sleep "$phase"

say "The new binary migrates while the old one serves ..."
"${new_server[@]}" migrate --plan >"$work/plan"
put phase 'old alone, while the new one migrates'
"${new_server[@]}" migrate >&2
put phase 'old alone, new schema'
sleep "$phase"

ASPNETCORE_URLS=$b "${new_server[@]}" serve >"$work/new.log" 2>&1 &
new_node=$!
until_ready "$b"
say "Both serve ..."
put phase 'old and new together'
put nodes "$a $b"
sleep "$phase"

say "The new one is taken back ..."
# As a balancer does it: no new requests, a moment for those that are under way, then the end.
put phase 'the new one is taken away'
put nodes "$a"
sleep 1
kill -TERM "$new_node"
wait "$new_node" || say "the new node ended with status $?"
new_node=''
put phase 'old alone again, new schema'
sleep "$phase"
put phase end
status=0
wait "$load" || status=$?
load=''

# shellcheck disable=SC2016 # The backquotes are Markdown's.
printf 'From `%s` to `%s`%s, %s s a phase. The migration:\n\n```sql\n' "$(git rev-parse --short "$old_ref")" "$(git rev-parse --short HEAD)" \
  "$([ "$new" = "$root" ] || printf ' and a migration of the rehearsal')" "$phase"
cat "$work/plan"
printf '```\n\n'
cat "$work/table"
[ "$status" = 0 ] || grep -h '"LogLevel":"Warning"' "$work/old.log" "$work/new.log" | cut -c 1-400 | tail -n 20 >&2 || true
if grep -h -E '"LogLevel":"(Error|Critical)"' "$work/old.log" "$work/new.log"; then status=1; fi
exit "$status"
