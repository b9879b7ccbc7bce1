#!/usr/bin/env bash
# Brings up two nodes behind HAProxy, on PgBouncer and a pair of PostgreSQL that Patroni and etcd keep, all on this machine
# alone and from Debian's packages; has clients work, does one harm after the other, and prints what was lost of what had been
# acknowledged.
#   --only node,failover,…   some of the faults only (their names are in faults.mjs)
#   --result FILE            keep the table
#   --keep                   leave the folder with everybody's log
# REHEARSAL_AWAY is for how many seconds things are away (60), REHEARSAL_DATA where the folder is made.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=../../scripts/prerequisites.sh
source ../../scripts/prerequisites.sh

packages=()
want() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || packages+=("$2"); }
want patroni patroni
want etcd etcd-server
want haproxy haproxy
want pgbouncer pgbouncer
want faketime faketime
want setpriv util-linux
want ip iproute2
need_postgresql
if [ ${#packages[@]} -gt 0 ]; then
  # Installing a service must not start it: it would stand on the ports, and in the way, of this machine's own.
  if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    policy=/usr/sbin/policy-rc.d made=''
    if [ ! -e $policy ]; then
      printf '#!/bin/sh\nexit 101\n' >$policy
      chmod +x $policy
      made=$policy
    fi
    say "Installing ${packages[*]} ..."
    status=0
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}" >&2 || status=$?
    [ -z "$made" ] || rm -f "$made"
    [ $status -eq 0 ] || exit $status
  else
    say "Missing, as root: apt-get install --no-install-recommends ${packages[*]}"
    exit 1
  fi
fi
command -v node >/dev/null || { say "Node.js 20 or later is missing."; exit 1; }
need_sdk

export PATH=$PATH:/usr/sbin
# DOTNET_BUILD may name a wrapper around dotnet, for machines that build one thing at a time.
[ -n "${IDENTITY_SERVER:-}" ] || "${DOTNET_BUILD:-dotnet}" build ../../Identity.Server -c Release -nologo -v quiet >&2
exec node main.mjs "$@"
