#!/usr/bin/env bash
# Asks the programs themselves what they think of the files in deploy/: HAProxy, systemd, kubectl, helm, Docker. ./build.sh deploy-check.
# Tests run deploy/patroni as a cluster (eng/cluster.sh) and hold the chart against the overlay.
# A program that is not installed is named, and the exit code is 3: what was not asked has not passed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# helm and kubectl as ./build.sh setup installs them (eng/kubernetes-tools.sh), before those of the system.
PATH=$PWD/artifacts/tools:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong=0 unasked=0

good() { printf '   %s\n' "$*"; }
bad() {
  printf '   WRONG: %s\n' "$*" >&2
  wrong=$((wrong + 1))
}
has() { command -v "$1" >/dev/null 2>&1; }
needs() {
  has "$1" && return
  printf '   not checked: %s (%s is not installed)\n' "$2" "$1"
  unasked=$((unasked + 1))
  return 1
}

# A certificate where the file expects one; accounts and addresses are those of this machine.
check_haproxy() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=governance.example \
    -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
  mkdir -p "$work/certificates"
  cat "$work/certificate.pem" "$work/key.pem" >"$work/certificates/governance.pem"
  local file
  for file in deploy/haproxy/haproxy.cfg deploy/patroni/haproxy.cfg; do
    sed "s|/etc/haproxy/certificates|$work/certificates|; s|/etc/haproxy/\([a-z-]*\.html\)|$PWD/deploy/haproxy/\1|" "$file" >"$work/haproxy.cfg"
    if haproxy -c -f "$work/haproxy.cfg" >"$work/answer" 2>&1 && ! grep -qE 'WARNING|ALERT' "$work/answer"; then
      good "$file"
    else
      bad "$file: $(cat "$work/answer")"
    fi
  done
}

# Exposure is what systemd counts of what a unit may still do: 0 nothing, 10 everything. The limits are what is reached; they only fall.
check_systemd() {
  local unit exposure most
  for unit in deploy/systemd/*.service; do
    # Paths of the program are those of the host it is installed on.
    if [[ -n $(systemd-analyze verify "$unit" 2>&1 | grep -v "is not executable: No such file or directory" || true) ]]; then
      bad "$unit: $(systemd-analyze verify "$unit" 2>&1)"
      continue
    fi
    exposure=$(systemd-analyze security --offline=yes "$unit" | sed -n 's/.*exposure level for .*: \([0-9.]*\) .*/\1/p')
    case $unit in *witness*) most=1.5 ;; *) most=2.5 ;; esac
    if awk "BEGIN { exit !($exposure <= $most) }"; then good "$unit: exposure $exposure"; else bad "$unit: exposure $exposure, at most $most"; fi
  done
}

check_kubernetes() {
  local folder
  for folder in deploy/kubernetes/base deploy/kubernetes/overlays/*; do
    if ! kubectl kustomize "$folder" >"$work/rendered.yaml" 2>"$work/answer"; then
      bad "$folder: $(cat "$work/answer")"
    elif has kubeconform && ! kubeconform -strict -summary "$work/rendered.yaml" >"$work/answer" 2>&1; then
      bad "$folder: $(cat "$work/answer")"
    else
      good "$folder: $(grep -c '^kind:' "$work/rendered.yaml") objects$(has kubeconform || printf ' (rendered; kubeconform, which knows the schema, is not installed)')"
    fi
  done
}

# As it is, and with everything that is off turned on and the other way round.
check_helm() {
  local chart=deploy/helm/governance-portal options=() way
  for way in "as it is" "turned round"; do
    [[ $way == "as it is" ]] || options=(
      --set "autoscaling.enabled=false,ingress.enabled=false,networkPolicy.enabled=false,disruptionBudget.enabled=false"
      --set "persistence.artifacts.existingClaim=one,persistence.keys.existingClaim=two,reports.seccompProfile=governance-portal.json"
      --set "secretFiles[0].name=s3,secretFiles[0].secret=governance-s3,secretFiles[0].mountPath=/run/secrets/s3"
    )
    if ! helm lint --strict --quiet "$chart" "${options[@]}" >"$work/answer" 2>&1; then
      bad "$chart, $way: $(cat "$work/answer")"
    elif ! helm template governance-portal "$chart" --namespace governance "${options[@]}" >"$work/rendered.yaml" 2>"$work/answer"; then
      bad "$chart, $way: $(cat "$work/answer")"
    elif has kubeconform && ! kubeconform -strict -summary "$work/rendered.yaml" >"$work/answer" 2>&1; then
      bad "$chart, $way: $(cat "$work/answer")"
    else
      good "$chart, $way: $(grep -c '^kind:' "$work/rendered.yaml") objects"
    fi
  done
}

check_compose() {
  if docker compose --file deploy/compose/compose.yaml --env-file /dev/null config --quiet >"$work/answer" 2>&1; then
    good deploy/compose/compose.yaml
  else
    bad "deploy/compose/compose.yaml: $(cat "$work/answer")"
  fi
}

check_scripts() {
  if shellcheck eng/*.sh deploy/compose/*.sh deploy/postgres/*.sh >"$work/answer" 2>&1; then good "scripts of eng and deploy"; else bad "$(cat "$work/answer")"; fi
}

if needs haproxy "deploy/haproxy, deploy/patroni/haproxy.cfg"; then check_haproxy; fi
if needs systemd-analyze deploy/systemd; then check_systemd; fi
if needs kubectl deploy/kubernetes; then check_kubernetes; fi
if needs helm deploy/helm; then check_helm; fi
if docker compose version >/dev/null 2>&1; then
  check_compose
else
  printf '   not checked: deploy/compose (docker compose is not installed)\n'
  unasked=$((unasked + 1))
fi
if needs shellcheck "scripts of eng and deploy"; then check_scripts; fi
[[ $wrong -eq 0 ]] || exit 1
[[ $unasked -eq 0 ]] || exit 3
