# Sourced by check-image.sh and check-release.sh. When a check ends, for whatever reason, its folder $work is removed and
# its background processes are ended, among them $service, the one service that runs at a time.
work=$(mktemp -d)
service=
trap '[ -z "$service" ] || kill -KILL "$service" 2>/dev/null || true; kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null; rm -rf "$work"' EXIT
chmod 755 "$work"

fail() { echo "$(basename "$0" .sh): $*" >&2; exit 1; }

port() { while p=$((RANDOM % 20000 + 10000)); (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null; do :; done; echo "$p"; }

# The ports, the secret and the whole environment of the relay that a check starts.
readonly image_user=1654
public=$(port) management=$(port) secret=$(basename "$0" .sh)
settings=(Ledger__Path="$work/data" Ledger__WarnAt=0 Ledger__RefuseAt=0 Receiving__Url="http://127.0.0.1:$public"
  Management__Url="http://127.0.0.1:$management" Receiving__Secrets__0="$secret" Publishing__Transport=InMemory)

sandbox() { # creates the ledger's folder, $work/data, for the sandbox's user, or prints why this machine allows no sandbox
  [ "$(id -u)" = 0 ] || { echo "only root can become another user here"; return 1; }
  command -v unshare >/dev/null && command -v setpriv >/dev/null || { echo "unshare and setpriv (util-linux) are not installed"; return 1; }
  unshare -m true 2>/dev/null || { echo "this machine allows no mount namespace"; return 1; }
  mkdir "$work/data"
  chown "$image_user:$image_user" "$work/data"
}

inside() { # inside COMMAND...: on a root that is read-only except for $work/data, as the image's user, without further rights
  exec unshare -m bash -ec '
    mount --bind "$1" "$1"
    for root in / /tmp /var/tmp; do if mountpoint -q "$root"; then mount -o remount,bind,ro "$root"; fi; done
    exec "${@:2}"' _ "$work/data" \
    setpriv --reuid="$image_user" --regid="$image_user" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all \
    env -i "${settings[@]}" "$@"
}

start() { # start COMMAND...: the relay, and waits until it is healthy
  ("$@") >"$work/log" 2>&1 &
  service=$!
  healthy() { ("$@" --health) >>"$work/health" 2>&1; }
  for _ in $(seq 60); do
    healthy "$@" && return
    kill -0 "$service" 2>/dev/null || fail "it ended: $(cat "$work/log")"
    sleep 1
  done
  fail "it does not become healthy: $(cat "$work/health" "$work/log")"
}

stop() { # ends the relay as a service manager does
  local code=0
  kill -TERM "$service"
  wait "$service" || code=$?
  service=
  [ "$code" = 0 ] || fail "SIGTERM ends it with $code: $(tail -5 "$work/log")"
}
