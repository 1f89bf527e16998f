#!/usr/bin/env bash
# RabbitMQ and Redis of another Debian release, beside the system's own, for the integration tests. As root:
#   tests/debian-servers.sh RELEASE FOLDER      installs them in FOLDER and prints the variables that the tests read
#   tests/debian-servers.sh --unmount FOLDER    before FOLDER is removed
set -euo pipefail

usage="usage: $0 RELEASE FOLDER, or $0 --unmount FOLDER"
case ${1:-} in -h | --help) echo "$usage"; exit ;; esac
release=${1:?"$usage"} root=${2:?"a folder is missing; $usage"}
temporary=${TMPDIR:-/tmp}
mounts=(/proc /dev /sys "$temporary") # The servers' data is in the tests' temporary folders.

if [ "$release" = --unmount ]; then
  for folder in "${mounts[@]}"; do
    if mountpoint -q "$root$folder"; then umount "$root$folder"; fi
  done
  exit
fi

[ "$(id -u)" = 0 ] || { echo "Root is needed: the servers run in another root folder." >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt-get install debootstrap" >&2; exit 1; }

[ -x "$root/usr/bin/apt-get" ] || debootstrap --variant=minbase "$release" "$root" >&2
# The packages' own services are not started; the tests start private ones.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
cp /etc/hosts /etc/resolv.conf "$root/etc/"
for folder in "${mounts[@]}"; do
  mkdir -p "$root$folder"
  mountpoint -q "$root$folder" || mount --bind "$folder" "$root$folder"
done

if [ ! -x "$root/usr/lib/rabbitmq/bin/rabbitmq-server" ] || [ ! -x "$root/usr/bin/redis-server" ]; then
  chroot "$root" apt-get update -qq >&2
  chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rabbitmq-server redis-server >/dev/null
fi

mkdir -p "$root/from-outside"
for command in /usr/lib/rabbitmq/bin/rabbitmq-server /usr/lib/rabbitmq/bin/rabbitmqctl /usr/bin/epmd /usr/bin/redis-server; do
  printf '#!/bin/sh\nexec chroot "%s" %s "$@"\n' "$(realpath "$root")" "$command" >"$root/from-outside/$(basename "$command")"
  chmod 755 "$root/from-outside/$(basename "$command")"
done
echo "export WEBHOOKRELAY_TEST_RABBITMQ=$(realpath "$root")/from-outside"
echo "export WEBHOOKRELAY_TEST_REDIS=$(realpath "$root")/from-outside/redis-server"
