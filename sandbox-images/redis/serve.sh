#!/bin/sh
# A pod's cache: keeps nothing, TCP on the pod's loopback for the subject, a unix socket for the examiner.
# The password reaches the server in a private file, not on its command line.
set -eu

: "${EXAMINER_PASSWORD:?EXAMINER_PASSWORD is not set}"
umask 077
cat > /data/redis.conf <<CONF
bind 127.0.0.1
port 6379
unixsocket /run/service/redis.sock
unixsocketperm 777
dir /data
save ""
appendonly no
maxmemory ${MAX_MEMORY_MB:-64}mb
maxmemory-policy noeviction
maxclients 200
databases 16
user default off
user app on >app ~* &* +@all -@admin -@dangerous +info
user examiner on >$EXAMINER_PASSWORD ~* &* +@all
CONF
umask 000
exec redis-server /data/redis.conf
