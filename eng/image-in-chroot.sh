#!/usr/bin/env bash
# Does the steps of the Dockerfile's last stage in a folder, where there is no container engine, then starts the portal in it: as the image's user,
# on a root that is read-only, in namespaces of its own. Says how large the image is. Root and Debian's debootstrap are needed.
#
#   eng/image-in-chroot.sh FOLDER PUBLISHED
#
# FOLDER      made here; removed by the caller
# PUBLISHED   what "./build.sh publish" wrote (has portal/)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
limit=${IMAGE_LIMIT_MB:-450}
fail() {
  printf 'image-in-chroot.sh: %s\n' "$*" >&2
  exit 1
}
[[ $# -eq 2 && -d $2/portal ]] || fail "usage: eng/image-in-chroot.sh FOLDER PUBLISHED"
[[ $(id -u) -eq 0 ]] || fail "a chroot needs root"
mkdir -p "$1"
image=$(cd "$1" && pwd)/image
published=$(cd "$2" && pwd)
work=$(cd "$1" && pwd)
dotnet_root=$(dirname "$(readlink -f "$(command -v dotnet)")")

# --- The steps ------------------------------------------------------------------------------------------------------

# steps: the instructions of the last stage, one a line, comments and line ends taken out.
steps() {
  awk '
    /^#/ { next }
    { line = line $0 }
    /\\$/ { sub(/\\$/, "", line); next }
    { print line; line = "" }
  ' "$root/Dockerfile" | awk '/^FROM / { n = 0 } { step[n++] = $0 } END { for (i = 1; i < n; i++) print step[i] }'
}

# As the official slim images are made: no documentation, no lists, no cache.
base() {
  [[ ! -e $image ]] || fail "$image is there already"
  debootstrap --variant=minbase bookworm "$image" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$work/debootstrap.log" 2>&1 ||
    fail "debootstrap failed: $work/debootstrap.log"
  printf 'path-exclude /usr/share/doc/*\npath-exclude /usr/share/man/*\npath-exclude /usr/share/locale/*\npath-include /usr/share/doc/*/copyright\n' \
    >"$image/etc/dpkg/dpkg.cfg.d/slim"
  printf 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };\nDir::Cache::pkgcache "";\nDir::Cache::srcpkgcache "";\n' \
    >"$image/etc/apt/apt.conf.d/slim"
  find "$image/usr/share/doc" -mindepth 2 ! -name copyright -delete 2>/dev/null || true
  rm -rf "$image"/usr/share/{man,locale}/* "$image"/var/cache/apt/*.bin "$image"/var/cache/apt/archives/*.deb "$image"/var/lib/apt/lists/*
}

copy() {
  local from=${1#--from=} what=$2 to=$3
  case $from in
    aspnet)
      # The runtime alone, as the image of ASP.NET Core has it.
      local version
      version=$(find "$dotnet_root/shared/Microsoft.AspNetCore.App" -mindepth 1 -maxdepth 1 -name '10.*' -printf '%f\n' | sort -V | tail -n 1)
      mkdir -p "$image$to/host/fxr" "$image$to"/shared/Microsoft.{NETCore,AspNetCore}.App
      cp -a "$dotnet_root/dotnet" "$image$to/"
      cp -a "$dotnet_root/host/fxr/$version" "$image$to/host/fxr/"
      cp -a "$dotnet_root/shared/Microsoft.NETCore.App/$version" "$image$to/shared/Microsoft.NETCore.App/"
      cp -a "$dotnet_root/shared/Microsoft.AspNetCore.App/$version" "$image$to/shared/Microsoft.AspNetCore.App/"
      ;;
    build)
      mkdir -p "$image$to"
      cp -a "$published/${what#/out/}/." "$image$to/"
      ;;
    *) fail "the Dockerfile copies from \"$from\", which is not known here" ;;
  esac
}

environment=()
user=root folder=/
build_image() {
  local step name rest
  while IFS= read -r step; do
    name=${step%% *} rest=${step#* }
    case $name in
      RUN)
        cp /etc/resolv.conf "$image/etc/resolv.conf"
        # Without a daemon's start: there is none in an image.
        printf '#!/bin/sh\nexit 101\n' >"$image/usr/sbin/policy-rc.d"
        chmod 755 "$image/usr/sbin/policy-rc.d"
        printf '== RUN %.100s…\n' "$rest"
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive chroot "$image" /bin/sh -c "$rest" >"$work/run.log" 2>&1 ||
          { tail -n 20 "$work/run.log" >&2; fail "a step failed: $rest"; }
        rm -f "$image/usr/sbin/policy-rc.d"
        ;;
      COPY)
        printf '== COPY %s\n' "$rest"
        # shellcheck disable=SC2086 # words of the instruction
        if [[ $rest == --from=* ]]; then copy $rest; else install -D -m 0644 "$root/${rest%% *}" "$image${rest##* }"; fi
        ;;
      ENV) eval "environment+=($rest)" ;;
      USER) user=$rest ;;
      WORKDIR) folder=$rest ;;
      LABEL | ARG | VOLUME | EXPOSE | HEALTHCHECK | STOPSIGNAL | ENTRYPOINT | CMD) ;;
      *) fail "the Dockerfile has a step that is not known here: $name" ;;
    esac
  done < <(steps)
}

# --- The portal in it -----------------------------------------------------------------------------------------------

# inside COMMAND...: as the image's user on the image's root, read-only, without privileges and without a way to get some. Not by chroot alone: in
# one, nothing may make the namespaces that Chromium's sandbox needs.
inside() {
  # shellcheck disable=SC2016 # the inner shell's variables
  unshare --mount --pid --fork --kill-child env -i "${environment[@]}" sh -ec '
    image=$1 data=$2 id=$3 gid=$4 folder=$5
    shift 5
    mount --bind "$image" "$image"
    mount --bind "$data" "$image/data"
    mount --rbind /dev "$image/dev"
    cd "$image"
    mkdir -p .before
    pivot_root . .before
    export PATH="$PATH:/usr/sbin:/sbin"
    mount -t proc proc /proc
    umount -l /.before
    rmdir /.before
    mount -t tmpfs -o mode=1777 tmpfs /tmp
    mount -t tmpfs -o "uid=$id,gid=$gid,mode=0700" tmpfs /home/governance
    mount -o remount,bind,ro /
    cd "$folder"
    exec setpriv --reuid="$id" --regid="$gid" --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs "$@"
  ' sh "$image" "$data" "$id" "$gid" "$folder" "$@"
}

try_it() {
  local tries=0 answer process
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  id=$(chroot "$image" id -u "$user") gid=$(chroot "$image" id -g "$user")
  data=$work/data
  rm -rf "$data"
  cp -a "$image/data" "$data"
  environment+=("ASPNETCORE_URLS=http://127.0.0.1:$port" Audit__AllowUnanchored=true "AllowedHosts=governance.example" HOME=/home/governance)
  ! inside sh -c 'touch /opt/governance/written' 2>/dev/null || fail "the root is not read-only"
  # shellcheck disable=SC2016 # the inner shell's variable
  inside sh -c '"$Reports__ChromiumPath" --headless --disable-gpu --disable-dev-shm-usage --dump-dom "data:text/html,<p>printed</p>"' 2>"$work/chromium.log" |
    grep -q printed || fail "Chromium does not start with its sandbox: $work/chromium.log"
  inside dotnet Governance.Portal.dll serve >"$work/portal.log" 2>&1 &
  process=$!
  # shellcheck disable=SC2064 # the process as it is now
  trap "kill -KILL $process 2>/dev/null || true" EXIT
  until answer=$(curl --silent --fail --header 'Host: governance.example' "http://127.0.0.1:$port/readyz"); do
    if [[ $((++tries)) -gt 240 ]] || ! kill -0 "$process" 2>/dev/null; then fail "the portal did not become ready: $work/portal.log"; fi
    sleep 0.25
  done
  [[ $answer == *'"ready"'* ]] || fail "the portal says $answer"
  # The image's own question after its health, as Docker would ask it.
  sed -n '/^HEALTHCHECK/,/[^\\]$/p' "$root/Dockerfile" | sed -z 's/.*CMD //; s/\\\n//g' | sed "s/:8080/:$port/" >"$work/health.sh"
  inside sh -c "$(cat "$work/health.sh")" || fail "the health check fails beside a portal that is ready"
  # The process beside "unshare" is the portal, the first of its namespace; unshare itself passes no signal on.
  kill -TERM "$(pgrep --parent "$(pgrep --parent "$process")")"
  wait "$process" || fail "the portal did not end well: $work/portal.log"
  trap - EXIT
}

base
build_image
unpacked=$(du -smx "$image" | cut -f1)
# As a registry keeps it and a host fetches it.
size=$(($(tar --create --one-file-system --directory "$image" . | gzip --fast | wc -c) / 1000000))
try_it
[[ $size -le $limit ]] || fail "the image has $size MB packed; at most $limit are meant to be"
printf 'The image has %s MB packed (at most %s), %s MB unpacked; the portal in it is ready, on a read-only root, without privileges.\n' \
  "$size" "$limit" "$unpacked"
