#!/usr/bin/env bash
# Scores a live endpoint with the held-out set and files what it finds as evidence of the version. For cron or a systemd timer:
#   15 4 * * 1  governance  /opt/governance/validate.sh https://serving.example/v2/models/loan-scorer loan-scorer 1.4.0 /srv/holdout.csv
# For an assistant give its suite, whose name ends with .prompts.ndjson, in place of rows.
# Needs governance on the PATH, GOVERNANCE_SERVER, and the keys in two files that only this account reads.
set -euo pipefail
endpoint=$1 model=$2 version=$3 data=$4
keys=${KEYS:-/etc/governance}
exec 9>"${TMPDIR:-/tmp}/governance-validate-$model.lock"
flock -n 9 || { echo "The previous validation is still running." >&2; exit 0; }
if [[ $data == *.prompts.ndjson ]]; then
  governance validate --endpoint "$endpoint" --protocol chat-completions --endpoint-key-file "$keys/endpoint.key" --prompts "$data" --model "$model" --version "$version" --api-key-file "$keys/api.key" --fail-on fail --format text
  exit
fi
governance validate --endpoint "$endpoint" --protocol kserve-v2 --endpoint-key-file "$keys/endpoint.key" --data "$data" --label approved --protected sex --checks performance,fairness,consistency,robustness --model "$model" --version "$version" --api-key-file "$keys/api.key" --fail-on fail --format text
