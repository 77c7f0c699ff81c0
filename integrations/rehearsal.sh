#!/usr/bin/env bash
# Plays a delivery from beginning to end against a running portal, with everything that has to be refused on the way, and says what it saw.
# Exit 0 when the portal did all of it as it should. For a portal of your own to try things on: it leaves a model and its records behind.
#   rehearsal.sh MODEL SAMPLES_DIR WORK_DIR
# Needs governance, curl and jq on the PATH; GOVERNANCE_SERVER; GOVERNANCE_API_KEY (registry:write, gate:read); the password of the three
# people in GOVERNANCE_PASSWORD and their addresses in SECURITY, LEGAL and OWNER; and samples/policy.yaml in force
# (Governance.Portal policy activate samples/policy.yaml). The three sign with passwords: Security__SecondFactorRoles=none on that portal.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
model=$1 samples=$2 work=$3 version=2.0.0
server=${GOVERNANCE_SERVER%/}
artifact=$samples/credit/artifacts/credit-default-$version.json
mkdir -p "$work/first" "$work/fixed"

say() { printf -- '-- %s\n' "$*"; }
fail() { printf 'rehearsal: %s\n' "$*" >&2; exit 1; }
expect() { # CODE COMMAND...: the command must end with this code; what it printed is in $work/last
  local wanted=$1 code=0
  shift
  "$@" >"$work/last" 2>"$work/last.err" || code=$?
  [[ $code -eq $wanted ]] || { cat "$work/last" "$work/last.err" >&2; fail "expected exit code $wanted, got $code: $*"; }
}
pipeline() { WAIT=0s OUT=$work SEAL=$work/seal.pem MANIFEST=$work/manifest.json "$here/pipeline.sh" "$model" "$version" "$artifact" "$@"; }
ask() { curl -sS --fail-with-body -H "Authorization: Bearer $GOVERNANCE_API_KEY" "$server$1"; }

# What a person does: a session with its cookie, a fresh proof of identity, the signature. A key can do none of it.
person() { # NAME EMAIL: opens a session
  jq -n --arg e "$2" --arg p "$GOVERNANCE_PASSWORD" '{email: $e, password: $p}' |
    curl -sS --fail-with-body -c "$work/$1.jar" -H 'Content-Type: application/json' -d @- "$server/api/v1/session" | jq -r .csrfToken >"$work/$1.csrf"
}
act() { # NAME PATH JSON [HEADER]: a call of this person; prints the answer
  curl -sS --fail-with-body -b "$work/$1.jar" -H "X-CSRF-Token: $(cat "$work/$1.csrf")" -H 'Content-Type: application/json' ${4:+-H "$4"} -d "$3" "$server$2"
}
proof() { act "$1" /api/v1/session/reauthenticate "$(jq -n --arg p "$GOVERNANCE_PASSWORD" '{password: $p}')" | jq -r .proof; }
sign() { # NAME SLOT
  local digest
  digest=$(ask "/api/v1/promotions/$promotion" | jq -r .bundleDigest)
  act "$1" "/api/v1/promotions/$promotion/signoffs" "$(jq -n --arg r "$2" --arg d "$digest" '{role: $r, decision: "approve", bundleDigest: $d}')" \
    "X-Reauthentication: $(proof "$1")" >"$work/signed.json"
}

say "The seal is pinned before anything else, so that permits can be checked without asking the portal"
ask /api/v1/promotions/seal >"$work/seal.pem"
jq '{source, datasets, metrics, dependencies}' "$samples/credit/evidence/$version/version.json" >"$work/manifest.json"

say "A model and a version, with evidence that lacks the fairness report and the bill of materials"
expect 0 governance model register --model "$model" --owner "$OWNER" --risk-class high
for file in validation explainability robustness model-card; do cp "$samples/credit/evidence/$version/$file.json" "$work/first/"; done
cp "$samples/credit/evidence/$version/regions.json" "$work/first/other.json"
expect 0 pipeline "$work/first" register evidence request

say "The gate denies it, for these three rules and no other"
expect 1 governance gate check --model "$model" --version "$version" --stage production --artifact "$artifact" --format json
rules=$(jq -r '[.reasons[].rule | select(. != null)] | sort | join(" ")' "$work/last")
[[ $rules == "EVID-01 FAIR-01 SBOM-01" ]] || { cat "$work/last"; fail "the gate names other rules: $rules"; }
jq -r '.reasons[] | select(.rule != null) | "   \(.rule): \(.message)"' "$work/last"

say "The evidence is fixed; now only signatures are missing"
cp "$samples/credit/evidence/$version/fairness.json" "$samples/credit/evidence/$version/sbom.cdx.json" "$work/fixed/"
expect 0 pipeline "$work/fixed" evidence
expect 4 pipeline "$work/fixed" gate
promotion=$(ask "/api/v1/promotions?model=$model&state=open" | jq -r '.items[0].id')
[[ $promotion == APR-* ]] || fail "no open promotion of $model"

say "A key cannot sign"
status=$(curl -s -o "$work/last" -w '%{http_code}' -H "Authorization: Bearer $GOVERNANCE_API_KEY" -H 'Content-Type: application/json' \
  -d '{"role":"security","decision":"approve","bundleDigest":"0"}' "$server/api/v1/promotions/$promotion/signoffs")
[[ $status == 403 || $status == 401 ]] || fail "a key signed: $status"

say "Three people sign, each in a session of their own with a fresh proof of who they are"
for slot in security legal owner; do
  who=${slot^^}
  person "$slot" "${!who}"
  sign "$slot" "$slot"
done
expect 0 pipeline "$work/fixed" gate

say "A permit for this very file, checked offline"
expect 0 pipeline "$work/fixed" permit
# With the portal's address taken away: what checks a permit at the place of deployment has nobody to ask.
expect 0 env -u GOVERNANCE_SERVER -u GOVERNANCE_API_KEY governance permit verify "$work/permit.json" --public-key "$work/seal.pem" --artifact "$artifact" --stage production

say "One byte more, and neither the permit nor the gate lets it through"
cp "$artifact" "$work/tampered"
printf ' ' >>"$work/tampered"
expect 1 governance permit verify "$work/permit.json" --public-key "$work/seal.pem" --artifact "$work/tampered" --stage production
expect 1 governance gate check --model "$model" --version "$version" --stage production --artifact "$work/tampered" --format json
[[ $(jq -r '[.reasons[].code] | index("artifact.digest-differs") != null' "$work/last") == true ]] || fail "the gate does not see that the file was changed"

say "An incident: it is contained, the permit ends and the gate is shut until it is over"
incident=$(act security /api/v1/incidents "$(jq -n --arg m "$model" --arg v "$version" '{title: "Scores from a stale feed", severity: "severe", category: "data-quality", versions: [{model: $m, version: $v}]}')" | jq -r .id)
[[ $incident == INC-* ]] || fail "no incident was opened"
contained=$(jq -r '.payload | @base64d | fromjson | .predicate.permit' "$work/permit.json")
[[ $(ask "/api/v1/permits/$contained" | jq -r .state) == valid ]] || fail "$contained is not valid before the containment"
act security "/api/v1/incidents/$incident/contain" '{"mode":"take-offline","note":"Traffic goes to manual review"}' >"$work/last"
[[ $(ask "/api/v1/permits/$contained" | jq -r '.state + " " + .because') == "revoked incident" ]] || fail "$contained still counts"
expect 1 governance gate check --model "$model" --version "$version" --stage production --artifact "$artifact" --format json
[[ $(jq -r --arg i "$incident" '[.reasons[] | select(.code == "incident.holds" and (.message | contains($i)))] | length' "$work/last") == 1 ]] || fail "the gate does not name $incident"
expect 1 pipeline "$work/fixed" permit
act security "/api/v1/incidents/$incident/evidence" '{}' >"$work/last"
act owner "/api/v1/incidents/$incident/recovery" '{"kind":"resume","reason":"The feed is checked for its age now"}' >"$work/last"
expect 0 governance gate check --model "$model" --version "$version" --stage production --artifact "$artifact"
expect 0 pipeline "$work/fixed" permit

say "Something happened: a signer takes the signature back, and gate and permit end at once"
permit=$(jq -r '.payload | @base64d | fromjson | .predicate.permit' "$work/permit.json")
[[ $(ask "/api/v1/permits/$permit" | jq -r .state) == valid ]] || fail "$permit is not valid before the revocation"
signature=$(ask "/api/v1/promotions/$promotion" | jq -r '.signOffs[] | select(.role == "security" and .status == "signed") | .id')
act security "/api/v1/promotions/$promotion/signoffs/$signature/revoke" '{"reason":"A data leak was reported in the serving image"}' "X-Reauthentication: $(proof security)" >"$work/last"
[[ $(ask "/api/v1/permits/$permit" | jq -r .state) == revoked ]] || fail "$permit still counts"
expect 1 governance gate check --model "$model" --version "$version" --stage production --artifact "$artifact"
say "All of it as it should be"
