#!/usr/bin/env bash
# Sets up, builds, tests and shows the portal. Runs from any folder; every command may be repeated.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
called_from=$PWD
cd "$root"

solution=Governance.Portal.sln
test_results=artifacts/test-results
node_minimum=18

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# No build process outlives the script: it would hold the caller's pipe open.
export MSBUILDDISABLENODEREUSE=1
if [[ -z ${HOME:-} ]]; then
  HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
  export HOME
fi

say() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
fail() {
  printf 'build.sh: %s\n' "$*" >&2
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

usage() {
  cat <<'TEXT'
Usage: ./build.sh COMMAND

  setup           Install what is missing (Debian: by apt-get), restore tools and packages
  build           setup, then build everything in Release
  publish [DIR]   Publish portal, command line and Python client to DIR/portal, DIR/cli and DIR/python (default: artifacts/publish), with
                  bills of materials (CycloneDX) and SHA256SUMS; the client only where there is a python3
  python [DIR]    Run the Python client's own tests and build its wheel in DIR (default: artifacts/python)
  reproduce       Publish the committed tree twice, from two folders, and name every file that differs (takes minutes)
  advisories      Ask npm and NuGet for advisories on what is used; exit 3 when one of them cannot be asked
  deploy-check    Ask HAProxy, systemd, kubectl and helm about the files in deploy/; exit 3 when one is not installed
  image DIR       Do the Dockerfile's steps in DIR without a container engine (as root, Debian's debootstrap), start it, say its size
  images          Refuse a Dockerfile whose base images are not named by digest (for a release)
  test            setup, build, check formatting and script types, run every test on SQLite and PostgreSQL
  test NAME       The tests of one module (Approvals), feature (Incidents) or library (Domain), and of the architecture
  soak            The tests marked Size=Soak at full size and those marked Size=Whole; writes docs/soak.md. Goes on where it was interrupted
  soak PART...    Parts of it: folders of the portal's tests (Custody), a library (Domain.Tests), or S3 (journeys and what stores content,
                  on object storage); writes nothing
  demo            setup, publish, seed demo data when the folder is new, serve http://localhost:5080
  demo reset      Empty the demo's data folder
  help            This text

Environment
  GOVERNANCE_DATA            the demo's data folder (default: artifacts/demo)
  GOVERNANCE_URL             the demo's address (default: http://localhost:5080)
  GOVERNANCE_DEMO_PASSWORD   the password of the demo's accounts (default: a generated one)
  GOVERNANCE_TEST_POSTGRES   connection string of a PostgreSQL server for tests (default: a throw-away server)
  GOVERNANCE_TEST_STORE      s3: portals of tests keep their content in object storage (default: in folders)
  GOVERNANCE_TEST_TURN       the pages that a run looks at in a browser (default: by the commit)
  GOVERNANCE_REAL_DATA       folder of real data sets; tests that need it are skipped without
  CI=true                    restore exactly what the lock files say
TEXT
}

# --- Set-up ---------------------------------------------------------------------------------------------------------

use_dotnet() {
  # A bare system has no ICU, without which .NET does not start; the projects use the invariant culture anyway.
  if ! ldconfig -p 2>/dev/null | grep -q libicuuc && ! /sbin/ldconfig -p 2>/dev/null | grep -q libicuuc; then
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
  fi
  if ! has dotnet; then
    local folder
    for folder in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
      if [[ -n $folder && -x $folder/dotnet ]]; then
        export DOTNET_ROOT=$folder PATH="$folder:$PATH"
        break
      fi
    done
  fi
  local wanted
  wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json)
  has dotnet || fail "the .NET SDK is missing: install $wanted or a later feature band of it (https://dot.net)"
  dotnet --version >/dev/null 2>&1 ||
    fail "the installed .NET SDK does not satisfy global.json: install $wanted or a later feature band of it (https://dot.net)"
}

node_is_there() {
  has node && has npm && [[ $(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0) -ge $node_minimum ]]
}

find_chromium() {
  local name
  for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    if has "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

# The folder with initdb and pg_ctl. Debian keeps them out of the path, one folder a version.
find_postgres() {
  local folder
  while read -r folder; do
    if [[ -x $folder/initdb && -x $folder/pg_ctl ]]; then
      printf '%s\n' "$folder"
      return
    fi
  done < <(
    printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV
    if has initdb; then dirname "$(command -v initdb)"; fi
  )
  return 1
}

# Prints the Debian packages that are missing for "build" (scripts and styles), "demo" (reports too), "all" (tests too) or "soak" (a cluster as
# well).
missing_packages() {
  local missing=()
  node_is_there || missing+=(nodejs npm)
  if [[ $1 == soak ]]; then
    has patroni || missing+=(patroni python3-etcd)
    has etcd || missing+=(etcd-server)
    has pgbouncer || missing+=(pgbouncer)
    compgen -G '/usr/lib/*/faketime/libfaketime.so.1' >/dev/null || missing+=(faketime)
    # What the guard lets through is read by these too.
    has go || missing+=(golang-go)
    has java || missing+=(default-jdk-headless)
    [[ -e /usr/share/java/jackson-databind.jar ]] || missing+=(libjackson2-databind-java)
  fi
  if [[ $1 != build ]]; then
    find_chromium >/dev/null || missing+=(chromium)
    # Whichever browser it is: the letters of reports, and what a browser shuts itself in with.
    [[ -n $(find /usr/share/fonts -name LiberationSans-Regular.ttf -print -quit 2>/dev/null) ]] || missing+=(fonts-liberation)
    [[ -x /usr/lib/chromium/chrome-sandbox || ! -f /etc/debian_version ]] || has google-chrome || missing+=(chromium-sandbox)
  fi
  if [[ $1 != build && $1 != demo ]]; then
    has pdfsig && has pdfinfo && has pdftotext || missing+=(poppler-utils)
    find_postgres >/dev/null || missing+=(postgresql-15)
    has sqlite3 || missing+=(sqlite3)
    has openssl || missing+=(openssl)
    has promtool || missing+=(prometheus)
    has softhsm2-util || missing+=(softhsm2)
    has mypy || missing+=(mypy)
    has haproxy || missing+=(haproxy)
    [[ -x /usr/sbin/clamd ]] || missing+=(clamav-daemon)
    [[ -x /usr/sbin/nats-server ]] || missing+=(nats-server)
    [[ -x /usr/sbin/rsyslogd ]] || missing+=(rsyslog)
    compgen -G '/usr/lib/*/rsyslog/lmnsd_gtls.so' >/dev/null || missing+=(rsyslog-gnutls)
    local package
    for package in scipy sklearn statsmodels pandas aiosmtpd; do
      [[ -d /usr/lib/python3/dist-packages/$package ]] || missing+=("python3-$package")
    done
  fi
  printf '%s\n' "${missing[*]}"
}

# Seconds for which a package manager that another program uses is waited for.
package_patience=600

# Whether another program holds one of its locks, such as the unattended upgrades of a machine that was just started.
package_manager_is_busy() {
  local file
  for file in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock /var/cache/apt/archives/lock; do
    [[ ! -e $file ]] || ! grep -q ":$(stat -c %i "$file") " /proc/locks 2>/dev/null || return 0
  done
  return 1
}

# Waits for it, and says so. What comes between is waited for by apt-get itself (DPkg::Lock::Timeout).
await_package_manager() {
  local until=$((SECONDS + package_patience))
  package_manager_is_busy || return 0
  note "Another program is installing packages, such as unattended upgrades: waiting for it, $((package_patience / 60)) minutes at most."
  while package_manager_is_busy; do
    [[ $SECONDS -lt $until ]] || fail "another program has been installing packages for $((package_patience / 60)) minutes; try again later"
    sleep 1
  done
  note "It has finished."
}

install_packages() {
  local missing as_root=()
  missing=$(missing_packages "$1")
  if [[ -z $missing ]]; then
    note "Nothing to install."
    return
  fi
  if [[ $(id -u) -ne 0 ]]; then
    if has sudo && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
      as_root=(sudo)
    else
      fail "install these packages first: $missing"
    fi
  fi
  has apt-get || fail "install these packages first (Debian names): $missing"

  await_package_manager
  note "Installing: $missing"
  # Tests start servers of their own; the package need not make and start one.
  if [[ $missing == *postgresql* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
    "${as_root[@]}" mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  # Tests start daemons of their own (log, scanner, cluster): the package's is not to take over the machine's log, or a port. Of Prometheus they
  # use the tool that checks rules.
  local policy=/usr/sbin/policy-rc.d quiet=
  if [[ $missing =~ rsyslog|clamav|nats|patroni|etcd|haproxy|pgbouncer|prometheus && ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
    quiet=yes
  fi
  # A broken source that has nothing to do with these packages is no reason to stop.
  "${as_root[@]}" apt-get update -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout="$package_patience" || note "apt-get update reported a problem; going on with the lists at hand."
  # shellcheck disable=SC2086 # a list of package names
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o DPkg::Lock::Timeout="$package_patience" -o Acquire::Retries=3 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 $missing >/dev/null ||
    { [[ -z $quiet ]] || "${as_root[@]}" rm -f "$policy"; fail "apt-get could not install: $missing"; }
  [[ -z $quiet ]] || "${as_root[@]}" rm -f "$policy"
  missing=$(missing_packages "$1")
  [[ -z $missing ]] || fail "still missing after the installation: $missing (Node.js must be $node_minimum or later)"
}

# Tests in a browser need half the processor time with the one that has no windows, reports a third; where it cannot be had, they use the other.
install_headless_shell() {
  if has chromium-headless-shell || [[ $(id -u) -ne 0 ]] || ! has apt-get; then
    return
  fi
  await_package_manager
  apt-get update -qq >/dev/null 2>&1 || true
  if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout="$package_patience" \
    -o Dpkg::Use-Pty=0 chromium-headless-shell >/dev/null 2>&1; then
    note "Installed for browser tests: chromium-headless-shell"
  else
    note "chromium-headless-shell could not be installed; browser tests use $(find_chromium)."
  fi
}

# The OpenID provider that a browser test signs in at, the MCP servers that agents are tested with, and a server of object storage. Without
# install scripts, as all npm packages here.
install_test_servers() {
  local folder
  for folder in tests/openid-provider tests/mcp-servers tests/s3-server; do
    if [[ $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]]; then
      continue
    fi
    npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
    touch "$folder/node_modules/.package-lock.json"
  done
}

# What only tests and reports need is installed beside the restore and the build, which do not wait for it: on a new machine it takes minutes in
# which the processors have little to do.
tools_id=
tools_log=

# begin_tools demo|all|soak
begin_tools() {
  [[ $1 == demo ]] || dotnet tool restore --verbosity quiet
  if [[ $(id -u) -ne 0 ]] && ! { has sudo && sudo -n true 2>/dev/null; }; then
    # Whoever has to be asked for a password is asked here.
    (install_tools "$1")
    return
  fi
  tools_log=$(mktemp)
  install_tools "$1" >"$tools_log" 2>&1 </dev/null &
  tools_id=$!
}

install_tools() {
  install_packages "$1"
  [[ $1 != demo ]] || return 0
  install_test_servers
  eng/kubernetes-tools.sh
  [[ -z $wants_headless_shell ]] || install_headless_shell
}

# await_tools: when it returns, everything that begin_tools began is there. An installation that is cut off would leave a broken one.
await_tools() {
  [[ -n $tools_id ]] || return 0
  local code=0
  say "Set-up: tools of tests and reports"
  # What it waits for is read while it waits.
  tail -n +1 -f --pid="$tools_id" "$tools_log"
  wait "$tools_id" || code=$?
  tools_id=
  rm -f "$tools_log"
  return "$code"
}

# Of a demo, only the portal: what tests need is neither fetched nor asked for. What only reports need may be missing, and so may Node.js where the
# scripts and styles are built already.
begin_demo_setup() {
  say "Set-up: tools of the system"
  use_dotnet
  note ".NET SDK $(dotnet --version)"
  (install_packages build) || note "Going on without: scripts and styles that are built already need no Node.js."
  begin_tools demo || true
  say "Set-up: packages of .NET"
  dotnet restore src/Governance.Portal/Governance.Portal.csproj --verbosity quiet
  note "Ready."
}

# begin_setup [build|all|soak]: after it the solution can be built; tests and reports wait for await_tools.
wants_headless_shell=
begin_setup() {
  say "Set-up: tools of the system"
  use_dotnet
  note ".NET SDK $(dotnet --version)"
  install_packages build
  [[ ${1:-all} == build ]] || begin_tools "${1:-all}"
  say "Set-up: packages of .NET"
  dotnet restore "$solution" --verbosity quiet
  say "Set-up: npm packages"
  dotnet msbuild src/Governance.Portal/Governance.Portal.csproj -t:RestoreWebAssets -nologo -verbosity:quiet
  note "Ready."
}

# setup [build|all|soak]
setup() {
  begin_setup "$@"
  await_tools || fail "what tests and reports need could not be installed"
}

# One compiler for all projects, warm after the first, which ends with the script. It runs in this folder, which eng/reproducible.targets counts
# on. Compiling makes much that is thrown away at once: a larger heap is cleaned less often.
compiler=
start_compiler() {
  [[ -z $compiler ]] || return 0
  local roslyn settings=(DOTNET_TieredPGO=0 DOTNET_gcConcurrent=0 DOTNET_GCgen0size=0x10000000) tries=0
  roslyn=$(dotnet --list-sdks | sed -n "s|^$(dotnet --version) \[\(.*\)\]\$|\1/$(dotnet --version)/Roslyn/bincore|p")
  compiler=$roslyn/VBCSCompiler.dll
  export SharedCompilationId=governance-$$
  # Nothing of it writes to what the caller reads, so that nobody waits for it.
  env "${settings[@]}" dotnet "$compiler" -pipename:"$SharedCompilationId" </dev/null >/dev/null 2>&1 &
  until [[ -S /tmp/$SharedCompilationId || -S ${TMPDIR:-/tmp}/$SharedCompilationId ]]; do
    [[ $((++tries)) -le 100 ]] || fail "the compiler ($compiler) did not start"
    sleep 0.1
  done
  export UseSharedCompilation=true
}

stop_compiler() {
  [[ -n $compiler ]] || return 0
  dotnet "$compiler" -shutdown -pipename:"$SharedCompilationId" >/dev/null 2>&1 || true
  unset SharedCompilationId UseSharedCompilation
  compiler=
}
trap 'stop_compiler; await_tools || true' EXIT

build() {
  say "Building (Release)"
  start_compiler
  dotnet build "$solution" -c Release --no-restore --verbosity quiet -nologo
  stop_compiler
}

# publish_portal DIR [PROPERTY...]
publish_portal() {
  dotnet publish src/Governance.Portal/Governance.Portal.csproj -c Release --no-restore -o "$1" --verbosity quiet -nologo "${@:2}"
  date_assets "$1"
}

# The list of static files says when each was last written, which differs with every build. The commit's time stands there instead; browsers
# compare the digests beside it.
date_assets() {
  local epoch=${SOURCE_DATE_EPOCH:-} list
  [[ -n $epoch ]] || epoch=$(git log -1 --format=%ct 2>/dev/null) || epoch=0
  for list in "$1"/*.staticwebassets.endpoints.json; do
    [[ -f $list ]] || continue
    sed -i -E 's/("Name":"Last-Modified","Value":")[^"]*"/\1'"$(LC_ALL=C date -u -d "@$epoch" '+%a, %d %b %Y %H:%M:%S GMT')"'"/g' "$list"
  done
}

# describe_release DIR: bills of materials, then the digest of every file. Both say the same for the same files: no time is in them.
describe_release() {
  local packages=${NUGET_PACKAGES:-$HOME/.nuget/packages} version
  # Blazor's script is in a package that no list of assemblies names: the lock file does.
  version=$(sed -n '/"Microsoft.AspNetCore.App.Internal.Assets"/,/}/s/.*"resolved": "\(.*\)".*/\1/p' src/Governance.Portal/packages.lock.json)
  local sbom=(dotnet "$1/cli/governance.dll" release sbom --packages "$packages")
  local portal=(--deps "$1/portal/Governance.Portal.deps.json" --npm wwwroot-assets/package-lock.json --with "pkg:nuget/Microsoft.AspNetCore.App.Internal.Assets@$version")
  rm -f "$1"/*.cdx.json "$1/SHA256SUMS" "$1/release.dsse.json"
  "${sbom[@]}" --name governance-cli --deps "$1/cli/governance.deps.json" --output "$1/cli.cdx.json" >/dev/null
  "${sbom[@]}" --name governance-portal "${portal[@]}" --output "$1/portal.cdx.json" >/dev/null
  # The builder of the image does not see the Dockerfile: its document is made where the image is ordered.
  if [[ -f Dockerfile ]]; then
    "${sbom[@]}" --name governance-portal-image "${portal[@]}" --dockerfile Dockerfile --output "$1/image.cdx.json" >/dev/null
  fi
  (cd "$1" && find . -type f ! -path ./SHA256SUMS -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum) >"$1.sums"
  mv "$1.sums" "$1/SHA256SUMS"
  note "Bills of materials: $1/*.cdx.json; digests: $1/SHA256SUMS"
}

# What is published stays small enough to be copied to a host: native libraries and documentation that no host reads are left out
# (eng/native-libraries.targets, Directory.Build.props). The browser driver, DuckDB's library and librdkafka, which are not ours to shrink, are not
# counted (ADR 0068, 0069).
portal_limit=80
check_size() {
  local size
  size=$(du -sm --exclude=.playwright --exclude='*duckdb.*' --exclude='*librdkafka*' "$1" | cut -f1)
  [[ $size -le $portal_limit ]] || fail "$1 has $size MB without the browser driver, DuckDB's library and librdkafka; at most $portal_limit are meant to be published"
  note "Size without the browser driver, DuckDB's library and librdkafka: $size MB (at most $portal_limit)"
}

# MSBuild copies only what is newer than what is there, so that files of an earlier publishing would stay. They go first, those that are still
# as they were listed: whatever else is in the folder is not ours.
clear_published() {
  [[ -f $1/SHA256SUMS ]] || return 0
  (cd "$1" && { sha256sum --check SHA256SUMS 2>/dev/null || true; } | sed -n 's/: OK$//p' | tr '\n' '\0' | xargs -0 -r rm -f --)
  find "$1" -mindepth 1 -type d -empty -delete
}

publish_all() {
  say "Publishing to $1"
  clear_published "$1"
  start_compiler
  publish_portal "$1/portal" -p:Reproducible=true -p:DebugType=portable
  dotnet publish src/Governance.Cli/Governance.Cli.csproj -c Release --no-restore -o "$1/cli" --verbosity quiet -nologo -p:Reproducible=true \
    -p:DebugType=portable
  # Line numbers for stack traces: for those who look for a fault, and no weight on every machine.
  mkdir -p "$1/symbols"
  mv "$1"/portal/*.pdb "$1/symbols/"
  mv -f "$1"/cli/*.pdb "$1/symbols/"
  stop_compiler
  if has python3; then
    note "Python client: $(python3 -B integrations/python/build_wheel.py "$1/python")"
  fi
  check_size "$1/portal"
  note "Portal: $1/portal/Governance.Portal.dll"
  note "Command line: $1/cli/governance"
  describe_release "$1"
}

# The Python client needs nothing but a python3: no registry, no build tool.
build_python() {
  has python3 || fail "python3 is not installed"
  (cd integrations/python && python3 -B -m unittest discover -s tests)
  note "$(python3 -B integrations/python/build_wheel.py "$1")"
}

# --- Releases -------------------------------------------------------------------------------------------------------

# The committed tree, published from two folders of different length, has the same files with the same digests.
reproduce() {
  local work tree epoch differs
  epoch=$(git log -1 --format=%ct)
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder as it is now
  trap "rm -rf '$work'" EXIT
  for tree in one "another folder/two"; do
    say "Publishing from $work/$tree"
    mkdir -p "$work/$tree"
    git archive HEAD | tar -x -C "$work/$tree"
    (cd "$work/$tree" && CI=true SOURCE_DATE_EPOCH=$epoch ./build.sh publish "$work/${tree##*/}.out")
  done
  say "Comparing"
  if differs=$(diff <(sort -k2 "$work/one.out/SHA256SUMS") <(sort -k2 "$work/two.out/SHA256SUMS")); then
    note "Both have the same $(wc -l <"$work/one.out/SHA256SUMS") files."
    return
  fi
  sed -n 's/^[<>] [0-9a-f]*  /   differs: /p' <<<"$differs" | sort -u
  fail "the two do not have the same files"
}

# Refuses what would be built on whatever a tag means today.
check_image() {
  local image
  while read -r image; do
    [[ $image =~ ^[^@[:space:]]+:[^@[:space:]]+@sha256:[0-9a-f]{64}$ ]] ||
      fail "a release is not built on \"$image\": name it as tag@sha256:… (docker buildx imagetools inspect TAG), by --build-arg or in the Dockerfile"
  done < <(
    for name in SDK_IMAGE ASPNET_IMAGE DEBIAN_IMAGE; do
      printf '%s\n' "${!name:-$(sed -n "s/^ARG $name=//p" Dockerfile)}"
    done
  )
  note "Every base image is named by its digest."
}

# Says what the registries know of what is used. A registry that cannot be asked is no good news: exit 3, and docs/security/advisories.md
# says when somebody last asked.
advisories() {
  use_dotnet
  local folder answer count findings=0 unasked=0 source
  say "npm"
  for folder in wwwroot-assets tests/openid-provider tests/mcp-servers tests/s3-server; do
    answer=$(npm audit --prefix "$folder" --json 2>/dev/null || true)
    if grep -q '"auditReportVersion"' <<<"$answer"; then
      count=$(sed -n '/"metadata"/,$s/.*"total": *\([0-9]*\).*/\1/p' <<<"$answer" | head -n 1)
      note "$folder: ${count:-0} advisories"
      findings=$((findings + ${count:-0}))
    else
      note "$folder: not reachable (the registry does not answer what npm audit asks)"
      unasked=$((unasked + 1))
    fi
  done
  say "NuGet"
  # Without this resource a feed knows no advisories, and "no vulnerable packages" would mean nothing.
  source=$(dotnet nuget list source --format short | sed -n 's/^E //p' | head -n 1)
  if [[ $source == http* ]] && curl -fsSL --max-time 30 "$source" 2>/dev/null | grep -q 'VulnerabilityInfo/'; then
    answer=$(dotnet list "$solution" package --vulnerable --include-transitive)
    printf '%s\n' "$answer"
    findings=$((findings + $(grep -c '^ *> ' <<<"$answer" || true)))
  else
    note "not reachable (the feed ${source:-none} offers no advisories)"
    unasked=$((unasked + 1))
  fi
  if [[ $findings -gt 0 ]]; then
    fail "$findings advisories; those that are accepted stand in docs/security/advisories.md with their reason"
  fi
  if [[ $unasked -gt 0 ]]; then
    note "$unasked of 3 could not be asked. docs/security/advisories.md says what was last seen."
    exit 3
  fi
  note "No advisories."
}

# Whether what tests throw away has room in memory.
memory_has_room() {
  [[ -w /dev/shm ]] || return 1
  local room memory
  room=$(df --output=avail -B1M /dev/shm 2>/dev/null | tail -n 1)
  memory=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB$/\1/p' /proc/meminfo 2>/dev/null)
  [[ ${room:-0} -ge 4096 && ${memory:-0} -ge 8388608 ]]
}

# --- PostgreSQL for tests -------------------------------------------------------------------------------------------

postgres_bin=
postgres_data=

# PostgreSQL refuses to run as root; the package made the user it runs as instead.
as_postgres() {
  if [[ $(id -u) -eq 0 ]]; then
    setpriv --reuid=postgres --regid=postgres --init-groups "$@"
  else
    "$@"
  fi
}

start_postgres() {
  if [[ -n ${GOVERNANCE_TEST_POSTGRES:-} ]]; then
    note "PostgreSQL: the server of GOVERNANCE_TEST_POSTGRES"
    return
  fi
  postgres_bin=$(find_postgres) || fail "PostgreSQL is missing: run ./build.sh setup"
  # The path of a socket is short: not below the checkout.
  local folder=/tmp
  ! memory_has_room || folder=/dev/shm
  postgres_data=$(mktemp -d "$folder/governance-pg.XXXXXX")
  if [[ $(id -u) -eq 0 ]]; then
    chown postgres:postgres "$postgres_data"
  fi
  # From a folder that the other user may enter.
  (
    cd /
    as_postgres "$postgres_bin/initdb" -D "$postgres_data" -A trust -U postgres -N --no-locale -E UTF8 >/dev/null
    as_postgres "$postgres_bin/pg_ctl" -s -w -D "$postgres_data" -l "$postgres_data/server.log" -o "\
      -c listen_addresses='' -c unix_socket_directories='$postgres_data' -c max_connections=200 \
      -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start >/dev/null
  ) || fail "PostgreSQL did not start; see $postgres_data/server.log"
  export GOVERNANCE_TEST_POSTGRES="Host=$postgres_data;Username=postgres;Database=postgres"
  note "PostgreSQL: a throw-away server in $postgres_data"
}

stop_postgres() {
  if [[ -n $postgres_data && -d $postgres_data ]]; then
    (cd / && as_postgres "$postgres_bin/pg_ctl" -s -m immediate -D "$postgres_data" stop >/dev/null 2>&1) || true
    rm -rf "$postgres_data"
    postgres_data=
  fi
}

# --- Tests ----------------------------------------------------------------------------------------------------------

passed=0
failed=0
skipped=0
most_run_again=5
unsteady=()
# Every run leaves out what runs only in full (tests/Soak.cs), and does not count it as skipped.
sizes=(-trait- Size=Whole)

# count_result FILE.trx: adds its numbers. A skipped test is one that was found but not executed.
count_result() {
  local counters
  counters=$(grep -o '<Counters [^>]*>' "$1" | tail -n 1)
  counter() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
  result_total=$(counter total)
  result_failed=$(($(counter failed) + $(counter error) + $(counter timeout) + $(counter aborted)))
  result_passed=$(counter passed)
  result_skipped=$((result_total - $(counter executed)))
  passed=$((passed + result_passed))
  failed=$((failed + result_failed))
  skipped=$((skipped + result_skipped))
}

# failed_tests FILE.trx: the tests that failed, one a line. A theory is named without its cases.
failed_tests() {
  grep -o '<UnitTestResult [^>]*outcome="Failed"[^>]*' "$1" | sed -n 's/.* testName="\([^"(]*\).*/\1/p;s/<UnitTestResult testName="\([^"(]*\).*/\1/p' |
    sort -u
}

# run_program PROJECT MINUTES FILE.trx [FILTER...]: the tests of a project are a program. Run as such they need no host that finds and loads them
# first. What portals print at their first start is not worth reading a thousand times.
run_program() {
  local name code=0 output
  name=$(basename "$1" .csproj)
  output=$root/$test_results/${3%.trx}.log
  timeout --signal=KILL "${2}m" env "${compiling[@]}" dotnet "$(dirname "$1")/bin/Release/net10.0/$name.dll" -noLogo -noColor \
    -preEnumerateTheories -result-trx "$root/$test_results/$3" "${sizes[@]}" "${@:4}" >"$output" 2>&1 || code=$?
  grep -v -E "^First run: open /setup|^Created the audit log's key|^  (Discover|Start|Finish)" "$output" || true
  return "$code"
}

# run_again PROJECT NAME: a few failures of a project are tried once more, alone. What passes then is told apart as unsteady: a finding to
# correct, but none that hides what else a run has to say. More than a few are no accident.
run_again() {
  local tests filter=() again=$root/$test_results/$2.again.trx test
  mapfile -t tests < <(failed_tests "$result")
  for test in "${tests[@]}"; do filter+=(-method "$test"); done
  say "$2: the $result_failed failed once more"
  run_program "$1" 10 "$2.again.trx" "${filter[@]}" || return 0
  # Every one of them must have run, and none failed.
  if [[ $(grep -c '<UnitTestResult [^>]*outcome="Passed"' "$again") -ge $result_failed ]] &&
    ! grep -q '<UnitTestResult [^>]*outcome="Failed"' "$again"; then
    unsteady+=("$2: ${tests[*]}")
    passed=$((passed + result_failed)) failed=$((failed - result_failed))
    result_passed=$((result_passed + result_failed)) result_failed=0 code=0
  fi
}

# compile_for NAME: how the tests of a project are compiled, and the programs they start. They run long enough for good code where it is run
# often, not for the measuring that comes before the best, nor for memory that is never both written and run. A thread that has nothing to do
# waits at once: looking out for more takes the processor from the tests beside it (a twentieth of theirs). Hundreds of portals start in the
# tests of the portal: a heap cleaned every few megabytes, and beside the tests where no processor is free, costs more than it keeps. As they go
# on meeting code for the first time, the runtime would go on waiting for a quiet tenth of a second before it compiles well what runs often:
# there it need not. Cleaning that heap with one thread stopped all others for a tenth of the time, in which the second processor had nothing to
# do: two threads do it. (More would keep as many heaps.)
compile_for() {
  compiling=(DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0)
  if [[ $1 == *.Portal.Tests* || $1 == *.EndToEnd.Tests* ]]; then
    compiling+=(DOTNET_GCgen0size=0x8000000 DOTNET_gcConcurrent=0 DOTNET_gcServer=1 DOTNET_GCHeapCount=2)
  fi
  if [[ $1 == *.Portal.Tests* ]]; then
    compiling+=(DOTNET_TC_CallCountingDelayMs=1 DOTNET_TC_BackgroundWorkerTimeoutMs=0)
  fi
}

# make_scratch: where tests keep what they throw away. Their databases write each commit through to the disk, which takes milliseconds every time:
# where the machine has a file system in memory with room for them, and memory besides, they wait for nothing.
scratch=
make_scratch() {
  ! memory_has_room || scratch=$(mktemp -d /dev/shm/governance-tests.XXXXXX)
}

drop_scratch() {
  [[ -z $scratch ]] || rm -rf "$scratch"
  scratch=
}

# Set while a part of a project's tests is run as a program of its own: what its results are named besides.
apart=

# test_project PROJECT MINUTES [FILTER...]: runs its tests, which may not take more than MINUTES; the exit code goes beside the results. A run that
# takes longer is killed with the host of its tests, which does not listen to a polite signal.
test_project() {
  local name code=0 compiling began
  name=$(basename "$1" .csproj)$apart
  compile_for "$name"
  # The programs of a run make the schema of each database once for all of them.
  [[ -z $scratch ]] || compiling+=("TMPDIR=$scratch" "GOVERNANCE_TEST_SHARED=$scratch/shared")
  # The runner names only the kind of an error that a fixture meets after the last test; its words come this way.
  rm -f "$root/$test_results/$name.faults"
  compiling+=("GOVERNANCE_TEST_CLEANUP_FAULTS=$root/$test_results/$name.faults")
  began=$SECONDS
  run_program "$1" "$2" "$name.trx" "${@:3}" || code=$?
  printf '%s\n' "$((SECONDS - began))" >"$root/$test_results/$name.seconds"
  printf '%s\n' "$code" >"$root/$test_results/$name.code"
}

# take_results PROJECT MINUTES [FILTER...]: counts what test_project left.
take_results() {
  local name result code compiling
  name=$(basename "$1" .csproj)$apart
  result=$root/$test_results/$name.trx
  code=$(cat "$root/$test_results/$name.code" 2>/dev/null || echo 1)
  result_total=0 result_passed=0 result_failed=0 result_skipped=0
  if [[ -f $result ]] && grep -q '<Counters ' "$result"; then
    count_result "$result"
  fi
  if [[ $code -eq 1 && $result_failed -gt 0 && $result_failed -le $most_run_again ]]; then
    compile_for "$name"
    run_again "$1" "$name"
  fi
  if [[ $code -eq 124 || $code -eq 137 ]]; then
    note "$name was stopped: it took more than $2 minutes."
    result_failed=$((result_failed + 1)) failed=$((failed + 1))
  elif [[ $code -ne 0 && $result_failed -eq 0 ]]; then
    note "$name ended with exit code $code and without a failed test: counted as one failure."
    cut -c1-4000 "$root/$test_results/$name.faults" 2>/dev/null || true
    result_failed=$((result_failed + 1)) failed=$((failed + 1))
  elif [[ $# -eq 2 && $result_total -eq 0 ]] && grep -rqE '\[(Fact|Theory)\b' --include='*.cs' "$(dirname "$1")"; then
    note "$name has tests, but none ran: counted as one failure."
    result_failed=$((result_failed + 1)) failed=$((failed + 1))
  fi
  summary+=("$name|$result_passed|$result_failed|$result_skipped|$(cat "$root/$test_results/$name.seconds" 2>/dev/null || echo 0)")
}

# test_apart PROJECT MINUTES: its tests that need a process of their own. What they watch is heard from a whole process (spans), so that nothing
# of the project runs beside them: after all others a processor would wait with them.
test_apart() {
  local apart=.Apart sizes=(-trait- Size=Whole -trait Needs=OwnProcess)
  say "$(basename "$1" .csproj), what needs a process of its own"
  test_project "$1" "$2"
  take_results "$1" "$2"
}

# run_tests MINUTES [FILTER...]: every test project. Those of the portal take the longest: all others run beside them, one project after the
# other, but those in a browser, where people wait for pages: they have the machine to themselves at the end. With a filter, one after the
# other all of them.
run_tests() {
  local minutes=$1 project longest= longest_id= last= projects=(tests/*.Tests/*.csproj)
  shift
  rm -rf "$test_results"
  mkdir -p "$test_results"
  if [[ $# -eq 0 ]]; then
    longest=tests/Governance.Portal.Tests/Governance.Portal.Tests.csproj
    last=tests/Governance.EndToEnd.Tests/Governance.EndToEnd.Tests.csproj
    make_scratch
    local sizes=("${sizes[@]}" -trait- Needs=OwnProcess)
    test_project "$longest" "$minutes" >"$test_results/longest.log" 2>&1 &
    longest_id=$!
    test_apart "$longest" "$minutes"
  fi
  for project in "${projects[@]}"; do
    if [[ $project != "$longest" && $project != "$last" ]]; then
      say "$(basename "$project" .csproj)"
      test_project "$project" "$minutes" "$@"
      take_results "$project" "$minutes" "$@"
    fi
  done
  if [[ -n $longest ]]; then
    wait "$longest_id" || true
    say "$(basename "$longest" .csproj)"
    cat "$test_results/longest.log"
    take_results "$longest" "$minutes"
    say "$(basename "$last" .csproj)"
    test_project "$last" "$minutes"
    take_results "$last" "$minutes"
    drop_scratch
  fi
}

# begin_check WORDS COMMAND...: a check that is no test; only its failure is counted. It takes what the compiler leaves of the processors, which
# is a tenth of them while it waits for one long project.
checks=()
begin_check() {
  local log
  log=$(mktemp)
  nice -n 19 "${@:2}" >"$log" 2>&1 </dev/null &
  checks+=("$!|$log|$1")
}

# take_checks: what the checks that were begun say.
take_checks() {
  local id log words begun
  for begun in "${checks[@]}"; do
    IFS='|' read -r id log words <<<"$begun"
    say "$words"
    if wait "$id"; then
      note "In order."
    else
      cat "$log"
      note "Failed: $words"
      failed_checks+=("$words")
      failed=$((failed + 1))
    fi
    rm -f "$log"
  done
  checks=()
}

# drop_checks: a run that ends before its checks does not leave them behind.
drop_checks() {
  local id log begun
  for begun in "${checks[@]}"; do
    IFS='|' read -r id log _ <<<"$begun"
    kill "$id" 2>/dev/null || true
    rm -f "$log"
  done
  checks=()
}

# The last line, whatever happened before.
report_results() {
  local code=$?
  drop_checks
  stop_compiler
  await_tools || true
  stop_postgres
  drop_scratch
  if [[ $code -ne 0 && $failed -eq 0 ]]; then
    failed=1
  fi
  printf '\n'
  if [[ $skipped -gt 0 ]]; then
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  else
    printf '%d passed, %d failed\n' "$passed" "$failed"
  fi
  [[ $failed -eq 0 ]] || exit 1
}

show_results() {
  say "Results"
  local line
  for line in "${summary[@]}"; do
    IFS='|' read -r name ok bad not_run seconds <<<"$line"
    printf '   %-34s %5d passed %3d failed %3d skipped  %2d:%02d min\n' "$name" "$ok" "$bad" "$not_run" $((seconds / 60)) $((seconds % 60))
  done
  for line in "${unsteady[@]}"; do
    note "Unsteady, passed only when run again: $line"
  done
  for line in "${failed_checks[@]}"; do
    note "Check failed, counted as one failure: $line"
  done
  if [[ $passed -eq 0 && $failed -eq 0 ]]; then
    note "No test ran."
    failed=1
  fi
}

test_all() {
  trap report_results EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  wants_headless_shell=yes
  begin_setup
  # Style and analysers are part of the build (EnforceCodeStyleInBuild): what is left is where lines end, which needs no compiler.
  begin_check "Formatting" dotnet csharpier check --log-level Error src tests samples
  begin_check "Types of the page scripts" npm run --prefix wwwroot-assets --silent check
  build
  await_tools || fail "what the tests need could not be installed"
  take_checks
  say "Tests"
  # What commits take turns with (tests/Soak.cs).
  GOVERNANCE_TEST_TURN=$((16#$(git rev-parse --short=4 HEAD 2>/dev/null || echo 0)))
  export GOVERNANCE_TEST_TURN
  start_postgres
  # A limit finds what hangs. On a busy machine the tests of the portal have taken more than twenty minutes, so it is well above that.
  run_tests 40
  show_results
}

# part_of NAME: what of the tests belongs to a module or a feature of the portal, one namespace a line: a folder of tests is named like its
# feature.
part_of() {
  local folder
  for folder in "src/Governance.Portal.$1"/*/ src/Governance.Portal.*/"$1"/; do
    folder=$(basename "$folder")
    if [[ $folder != bin && $folder != obj && -d tests/Governance.Portal.Tests/$folder ]]; then
      printf 'Governance.Portal.Tests.%s\n' "$folder"
    fi
  done | sort -u
}

# test_part NAME: the tests of one module, feature or library, and those of the architecture. What a change there breaks first.
test_part() {
  local filter=() part project=tests/Governance.$1.Tests/Governance.$1.Tests.csproj
  if [[ ! -f $project ]]; then
    project=tests/Governance.Portal.Tests/Governance.Portal.Tests.csproj
    for part in $(part_of "$1"); do filter+=(-namespace "$part" -namespace "$part.*"); done
    [[ ${#filter[@]} -gt 0 ]] || fail "there are no tests of $1: name a module (Approvals), a feature (Incidents) or a library (Domain)"
  fi
  trap report_results EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  begin_setup
  say "Building (Release)"
  local architecture=tests/Governance.Architecture.Tests/Governance.Architecture.Tests.csproj
  dotnet build "$project" -c Release --no-restore --verbosity quiet -nologo
  dotnet build "$architecture" -c Release --no-restore --verbosity quiet -nologo
  await_tools || fail "what the tests need could not be installed"
  start_postgres
  rm -rf "$test_results"
  mkdir -p "$test_results"
  say "Tests of $1"
  test_project "$project" 20 "${filter[@]}"
  take_results "$project" 20 "${filter[@]}"
  if [[ $project != "$architecture" ]]; then
    test_project "$architecture" 20
    take_results "$architecture" 20
  fi
  show_results
}

# What of the portal's tests is run once more with content in object storage (tests/Shared/PortalBucket.cs): what stores files, reads them,
# looks for damage in them and deletes them.
stores_content=(Approvals Audit Cards Conversations Datasets Documents Monitoring Registry Reports Retirements Scanning Storage Validation)

# soak_parts: what a soak is made of, one part a line: PROJECT FOLDER, where only the portal's tests have a folder. Only what holds tests of the
# soak; the longest last. S3 is no folder: it is every journey in a browser, and what of the portal stores content, on object storage.
soak_parts() {
  local project folder name
  local marked='Soak\.Value|Whole(Fact|Data)'
  for project in tests/*.Tests/*.csproj; do
    name=$(dirname "$project")
    if [[ $name == */Governance.Portal.Tests ]]; then
      for folder in "$name"/*/; do
        folder=$(basename "$folder")
        [[ $folder != bin && $folder != obj && $folder != Custody ]] || continue
        ! grep -rqE "$marked" --include='*.cs' "$name/$folder" || printf '%s %s\n' "$project" "$folder"
      done
      printf '%s S3\n%s Custody\n' "$project" "$project"
    elif grep -rqE "$marked" --include='*.cs' --exclude-dir=obj "$name"; then
      printf '%s\n' "$project"
      [[ $name != */Governance.EndToEnd.Tests ]] || printf '%s S3\n' "$project"
    fi
  done
}

# run_soak_part KEPT PROJECT [FOLDER]: runs one part unless KEPT has its figures already: they are of this commit. What failed is not kept.
run_soak_part() {
  local kept=$1 project=$2 folder=${3:-} name filter=(-trait Size=Soak -trait Size=Whole) before=$failed began=$SECONDS
  name=$(basename "$project" .csproj)${folder:+.$folder}
  say "Soak: $name"
  if [[ -f $kept/$name.part ]]; then
    local ok bad not_run seconds
    IFS='|' read -r _ ok bad not_run seconds <"$kept/$name.part"
    passed=$((passed + ok)) skipped=$((skipped + not_run))
    summary+=("$name|$ok|$bad|$not_run|$seconds")
    note "Passed on this commit before ($seconds s)."
    return
  fi
  rm -f "$kept/$name.lines"
  export GOVERNANCE_SOAK_REPORT=$kept/$name.lines
  if [[ $folder == S3 ]]; then
    # At the size of every run: where content lies is what differs.
    filter=(-trait- Size=Whole)
    if [[ $project == */Governance.Portal.Tests.csproj ]]; then
      local part
      for part in "${stores_content[@]}"; do
        filter+=(-namespace "Governance.Portal.Tests.$part" -namespace "Governance.Portal.Tests.$part.*")
      done
    fi
    GOVERNANCE_SOAK='' GOVERNANCE_TEST_STORE=s3 test_project "$project" 240 "${filter[@]}"
    GOVERNANCE_SOAK='' GOVERNANCE_TEST_STORE=s3 take_results "$project" 240 "${filter[@]}"
    printf -- '- **%s, content in object storage**: %d passed, %d failed.\n' "${name%.S3}" "$result_passed" "$result_failed" >"$kept/$name.lines"
  else
    [[ -z $folder ]] || filter+=(-namespace "Governance.Portal.Tests.$folder" -namespace "Governance.Portal.Tests.$folder.*")
    test_project "$project" 240 "${filter[@]}"
    take_results "$project" 240 "${filter[@]}"
  fi
  if [[ $result_total -eq 0 && $failed -eq $before ]]; then
    note "$name holds tests of the soak, but none ran: counted as one failure."
    result_failed=1 failed=$((failed + 1))
  fi
  summary[-1]="$name|$result_passed|$result_failed|$result_skipped|$((SECONDS - began))"
  [[ $failed -gt $before ]] || printf '%s\n' "${summary[-1]}" >"$kept/$name.part"
}

# soak [PART...]: at full size what every run does small, and what it leaves out. A soak takes hours. What passed stays passed for a commit
# without changes beside it: one that was interrupted goes on where it was.
soak() {
  trap report_results EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  wants_headless_shell=yes
  setup soak
  build
  say "The last landed release, to be upgraded from"
  GOVERNANCE_LAST_RELEASE=$(eng/last-release.sh) || fail "the last landed release could not be built"
  export GOVERNANCE_LAST_RELEASE
  note "$GOVERNANCE_LAST_RELEASE"
  say "Soak tests at full size"
  start_postgres
  local kept project folder part commit=changed started
  started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  if [[ -z $(git status --porcelain 2>/dev/null || echo unknown) ]]; then
    commit=$(git rev-parse --short HEAD)
  else
    note "Files differ from the commit: every part is run."
    rm -rf artifacts/soak/changed
  fi
  kept=$root/artifacts/soak/$commit
  mkdir -p "$kept" "$test_results" docs
  # Each test appends the lines of Markdown that it wants to be read.
  export GOVERNANCE_SOAK=1
  sizes=()
  while read -r -u 3 project folder; do
    part=$(basename "$project" .csproj)
    part=${part#Governance.}${folder:+.$folder}
    if [[ $# -eq 0 || " $* " == *" $part "* || " $* " == *" ${folder:-none} "* ]]; then
      run_soak_part "$kept" "$project" "$folder"
    fi
  done 3< <(soak_parts)
  show_results
  [[ $# -eq 0 ]] || return 0
  {
    printf '# Soak run\n\nWritten by "./build.sh soak", ended %s.\n\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    printf '%s\n' "- Begun: $started; parts that had passed on this commit before are taken from then"
    printf '%s\n' "- Commit: $(git rev-parse --short HEAD 2>/dev/null || echo unknown)$([[ $commit != changed ]] || echo ', with changes')"
    printf '%s\n' "- Machine: $(nproc) cores, $(awk '/MemTotal/ {printf "%.1f GiB", $2 / 1048576}' /proc/meminfo), $(uname -s)"
    printf '%s\n' "- .NET SDK $(dotnet --version), $("$(find_postgres)/postgres" --version), SQLite $(sqlite3 --version | cut -d' ' -f1)"
    printf '%s\n\n' "- Tests: $passed passed, $failed failed"
    printf '| Part | Passed | Failed | Minutes |\n| --- | ---: | ---: | ---: |\n'
    printf '%s\n' "${summary[@]}" | awk -F'|' '{printf "| %s | %d | %d | %.1f |\n", $1, $2, $3, $5 / 60}'
    printf '\n'
    cat "$kept"/*.lines 2>/dev/null || true
  } >docs/soak.md
  note "Written: docs/soak.md"
}

# --- Demo -----------------------------------------------------------------------------------------------------------

demo_data() {
  local folder=${GOVERNANCE_DATA:-$root/artifacts/demo}
  [[ $folder == /* ]] || folder=$called_from/$folder
  printf '%s\n' "$folder"
}

is_empty() { [[ ! -e $1 || -z $(ls -A "$1") ]]; }

empty_demo() {
  local data=$1
  # The marker goes last: what is left after an interruption is still a demo's folder.
  find "$data" -mindepth 1 -maxdepth 1 ! -name demo.marker -exec rm -rf {} +
  rm -f "$data/demo.marker"
}

reset_demo() {
  local data
  data=$(demo_data)
  if is_empty "$data"; then
    note "$data is empty already."
    return
  fi
  [[ -f $data/demo.marker ]] || fail "$data is not a demo's folder (no demo.marker in it): nothing was removed"
  empty_demo "$data"
  note "Emptied $data. The next ./build.sh demo seeds it anew."
}

print_accounts() {
  local account
  note "Sign in with one of these accounts, password $1"
  for account in engineer owner security legal risk compliance auditor sponsor admin; do
    note "  $account@demo.example"
  done
}

demo() {
  local data url portal chromium fresh=false password_file
  data=$(demo_data)
  url=${GOVERNANCE_URL:-http://localhost:5080}
  portal=$root/artifacts/portal
  is_empty "$data" || [[ -f $data/demo.marker ]] ||
    fail "$data holds files but no demo.marker: choose another folder with GOVERNANCE_DATA"

  begin_demo_setup
  say "Publishing the portal"
  start_compiler
  publish_portal "$portal"
  stop_compiler
  await_tools || true # said where it matters: below

  is_empty "$data" && fresh=true
  mkdir -p "$data"
  data=$(cd "$data" && pwd)
  password_file=$data/demo-password
  if $fresh; then
    if [[ -z ${GOVERNANCE_DEMO_PASSWORD:-} ]]; then
      # Letters and digits of 15 random bytes; the prefix keeps every usual rule for passwords satisfied.
      GOVERNANCE_DEMO_PASSWORD="Demo-1$(head -c 15 /dev/urandom | base64 | tr -d '+/=')"
    fi
    (umask 077 && printf '%s\n' "$GOVERNANCE_DEMO_PASSWORD" >"$password_file")
    date -u +'Demo data, made %Y-%m-%dT%H:%M:%SZ' >"$data/demo.marker"
  elif [[ -f $password_file ]]; then
    GOVERNANCE_DEMO_PASSWORD=$(<"$password_file")
  fi

  export GOVERNANCE_DEMO_PASSWORD
  export ASPNETCORE_ENVIRONMENT=Production ASPNETCORE_URLS=$url
  export ConnectionStrings__Governance="Data Source=$data/governance.db"
  export Storage__ArtifactPath=$data/artifacts Storage__KeyPath=$data/keys
  export Demo__Enabled=true Demo__SamplesPath=$root/samples
  # Who sits at this machine signs in by choosing a person.
  export Demo__FillsPassword=${Demo__FillsPassword:-true}
  if chromium=$(find_chromium); then
    export Reports__ChromiumPath=${Reports__ChromiumPath:-$chromium}
  else
    note "Reports cannot be made as PDF: there is no Chromium. Everything else works; install chromium and start the demo again."
  fi
  # Settings and static files are read from the program's folder.
  cd "$portal"

  if $fresh; then
    # A half-seeded folder would be taken for a demo's.
    trap 'cd "$root"; empty_demo "'"$data"'"; note "Seeding did not finish: the folder was emptied."' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    say "Making the database in $data"
    dotnet Governance.Portal.dll db migrate
    say "Seeding demo data"
    dotnet Governance.Portal.dll demo seed
    trap - EXIT INT TERM
  else
    say "Using the demo data in $data"
    dotnet Governance.Portal.dll db migrate
    print_accounts "${GOVERNANCE_DEMO_PASSWORD:-as it was when the data was seeded}"
  fi

  say "Serving $url (Ctrl+C ends it)"
  exec dotnet Governance.Portal.dll serve
}

# --- Commands -------------------------------------------------------------------------------------------------------

summary=()
failed_checks=()
case ${1:-help} in
  setup) setup ;;
  build)
    begin_setup
    build
    await_tools || fail "what tests and reports need could not be installed"
    ;;
  publish)
    output=${2:-$root/artifacts/publish}
    [[ $output == /* ]] || output=$called_from/$output
    setup build
    publish_all "$output"
    ;;
  python)
    output=${2:-$root/artifacts/python}
    [[ $output == /* ]] || output=$called_from/$output
    build_python "$output"
    ;;
  reproduce) reproduce ;;
  advisories) advisories ;;
  deploy-check) eng/deploy-check.sh ;;
  image)
    [[ -n ${2:-} ]] || { usage >&2 && exit 2; }
    output=$2
    [[ $output == /* ]] || output=$called_from/$output
    setup build
    publish_all "$output/published"
    eng/image-in-chroot.sh "$output" "$output/published"
    ;;
  images) check_image ;;
  test) if [[ -n ${2:-} ]]; then test_part "$2"; else test_all; fi ;;
  soak) soak "${@:2}" ;;
  demo)
    case ${2:-} in
      '') demo ;;
      reset) reset_demo ;;
      *) usage >&2 && exit 2 ;;
    esac
    ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
