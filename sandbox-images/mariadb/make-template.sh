#!/bin/sh
# Makes the data folder that every pod's database is copied from: plain role `app`, which owns database `app`, and the
# examiner's roles (no password: by the socket, known by its UID). There is no superuser.
set -eu

pod=/usr/local/share/pod
template=$pod/data
owner=200004
as_owner() { setpriv --reuid "$owner" --regid "$owner" --clear-groups "$@"; }

install -d -o "$owner" -g "$owner" -m 0700 "$template" /data/mariadb-tmp
as_owner mariadb-install-db --defaults-file=$pod/server.cnf --datadir="$template" --skip-test-db --skip-name-resolve \
  --auth-root-authentication-method=socket --skip-log-bin
as_owner mariadbd --defaults-file=$pod/server.cnf --datadir="$template" --bootstrap < $pod/roles.sql

# Any UID of the role copies it, so all may read it; the copy is made private again.
chmod -R a+rX "$template"
rm -rf /data "$template/server.pid" "$template"/ib_buffer_pool "$template"/ibtmp1 $pod/roles.sql
