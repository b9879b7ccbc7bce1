#!/usr/bin/env bash
# Once, when the cluster is new: the role that owns the database, no superuser, with the password of the secret; and the database.
set -euo pipefail

password=$(cut -d : -f 5 /run/secrets/pgpass)
psql --set ON_ERROR_STOP=1 --set password="$password" --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE identity LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
CREATE DATABASE identity OWNER identity ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' TEMPLATE template0;
REVOKE ALL ON DATABASE identity FROM PUBLIC;
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
SQL
