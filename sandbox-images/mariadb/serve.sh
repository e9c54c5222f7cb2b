#!/bin/sh
# A pod's database: copies the template into /data unless a data folder is there already, then becomes the server.
set -eu

if [ ! -s /data/mariadb/ibdata1 ]; then
  rm -rf /data/mariadb /data/mariadb-new
  cp -R /usr/local/share/pod/data /data/mariadb-new
  chmod 0700 /data/mariadb-new
  mv /data/mariadb-new /data/mariadb
fi
# What the server before left behind when it was killed.
rm -rf /data/mariadb-tmp
mkdir /data/mariadb-tmp
rm -f /run/service/mariadb.sock
umask 077
# A file that would outgrow the pod's limit is then an error of the statement (table is full), not the end of the server.
trap '' XFSZ
exec mariadbd --defaults-file=/usr/local/share/pod/server.cnf
