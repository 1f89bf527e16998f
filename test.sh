#!/usr/bin/env bash
# The whole check: what it needs, build, formatting, every test. Ends with 'N passed, N failed, N skipped'.
set -euo pipefail
cd "$(dirname "$0")"

say() { printf '\n== %s\n' "$*"; }

need() { # need COMMAND PACKAGE
  local found
  found=$(PATH="$PATH:/usr/sbin:/usr/lib/rabbitmq/bin" command -v "$1" || true)
  [ -n "$found" ] && return
  if ! command -v apt-get >/dev/null; then
    say "'$1' is missing. Install $2 with this system's package manager and run again."
    exit 1
  fi
  missing+=("$2")
}

need_pika() { # A subscriber in Python is shown with the system's own one: another may stand before it in the path.
  /usr/bin/python3 -c 'import pika' 2>/dev/null && return
  command -v apt-get >/dev/null || { echo "python3-pika is missing: the test of the Python consumer is skipped"; return; }
  missing+=(python3-pika)
}

say "What the tests need"
command -v dotnet >/dev/null || { echo "The .NET SDK (10.0 or newer) is missing: see https://dot.net"; exit 1; }
missing=()
need redis-server redis-server
need rabbitmq-server rabbitmq-server
need promtool prometheus
need faketime faketime
need_pika
if [ ${#missing[@]} -gt 0 ]; then
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
  echo "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  # RUNLEVEL=1: the packages' own services are not started; the tests start private ones.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

say "Build"
dotnet restore --locked-mode
dotnet build --no-restore --nologo

say "Formatting"
dotnet format --no-restore --verify-no-changes

say "Tests"
results=$(mktemp)
trap 'rm -f "$results"' EXIT
passed=0 failed=0 skipped=0 broken=0
for project in tests/WebhookRelay.Tests tests/WebhookRelay.IntegrationTests; do
  dotnet test --project "$project" --no-build 2>&1 | tee "$results" || broken=1
  count() { awk -v name="$1" '$1 == name ":" { n = $2 } END { print n + 0 }' "$results"; }
  passed=$((passed + $(count succeeded)))
  failed=$((failed + $(count failed)))
  skipped=$((skipped + $(count skipped)))
done

check() { # check NAME COMMAND...: counts as one test
  local name=$1
  say "$name"
  if "${@:2}"; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "FAILED: $name"; fi
}
check "Alert rules" promtool test rules deploy/prometheus/alerts.test.yml
check "The image's content" deploy/check-image.sh

# A runner that broke off without a count has failed, whatever it counted.
if [ "$broken" = 1 ] && [ "$failed" = 0 ]; then failed=1; fi
printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
