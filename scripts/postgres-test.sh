#!/usr/bin/env bash
# Runs a command with JUNTO_DATABASE_URL and JUNTO_KEYS_DATABASE_URL naming two databases in a
# PostgreSQL cluster of its own, which is gone after.
#
#   scripts/postgres-test.sh .venv/bin/pytest tests/people
#
# The cluster lives in a new directory and listens on a socket in it alone: no port, no password,
# nothing shared with a cluster that the machine already runs. It does not wait for the disk, and
# does not prepare for what a run of minutes never has: long queries, old rows and a replica.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: scripts/postgres-test.sh COMMAND [ARGUMENT...]" >&2; exit 2; }

newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
bin=${newest:-$(dirname "$(command -v initdb || true)")}
[ -x "$bin/initdb" ] || { echo "PostgreSQL is missing: apt-get install postgresql" >&2; exit 1; }

home=$(mktemp -d /tmp/junto-pg.XXXXXX)
as_owner=()
if [ "$(id -u)" = 0 ]; then
  # PostgreSQL refuses to run as root.
  chown postgres "$home"
  as_owner=(runuser -u postgres --)
fi

stop() {
  "${as_owner[@]}" "$bin/pg_ctl" -D "$home/data" -m immediate -s stop >/dev/null 2>&1 || true
  rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT TERM

(
  cd "$home"
  "${as_owner[@]}" "$bin/initdb" -D "$home/data" -U junto -A trust -E UTF8 --locale=C.UTF-8 --no-sync
  "${as_owner[@]}" "$bin/pg_ctl" -D "$home/data" -l "$home/log" -w -t 60 -s start -o "\
    -c listen_addresses='' -c unix_socket_directories='$home' -c max_connections=60 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB \
    -c jit=off -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0"
  "$bin/createdb" -h "$home" -U junto keys
) >"$home/setup" 2>&1 </dev/null || { cat "$home/setup" "$home/log" >&2 2>/dev/null; exit 1; }

export JUNTO_DATABASE_URL="postgresql://junto@/postgres?host=$home"
export JUNTO_KEYS_DATABASE_URL="postgresql://junto@/keys?host=$home"
status=0
"$@" || status=$?
exit $status
