#!/bin/sh
# Names every UID that contracts/roles.ts can give to a container. PostgreSQL will not run under a UID
# without a name, and its peer authentication compares the name of the caller.
# Several UIDs share one name on purpose: the name says the role, the UID says the slot as well.
set -eu

first_uid=200000
uids_per_slot=16
slot_count=64
roles='0:holder 1:subject 2:postgres 3:redis 4:mariadb 8:build 9:examiner 10:analyst'

slot=0
while [ "$slot" -lt "$slot_count" ]; do
  for entry in $roles; do
    uid=$((first_uid + slot * uids_per_slot + ${entry%%:*}))
    echo "${entry#*:}:x:$uid:$uid::/data:/usr/sbin/nologin" >> /etc/passwd
    echo "${entry#*:}:x:$uid:" >> /etc/group
  done
  slot=$((slot + 1))
done

# Owns the data of the services that the platform itself uses: never a UID of a pod.
echo 'platform:x:199999:199999::/data:/usr/sbin/nologin' >> /etc/passwd
echo 'platform:x:199999:' >> /etc/group
