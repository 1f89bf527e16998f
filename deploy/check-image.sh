#!/usr/bin/env bash
# Checks the image as far as a machine without a container engine can: does what the Dockerfile's 'build' stage does,
# with its very COPY and RUN lines, looks at what comes out, and starts it as the image's user on a read-only root.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly image_user=1654
work=$(mktemp -d)
service=
trap '[ -z "$service" ] || kill "$service" 2>/dev/null || true; rm -rf "$work"' EXIT
chmod 755 "$work"

fail() { echo "check-image: $*" >&2; exit 1; }

# A line that ends with a backslash goes on in the next; the stage is printed without comments.
stage() { sed -e ':a' -e '/\\$/N; s/\\\n//; ta' Dockerfile | awk -v stage="$1" '/^FROM/ { on = ($NF == stage) } on && !/^#/'; }

build() { # build PLATFORM: the two stages that make /app
  local line words
  while read -r line; do
    read -ra words <<<"$line"
    case $line in
      "COPY "*) mkdir -p "$work/source/${words[-1]}"
                for path in "${words[@]:1:${#words[@]}-2}"; do
                  if [ -d "$path" ]; then cp -rp "$path/." "$work/source/${words[-1]}"; else cp -p "$path" "$work/source/${words[-1]}"; fi
                done ;;
      "RUN dotnet "*) (cd "$work/source" && TARGETARCH=$1 bash -ec "${line#RUN } --nologo -v q" | sed 's/^/  /') || fail "this fails: ${line#RUN }" ;;
    esac
  done < <({ stage sdk; stage build; } | sed "s#-o /app#-o $work/$1#")
}

library() { echo "$work/$1/librocksdb.so"; }

echo "Publishing as the Dockerfile does, for amd64 and arm64"
build amd64
build arm64
for platform in amd64:3e arm64:b7; do
  IFS=: read -r arch machine <<<"$platform"
  libraries=$(find "$work/$arch" -name '*rocksdb*' -not -name '*.dll')
  [ "$libraries" = "$(library "$arch")" ] || fail "$arch does not hold its RocksDB library alone: $libraries"
  [ "$(od -An -tx1 -j18 -N1 "$(library "$arch")" | tr -d ' ')" = "$machine" ] || fail "the library of $arch is of another platform"
  for assembly in WebhookRelay MassTransit; do # what is compiled beforehand has a header with this signature
    grep -qaP 'RTR\x00' "$work/$arch/$assembly.dll" || fail "$assembly of $arch is not compiled beforehand"
  done
done
[ -s "$work/amd64/appsettings.json" ] || fail "appsettings.json is missing"
du -sh "$work/amd64" | awk '{ print "  " $1 " beside the runtime" }'

case $(uname -m) in x86_64) arch=amd64 ;; aarch64) arch=arm64 ;; *) fail "no image for $(uname -m)" ;; esac
echo "Resolving what RocksDB's library needs"
needs=$(ldd "$(library "$arch")")
grep -q 'not found' <<<"$needs" && fail "not resolved: $needs"
# What a chiseled .NET image holds.
others=$(awk '{ print $1 }' <<<"$needs" | grep -vE '^(linux-vdso|.*/ld-linux|libc\.|libm\.|libdl\.|librt\.|libpthread\.|libgcc_s\.|libstdc\+\+\.|libz\.)' || true)
[ -z "$others" ] || fail "the chiseled image does not hold $others"

echo "Starting it as user $image_user on a read-only root"
[ "$(id -u)" = 0 ] || { echo "  skipped: only root can become another user here"; exit 0; }
command -v unshare >/dev/null && command -v setpriv >/dev/null || { echo "  skipped: unshare and setpriv (util-linux) are not installed"; exit 0; }
unshare -m true 2>/dev/null || { echo "  skipped: this machine allows no mount namespace"; exit 0; }

port() { while p=$((RANDOM % 20000 + 10000)); (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null; do :; done; echo "$p"; }
public=$(port) management=$(port) secret=check-image
mkdir "$work/data"
chown "$image_user:$image_user" "$work/data"
chmod -R go+rX "$work/$arch"
settings=(PATH="$PATH" DOTNET_ROOT="${DOTNET_ROOT:-}" DOTNET_EnableDiagnostics=0 HOME=/ Ledger__Path="$work/data" Ledger__WarnAt=0 Ledger__RefuseAt=0
  Receiving__Url="http://127.0.0.1:$public" Management__Url="http://127.0.0.1:$management" Receiving__Secrets__0="$secret")
inside() { # inside COMMAND...: on a root that is read-only but for /data's place, as the image's user, with no right to more
  exec unshare -m bash -ec '
    mount --bind "$1" "$1"
    for root in / /tmp /var/tmp; do if mountpoint -q "$root"; then mount -o remount,bind,ro "$root"; fi; done
    exec "${@:2}"' _ "$work/data" \
    setpriv --reuid="$image_user" --regid="$image_user" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all \
    env -i "${settings[@]}" "$@"
}

(inside bash -c '! touch /tmp/check-image.$$ 2>/dev/null && ! touch /var/tmp/check-image.$$ 2>/dev/null && touch "$0/writable"' "$work/data") ||
  fail "the root is writable, or the ledger's folder is not"
(inside dotnet "$work/$arch/WebhookRelay.dll") >"$work/log" 2>&1 &
service=$!
healthy() { (inside dotnet "$work/$arch/WebhookRelay.dll" --health) >>"$work/health" 2>&1; }
for _ in $(seq 60); do
  healthy && break
  kill -0 "$service" 2>/dev/null || fail "it ended: $(cat "$work/log")"
  sleep 1
done
healthy || fail "it does not become healthy: $(cat "$work/health" "$work/log")"

body=deploy/samples/label-updated.json
signature=$(openssl dgst -sha1 -hmac "$secret" -r "$body" | cut -d ' ' -f 1)
answer=$(curl -sS "http://127.0.0.1:$public/webhook-endpoint" -H 'Content-Type: application/json' -H "X-Hub-Signature: sha1=$signature" \
  -H 'X-Labelbox-Id: check-image' -H 'X-Labelbox-Event: LABEL_UPDATED' --data-binary "@$body")
[ "$answer" = '{"id":"check-image","status":"accepted"}' ] || fail "a delivery is answered $answer"

kill -TERM "$service"
code=0
wait "$service" || code=$?
service=
[ "$code" = 0 ] || fail "SIGTERM ends it with $code: $(tail -5 "$work/log")"
echo "The image's content is sound"
