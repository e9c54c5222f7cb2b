#!/bin/sh
# The platform's own queue: append-only file in /data (a named volume), never evicts, password from REDIS_PASSWORD.
set -eu

: "${REDIS_PASSWORD:?REDIS_PASSWORD is not set}"
umask 077
cat > /tmp/redis.conf <<CONF
bind 0.0.0.0
port 6379
dir /data
save ""
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
requirepass $REDIS_PASSWORD
CONF
exec redis-server /tmp/redis.conf
