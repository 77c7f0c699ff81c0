#!/usr/bin/env bash
# Builds the portal of the last landed release, whose commit eng/last-release names, out of git's history, and prints the folder it is in. What was
# built once is kept. The test of a rolling upgrade runs it beside the program of today (GOVERNANCE_LAST_RELEASE).
#
#   eng/last-release.sh [FOLDER]      FOLDER: where it is kept (default: artifacts/last-release); the program is in FOLDER/COMMIT
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
fail() {
  printf 'last-release.sh: %s\n' "$*" >&2
  exit 1
}
named=$(<"$root/eng/last-release")
commit=$(git -C "$root" rev-parse --verify --quiet "$named^{commit}") ||
  fail "git does not know the commit $named (eng/last-release): fetch the whole history first (git fetch --unshallow)"
kept=${1:-$root/artifacts/last-release}
mkdir -p "$kept"
kept=$(cd "$kept" && pwd)/$commit

if [[ ! -f $kept/Governance.Portal.dll ]]; then
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder as it is now
  trap "rm -rf '$work'" EXIT
  git -C "$root" archive "$commit" | tar -x -C "$work"
  (
    cd "$work"
    # The packages of then, as its lock files name them. Compiled ahead of time it would start a little sooner and take minutes longer to build.
    export CI=true DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
    portal=src/Governance.Portal/Governance.Portal.csproj
    dotnet restore "$portal" --verbosity quiet
    dotnet msbuild "$portal" -t:RestoreWebAssets -nologo -verbosity:quiet
    dotnet publish "$portal" -c Release --no-restore -o "$work/published" --verbosity quiet -nologo -p:PublishReadyToRun=false -p:RunAnalyzers=false
  ) >&2
  # Moved when it is whole: an interrupted build leaves nothing that looks like one.
  rm -rf "$kept"
  mv "$work/published" "$kept"
fi
printf '%s\n' "$kept"
