#!/usr/bin/env bash
# Checks the images as far as possible without a container engine: runs each stage of the Dockerfile with exactly the
# files that its COPY lines name, checks the result, and starts it: the relay as the image's user on a read-only root.
set -euo pipefail
cd "$(dirname "$0")/.."

. deploy/checks.sh

# A line that ends with a backslash continues in the next; the stage is printed without comments.
stage() { sed -e ':a' -e '/\\$/N; s/\\\n//; ta' Dockerfile | awk -v stage="$1" '/^FROM/ { on = ($NF == stage) } on && !/^#/'; }
stages=$(awk '/^FROM/ { print $NF }' Dockerfile)
base() { stage "$1" | awk '/^FROM/ { print $(NF - 2) }'; }
is_stage() { grep -qx "$1" <<<"$stages"; }
lines() { if is_stage "$(base "$1")"; then lines "$(base "$1")"; fi; stage "$1"; }
publishes() { stage "$1" | grep -q '^RUN dotnet publish'; }

build() { # build STAGE PLATFORM: runs the stage, with its /app
  local root="$work/$1-$2" line words path
  while read -r line; do
    read -ra words <<<"$line"
    case $line in
      "COPY "*) mkdir -p "$root/source/${words[-1]}"
                for path in "${words[@]:1:${#words[@]}-2}"; do
                  if [ -d "$path" ]; then cp -rp "$path/." "$root/source/${words[-1]}"; else cp -p "$path" "$root/source/${words[-1]}"; fi
                done ;;
      "RUN dotnet "*) line=${line//-o \/app/-o $root/app}
                (cd "$root/source" && TARGETARCH=$2 bash -ec "${line#RUN } --nologo -v q" | sed 's/^/  /') || fail "stage $1: this fails: ${line#RUN }" ;;
    esac
  done < <(lines "$1")
}

carries() { # carries STAGE PLATFORM: a stage that builds nothing contains what it copies from the others, and its entry point exists
  local words from program
  while read -r -a words; do
    from=${words[1]#--from=}
    publishes "$from" || fail "stage $1 takes from '$from', which publishes nothing"
    case " ${words[*]} " in *" /app "*) cp -rp "$work/$from-$2/app" "$work/$1-$2" ;; esac
  done < <(stage "$1" | grep '^COPY --from=')
  program=$(stage "$1" | sed -n 's/^ENTRYPOINT .*"\([A-Za-z.]*\.dll\)".*/\1/p')
  [ -n "$program" ] && [ -s "$work/$1-$2/$program" ] || fail "stage $1 starts '$program', which it does not hold"
}

case $(uname -m) in x86_64) arch=amd64 ;; aarch64) arch=arm64 ;; *) fail "no image for $(uname -m)" ;; esac
library() { echo "$work/final-$1/librocksdb.so"; }

echo "Building each stage, the relay's for amd64 and arm64"
for each in $stages; do
  if publishes "$each"; then build "$each" "$arch"; elif ! is_stage "$(base "$each")" && stage "$each" | grep -q '^COPY --from='; then carries "$each" "$arch"; fi
done
other=$([ "$arch" = amd64 ] && echo arm64 || echo amd64)
build build "$other"
carries final "$other"
for platform in amd64:3e arm64:b7; do
  IFS=: read -r of machine <<<"$platform"
  libraries=$(find "$work/final-$of" -name '*rocksdb*' -not -name '*.dll')
  [ "$libraries" = "$(library "$of")" ] || fail "$of does not hold its RocksDB library alone: $libraries"
  [ "$(od -An -tx1 -j18 -N1 "$(library "$of")" | tr -d ' ')" = "$machine" ] || fail "the library of $of is of another platform"
  for assembly in WebhookRelay MassTransit; do # a precompiled assembly has a header with this signature
    grep -qaP 'RTR\x00' "$work/final-$of/$assembly.dll" || fail "$assembly of $of is not compiled beforehand"
  done
done
[ -s "$work/final-amd64/appsettings.json" ] || fail "appsettings.json is missing"
du -sh "$work/final-amd64" | awk '{ print "  " $1 " beside the runtime" }'

echo "Resolving what RocksDB's library needs"
needs=$(ldd "$(library "$arch")")
grep -q 'not found' <<<"$needs" && fail "not resolved: $needs"
# The content of a chiseled .NET image.
others=$(awk '{ print $1 }' <<<"$needs" | grep -vE '^(linux-vdso|.*/ld-linux|libc\.|libm\.|libdl\.|librt\.|libpthread\.|libgcc_s\.|libstdc\+\+\.|libz\.)' || true)
[ -z "$others" ] || fail "the chiseled image does not hold $others"

echo "Starting the twin"
twin=$(port)
Twin__Url="http://127.0.0.1:$twin" dotnet "$work/twin-$arch/WebhookRelay.LabelboxTwin.dll" >"$work/twin-log" 2>&1 &
service=$!
for _ in $(seq 600); do
  if curl -s -o /dev/null "http://127.0.0.1:$twin/"; then break; fi
  kill -0 "$service" 2>/dev/null || fail "the twin ended: $(cat "$work/twin-log")"
  sleep 0.1
done
curl -s -o /dev/null "http://127.0.0.1:$twin/" || fail "the twin does not answer: $(cat "$work/twin-log")"
kill -TERM "$service"
wait "$service" || true
service=

echo "Starting the relay as user $image_user on a read-only root"
why=$(sandbox) || { echo "  skipped: $why"; exit 0; }
chmod -R go+rX "$work/final-$arch"
settings+=(PATH="$PATH" DOTNET_ROOT="${DOTNET_ROOT:-}" DOTNET_EnableDiagnostics=0 HOME=/)

(inside bash -c '! touch /tmp/check-image.$$ 2>/dev/null && ! touch /var/tmp/check-image.$$ 2>/dev/null && touch "$0/writable"' "$work/data") ||
  fail "the root is writable, or the ledger's folder is not"
start inside dotnet "$work/final-$arch/WebhookRelay.dll"

body=deploy/samples/label-updated.json
signature=$(openssl dgst -sha1 -hmac "$secret" -r "$body" | cut -d ' ' -f 1)
answer=$(curl -sS "http://127.0.0.1:$public/webhook-endpoint" -H 'Content-Type: application/json' -H "X-Hub-Signature: sha1=$signature" \
  -H 'X-Labelbox-Id: check-image' -H 'X-Labelbox-Event: LABEL_UPDATED' --data-binary "@$body")
[ "$answer" = '{"id":"check-image","status":"accepted"}' ] || fail "a delivery is answered $answer"

stop
echo "The images' content is sound"
