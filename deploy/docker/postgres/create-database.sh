#!/usr/bin/env bash
# Once, when the cluster is new: the two roles with the passwords of the secrets, and the database of the one that owns it.
set -euo pipefail

password() { cut -d : -f 5 "/run/secrets/pgpass_$1"; }
psql --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres --set ON_ERROR_STOP=1 \
  --set owner_password="$(password owner)" --set server_password="$(password server)" --file /etc/identity/roles.sql
