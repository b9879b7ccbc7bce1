#!/usr/bin/env bash
# Restores what backup.sh has made.
#
#   restore.sh dump FILE                            into the empty database that PGDATABASE names (identity where not set)
#   restore.sh base FOLDER ARCHIVE DATA [TIME]      into the new folder DATA: a server that goes on from the base backup with
#                                                   the archived log, to its end or to TIME (2026-11-21 20:15:00+00)
#
# For a dump, roles and database come first (roles.sql), and identity_owner restores. For a base backup, start PostgreSQL on DATA
# as usual afterwards: it replays the log and then takes writes, on a timeline of its own. The server needs the master key that
# it had.
set -euo pipefail

usage() { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage

case $1 in
  dump)
    [ $# -eq 2 ] || usage
    export PGDATABASE=${PGDATABASE:-identity}
    tables=$(psql -XAtqc "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
    [ "$tables" = 0 ] || { echo "The database $PGDATABASE is not empty: it has $tables tables." >&2; exit 1; }
    # All of it or nothing.
    pg_restore --exit-on-error --single-transaction --no-owner --dbname="$PGDATABASE" "$2"
    psql -XAtqc ANALYZE
    ;;
  base)
    [ $# -ge 4 ] || usage
    base=$2 archive=$(cd "$3" && pwd) data=$4 time=${5:-}
    [ ! -e "$data" ] || { echo "$data is there already: nothing is restored over it." >&2; exit 1; }
    umask 077
    cp -a "$base" "$data"
    rm -f "$data/postmaster.pid" "$data/standby.signal"
    {
      printf "\n# restored\nrestore_command = 'cp \"%s/%%f\" \"%%p\"'\n" "$archive"
      printf "recovery_target_timeline = 'latest'\n"
      if [ -n "$time" ]; then
        printf "recovery_target_time = '%s'\nrecovery_target_action = 'promote'\n" "$time"
      fi
      # A copy must not go on with the archive of the one that it is a copy of.
      printf "archive_mode = 'off'\nsynchronous_standby_names = ''\nprimary_conninfo = ''\nprimary_slot_name = ''\n"
    } >>"$data/postgresql.auto.conf"
    touch "$data/recovery.signal"
    echo "$data"
    ;;
  *) usage ;;
esac
