#!/bin/sh
# The platform's own queue: append-only file in /data (a named volume), never evicts, password from REDIS_PASSWORD.
# LISTEN_ADDRESS and LISTEN_PORT matter on the host's network only.
set -eu

: "${REDIS_PASSWORD:?REDIS_PASSWORD is not set}"
umask 077
cat > /tmp/redis.conf <<CONF
bind ${LISTEN_ADDRESS:-0.0.0.0}
port ${LISTEN_PORT:-6379}
dir /data
save ""
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
requirepass $REDIS_PASSWORD
CONF
exec redis-server /tmp/redis.conf
