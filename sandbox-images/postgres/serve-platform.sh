#!/bin/sh
# The platform's own database: durable settings, data in $PGDATA (a named volume), database and superuser
# from POSTGRES_DB, POSTGRES_USER and POSTGRES_PASSWORD. LISTEN_ADDRESS and LISTEN_PORT matter on the host's network only.
set -eu

: "${POSTGRES_PASSWORD:?POSTGRES_PASSWORD is not set}"
user=${POSTGRES_USER:-assay}
database=${POSTGRES_DB:-$user}
case "$database" in *[!a-z0-9_]*) echo "POSTGRES_DB may hold only a-z, 0-9 and _" >&2; exit 64 ;; esac

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # Made aside and moved when whole: a start that was cut short begins again.
  making="$PGDATA/making"
  rm -rf "$making"
  umask 077
  password_file=$(mktemp)
  printf '%s' "$POSTGRES_PASSWORD" > "$password_file"
  initdb --pgdata "$making" --username "$user" --pwfile "$password_file" --auth scram-sha-256 --data-checksums --no-instructions \
    --encoding UTF8 --locale-provider builtin --builtin-locale C.UTF-8 --locale C.UTF-8
  rm -f "$password_file"
  printf 'host all all all scram-sha-256\n' >> "$making/pg_hba.conf"
  [ "$database" = postgres ] || echo "CREATE DATABASE \"$database\";" | postgres --single -D "$making" postgres
  rm -f "$making/postmaster.pid"
  # PG_VERSION goes last: it is what says that the folder is complete.
  for entry in "$making"/*; do [ "${entry##*/}" = PG_VERSION ] || mv "$entry" "$PGDATA/"; done
  mv "$making/PG_VERSION" "$PGDATA/"
  rmdir "$making"
fi
chmod 0700 "$PGDATA"
exec postgres -D "$PGDATA" -c listen_addresses="${LISTEN_ADDRESS:-*}" -c port="${LISTEN_PORT:-5432}" \
  -c unix_socket_directories=/tmp -c log_destination=stderr
