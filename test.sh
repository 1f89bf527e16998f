#!/usr/bin/env bash
# Checks everything: installs what the tests need, builds, checks the formatting, runs every test. Within 20 minutes on
# two cores. Ends with 'N passed, N failed, N skipped'.
#   ./test.sh quick     build, formatting and unit tests only, within 5 minutes
#   ./test.sh --needs   prints the Debian packages that are missing, and installs nothing
set -euo pipefail
cd "$(dirname "$0")"

say() { printf '\n== %s\n' "$*"; }
took() { printf '   %d min %02d s\n' $(($1 / 60)) $(($1 % 60)); }

# Where tools are looked for. The folders of servers are not in every user's path.
tools=${WEBHOOKRELAY_TEST_TOOLS-$PATH:/usr/sbin:/sbin:/usr/lib/rabbitmq/bin}

has() { # has TOOL: a tool as tests/needs.txt names it
  case $1 in
    lib:*) PATH=$tools ldconfig -p 2>/dev/null | grep -F "${1#*:}" >/dev/null ;;
    python3:*) [ -n "$(PATH=$tools command -v python3)" ] && /usr/bin/python3 -c "import ${1#*:}" 2>/dev/null ;;
    *) [ -n "$(PATH=$tools command -v "$1")" ] ;;
  esac
}

missing() { # the packages of what is not there, a line each
  local tool package
  while read -r tool package; do
    [[ $tool = '' || $tool = '#'* ]] || has "$tool" || echo "$package"
  done <tests/needs.txt | LC_ALL=C sort -u
}

case ${1:-} in
  '' | quick) ;;
  --needs) missing; exit ;;
  -h | --help) sed -n '2,/^set/{/^#/s/^# \?//p}' "$0"; exit ;;
  *) echo "test.sh: '$1' is unknown; see ./test.sh --help" >&2; exit 2 ;;
esac
quick=${1:-}

say "What the tests need"
mapfile -t packages < <(missing)
if [ ${#packages[@]} -gt 0 ]; then
  command -v apt-get >/dev/null || { echo "Install what Debian packages as ${packages[*]}, and run again."; exit 1; }
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
  echo "installing ${packages[*]}"
  "${as_root[@]}" apt-get update -qq
  # RUNLEVEL=1: the packages' own services are not started; the tests start private ones.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi
dotnet --version >/dev/null || { echo "The .NET SDK (10.0 or newer) is missing or does not run: see https://dot.net"; exit 1; }

say "Build"
began=$SECONDS
dotnet restore --locked-mode
dotnet build --no-restore --nologo
took $((SECONDS - began))

logs=$(mktemp -d)
beside=
# A command in the background gets no Ctrl+C: it is ended here, with all that it started.
trap '[ -z "$beside" ] || kill -- "-$beside" 2>/dev/null || true; rm -rf "$logs"' EXIT

keep() { # keep NAME COMMAND...: runs it and keeps its output, its exit code and its time
  local code=0 began=$SECONDS
  if [ -n "$quick" ]; then
    say "$1"
    "${@:2}" 2>&1 | tee "$logs/$1" || code=$?
    took $((SECONDS - began))
  else
    "${@:2}" >"$logs/$1" 2>&1 || code=$?
  fi
  echo "$code" >"$logs/$1.code"
  echo $((SECONDS - began)) >"$logs/$1.seconds"
}

show() { # show NAME: what was kept of a part; the quick check has shown it already
  [ -z "$quick" ] || return 0
  say "$1"
  cat "$logs/$1"
  took "$(cat "$logs/$1.seconds")"
}

beside() { # the parts that run beside the integration tests, which wait for deadlines and servers more than they compute
  keep "Unit tests" dotnet test --project tests/WebhookRelay.Tests --no-build --show-slowest-tests 10
  keep "Formatting" dotnet format --no-restore --verify-no-changes
  [ -z "$quick" ] || return 0
  keep "Alert rules" promtool test rules deploy/prometheus/alerts.test.yml
  keep "The images' content" deploy/check-image.sh
  keep "The release" deploy/check-release.sh
}

set -m
beside &
beside=$!
set +m
if [ -z "$quick" ]; then
  say "Integration tests"
  began=$SECONDS
  dotnet test --project tests/WebhookRelay.IntegrationTests --no-build --max-threads 2x --show-slowest-tests 20 2>&1 | tee "$logs/Integration tests" || echo $? >"$logs/Integration tests.code"
  took $((SECONDS - began))
fi
wait "$beside"
beside=

passed=0 failed=0 skipped=0
ended() { [ "$(cat "$logs/$1.code" 2>/dev/null || echo 0)" = 0 ]; }
count_tests() { # count_tests NAME
  count() { awk -v name="$1" '$1 == name ":" { n = $2 } END { print n + 0 }' "$2"; }
  local of_these
  of_these=$(count failed "$logs/$1")
  # A runner that broke off without a count has failed, whatever it counted.
  if [ "$of_these" = 0 ] && ! ended "$1"; then of_these=1; fi
  passed=$((passed + $(count succeeded "$logs/$1"))) failed=$((failed + of_these)) skipped=$((skipped + $(count skipped "$logs/$1")))
}
count_check() { # count_check NAME: one test
  if ended "$1"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $1"; fi
}

[ -n "$quick" ] || count_tests "Integration tests"
show "Unit tests"
count_tests "Unit tests"
for name in "Formatting" "Alert rules" "The images' content" "The release"; do
  [ -e "$logs/$name.code" ] || continue
  show "$name"
  count_check "$name"
done

printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
