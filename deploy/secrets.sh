#!/usr/bin/env bash
# Creates the secrets that the compose file reads, unless they exist.
set -euo pipefail
case ${1:-} in
  '') ;;
  -h | --help) echo "usage: deploy/secrets.sh: creates deploy/secrets/webhook-secret and deploy/secrets/management-key unless they exist"; exit ;;
  *) echo "secrets.sh: '$1' is unknown; it takes no arguments (see --help)" >&2; exit 2 ;;
esac
cd "$(dirname "$0")"
mkdir -p secrets
chmod 700 secrets
for name in webhook-secret management-key; do
  if [ -s "secrets/$name" ]; then
    echo "secrets/$name exists"
  else
    # Mode 444 in a folder of mode 700: the containers' users can read it, other users of this machine cannot.
    (umask 222 && head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' > "secrets/$name")
    echo "secrets/$name created"
  fi
done
echo
echo "The webhook's secret, to enter at Labelbox: $(cat secrets/webhook-secret)"
