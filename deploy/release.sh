#!/usr/bin/env bash
# Builds a release from this checkout: the packages, and the relay and the tool as single files.
set -euo pipefail

usage() {
  cat <<'END'
Usage: deploy/release.sh [--platform PLATFORM]... [FOLDER]

Builds into FOLDER (default: artifacts/release), and replaces what an earlier run built there:

  packages/      WebhookRelay.Contracts, .Labelbox, .Consumer, and the .NET tool WebhookRelay.Cli: a package source
  <platform>/    the relay (WebhookRelay) and the tool (webhook-relay), each a single file that needs no .NET,
                 with RocksDB's library, appsettings.json, the README and the license beside them

  --platform     linux-x64, linux-arm64, win-x64 or osx-arm64; may be repeated. Without it: all four
  --help         this text
END
}
refuse() { echo "release: $*. --help lists the options." >&2; exit 2; }

folder=
platforms=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit ;;
    --platform)
      case ${2-} in
        linux-x64 | linux-arm64 | win-x64 | osx-arm64) platforms+=("$2"); shift ;;
        *) refuse "'${2-}' is not a platform it publishes for" ;;
      esac ;;
    -*) refuse "There is no option '$1'" ;;
    *) [ -z "$folder" ] && [ -n "$1" ] || refuse "'$1' is a second folder"; folder=$1 ;;
  esac
  shift
done
[ ${#platforms[@]} -gt 0 ] || platforms=(linux-x64 linux-arm64 win-x64 osx-arm64)
command -v dotnet >/dev/null || refuse "The .NET SDK is not installed"
checkout=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "${folder:=$checkout/artifacts/release}" || refuse "The folder '$folder' cannot be made"
folder=$(cd "$folder" && pwd)

# Built from a copy: a restore for further platforms rewrites lock files, and other builds may run in the checkout.
source=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$source"' EXIT
cd "$checkout"
cp -R .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json appsettings.json README.md src "$source"
cd "$source"

# Stack traces have line numbers, and no path of this machine. The analyzers are for the checkout's own build.
common=(-c Release --nologo -v q --disable-build-servers -p:RestoreLockedMode=false -p:RunAnalyzers=false
  -p:EnableSourceControlManagerQueries=false -p:PublishDocumentationFiles=false -p:DebugType=embedded "-p:PathMap=$source=/_")
# In the background, so that a signal that ends this script also ends the build.
run() { "$@" & wait $! || { echo "release: this fails: $*" >&2; exit 1; }; }

rm -rf "$folder/packages"
for project in Contracts Labelbox Consumer Cli; do
  echo "Packing WebhookRelay.$project"
  run dotnet pack "src/WebhookRelay.$project" "${common[@]}" -o "$folder/packages"
done

# RocksDB's library stays beside the relay: unpacking it at the start would need a writable folder. Not compressed and not
# compiled beforehand: the first costs 50 MB of memory and a slower start, the second half as much again on disk.
single=(--self-contained -p:PublishSingleFile=true -p:PublishReadyToRun=false
  -p:StaticWebAssetsEnabled=false -p:IsTransformWebConfigDisabled=true)
for platform in "${platforms[@]}"; do
  rm -rf "${folder:?}/$platform"
  for project in WebhookRelay WebhookRelay.Cli; do
    echo "Publishing $project for $platform"
    run dotnet publish "src/$project" "${common[@]}" -r "$platform" "${single[@]}" -o "$folder/$platform"
  done
  rm -f "$folder/$platform/aspnetcorev2_inprocess.dll" # IIS alone needs it
  cp "$checkout/LICENSE" "$folder/$platform"
  case $platform in linux-*) library=librocksdb.so ;; win-*) library=rocksdb.dll ;; osx-*) library=librocksdb.dylib ;; esac
  [ -s "$folder/$platform/$library" ] || { echo "release: $platform has no $library: see KeepOneNative in WebhookRelay.csproj" >&2; exit 1; }
done
cd "$folder" && du -ah packages "${platforms[@]}"
