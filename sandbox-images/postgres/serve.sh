#!/bin/sh
# A pod's database: copies the template into /data unless a data folder is there already, then becomes the server.
set -eu

if [ ! -s /data/pg/PG_VERSION ]; then
  rm -rf /data/pg
  cp -R /usr/local/share/pod/data /data/pg
  chmod 0700 /data/pg
fi
# Left behind when the server before was killed. Its process cannot be there any more: nothing else runs in here.
rm -f /data/pg/postmaster.pid /run/service/.s.PGSQL.5432 /run/service/.s.PGSQL.5432.lock
exec postgres -D /data/pg
