#!/bin/sh
# A pod's database: copies the template into /data unless a data folder is there already, then becomes the server.
set -eu

if [ ! -s /data/pg/PG_VERSION ]; then
  rm -rf /data/pg
  cp -R /usr/local/share/pod/data /data/pg
  chmod 0700 /data/pg
fi
rm -f /data/pg/postmaster.pid
exec postgres -D /data/pg
