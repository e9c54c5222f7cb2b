#!/bin/sh
# Makes the data folder that every pod's database is copied from: plain role `app`, which owns database `app`, and the
# examiner's roles. The superuser `postgres` is used here alone: pg_hba.conf lets nobody log in as it.
set -eu

template=/usr/local/share/pod/data
owner=200002
as_owner() { setpriv --reuid "$owner" --regid "$owner" --clear-groups "$@"; }

install -d -o "$owner" -g "$owner" -m 0700 "$template"
as_owner initdb --pgdata "$template" --username postgres --wal-segsize 1 --no-sync --no-instructions \
  --encoding UTF8 --locale-provider builtin --builtin-locale C.UTF-8 --locale C.UTF-8 --auth peer
cp /usr/local/share/pod/*.conf "$template/"
# One statement a line. The single-user server goes on after an error and exits 0, so its output has the last word.
run_sql() {
  as_owner postgres --single -D "$template" -c log_checkpoints=off "$1" < "$2" 2>&1 | tee /tmp/sql.log
  if grep -E 'ERROR|FATAL|PANIC' /tmp/sql.log; then exit 1; fi
}
run_sql template1 /usr/local/share/pod/roles.sql
run_sql app /usr/local/share/pod/app.sql

# Any UID of the role copies it, so all may read it; the copy is made private again.
chmod -R a+rX "$template"
rm -f /tmp/sql.log /usr/local/share/pod/*.conf /usr/local/share/pod/*.sql "$template/postmaster.pid" "$template/postmaster.opts"
