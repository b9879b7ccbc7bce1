#!/usr/bin/env bash
# Backs up the database, which holds everything but the master key.
#
#   backup.sh dump FILE      one database as it is at this moment, by pg_dump: small, and restored anywhere
#   backup.sh base FOLDER    the whole server, by pg_basebackup: with its archive of the write-ahead log, any moment since
#
# The server is named as for psql: PGHOST, PGPORT, PGUSER, PGPASSWORD or a .pgpass, PGDATABASE (identity where not set). A dump
# is made by whoever may read all tables (identity_owner), a base backup by a role that may replicate.
set -euo pipefail

usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -eq 2 ] || usage
export PGDATABASE=${PGDATABASE:-identity}
# What is written here is as secret as the database.
umask 077

case $1 in
  dump)
    [ ! -e "$2" ] || { echo "$2 is there already: a backup is not written over." >&2; exit 1; }
    # Whoever finds a file of the final name finds a whole one.
    trap 'rm -f "$2.part"' EXIT
    pg_dump --format=custom --file="$2.part"
    pg_restore --list "$2.part" >/dev/null
    sync "$2.part"
    mv "$2.part" "$2"
    ;;
  base)
    [ ! -e "$2" ] || { echo "$2 is there already: a backup is not written over." >&2; exit 1; }
    trap 'rm -rf "$2.part"' EXIT
    pg_basebackup --pgdata="$2.part" --checkpoint=fast --wal-method=stream --manifest-checksums=SHA256
    # It looks at every file's sum, and whether the log that belongs to it is there.
    verifier=pg_verifybackup
    command -v $verifier >/dev/null || verifier=$(pg_config --bindir)/$verifier
    "$verifier" --quiet "$2.part"
    mv "$2.part" "$2"
    ;;
  *) usage ;;
esac
trap - EXIT
echo "$2"
