#!/usr/bin/env bash
# A whole delivery against a running portal. Needs `governance` on the PATH, GOVERNANCE_SERVER and GOVERNANCE_API_KEY (scopes registry:write
# and gate:read), and a seal that was pinned before: SEAL=seal.pem.
#   pipeline.sh MODEL VERSION ARTIFACT EVIDENCE_DIR [STEP...]
# EVIDENCE_DIR holds files named by their kind: validation.json, fairness.json, sbom.cdx.json, security-scan.sarif, model-card.md …
# Steps, all of them unless some are named: register evidence request gate permit deploy. Each stops the pipeline unless it ends with 0.
# MANIFEST names a JSON file with source, datasets, metrics, dependencies and images (by digest) of the version; ENVIRONMENT is where it goes
# (production), the last part of the admission webhook's address. EXPERIMENT names a running experiment in which the version decides for a
# share: promotion, gate and permit are then for that experiment alone, and SHARE is what the permit is checked for.
set -euo pipefail
model=$1 version=$2 artifact=$3 evidence=$4
shift 4
[[ $# -gt 0 ]] || set -- register evidence request gate permit deploy
environment=${ENVIRONMENT:-production}
seal=${SEAL:-seal.pem} wait=${WAIT:-30m} out=${OUT:-.}
this=(--model "$model" --version "$version")
tried=(${EXPERIMENT:+--experiment "$EXPERIMENT"})

say() { printf '== %s\n' "$*" >&2; }

for step in "$@"; do
  case $step in
    register)
      say "register $model $version and store its file"
      governance model version add "${this[@]}" --file "$artifact" ${MANIFEST:+--manifest "$MANIFEST"}
      ;;
    evidence)
      for file in "$evidence"/*; do
        kind=$(basename "$file"); kind=${kind%%.*}
        say "evidence $kind"
        governance model evidence add "${this[@]}" --kind "$kind" --file "$file" --tool "${TOOL:-pipeline}"
      done
      ;;
    request)
      say "request production"
      # 1: requested, but a gate blocks, or one is open already. The next step says why, so only "no answer" stops here.
      governance model promote "${this[@]}" "${tried[@]}" --to production --reason "${REASON:-Delivered by the pipeline}" || [[ $? -eq 1 ]]
      ;;
    gate)
      say "ask the gate, waiting up to $wait for the signatures"
      governance gate check "${this[@]}" "${tried[@]}" --stage production --artifact "$artifact" --wait "$wait" \
        --format text --format "junit=$out/gate.xml" --format "sarif=$out/gate.sarif"
      ;;
    permit)
      say "permit, checked offline as at the place of deployment"
      governance permit request "${this[@]}" "${tried[@]}" --stage production --environment "$environment" --artifact "$artifact" \
        --output "$out/permit.json"
      governance permit verify "$out/permit.json" --public-key "$seal" --artifact "$artifact" "${this[@]}" "${tried[@]}" \
        ${SHARE:+--share "$SHARE"} --stage production --environment "$environment"
      ;;
    deploy)
      say "deploy: this is where your own command stands"
      "${DEPLOY:-true}" "$artifact"
      ;;
    *)
      say "no step is called $step"
      exit 2
      ;;
  esac
done
