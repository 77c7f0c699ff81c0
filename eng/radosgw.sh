#!/usr/bin/env bash
# A Ceph of one machine in memory with its S3 gateway, for the tests of object storage: eng/radosgw.sh start DIR | stop DIR
# start prints what GOVERNANCE_TEST_S3 has to be. Debian's packages radosgw, ceph-mon and ceph-osd are needed, installed or, with CEPH_ROOT,
# unpacked (dpkg -x). It listens on loopback only, asks its own parts for no password, and forgets everything when it ends.
set -euo pipefail

command=${1:-} dir=${2:-}
[[ ($command == start || $command == stop) && -n $dir ]] || {
  sed -n 2,4p "${BASH_SOURCE[0]}" >&2
  exit 2
}
root=${CEPH_ROOT:-}
mon_port=${CEPH_MON_PORT:-36789} port=${CEPH_S3_PORT:-37480}

stop() {
  local name
  for name in rgw osd mon; do
    if [[ -f $dir/$name.pid ]]; then
      kill "$(<"$dir/$name.pid")" 2>/dev/null || true
      rm -f "$dir/$name.pid"
    fi
  done
}

if [[ $command == stop ]]; then
  stop
  exit
fi

mkdir -p "$dir"/{mon,osd,run,log}
dir=$(cd "$dir" && pwd)
classes=$(printf '%s\n' "$root"/usr/lib/*/rados-classes | head -1)
lib=${classes%/*}
if [[ -n $root ]]; then
  export PATH=$root/usr/bin:$PATH PYTHONPATH=$root/usr/lib/python3/dist-packages
  export LD_LIBRARY_PATH=$lib:$lib/ceph:$root/lib/${lib##*/}
fi
export CEPH_CONF=$dir/ceph.conf
fsid=6b1f4a0e-7c55-4b8f-9c1c-0b6b1d6f3a11 osd=11111111-2222-4333-8444-555555555555

cat >"$CEPH_CONF" <<CONF
[global]
fsid=$fsid
mon_host=v1:127.0.0.1:$mon_port
mon_initial_members=a
public_network=127.0.0.0/8
auth_cluster_required=none
auth_service_required=none
auth_client_required=none
ms_bind_msgr2=false
mon_allow_pool_size_one=true
osd_pool_default_size=1
osd_pool_default_min_size=1
osd_pool_default_pg_num=8
osd_pool_default_pgp_num=8
osd_pool_default_pg_autoscale_mode=off
osd_crush_chooseleaf_type=0
osd_objectstore=memstore
memstore_device_bytes=4294967296
osd_class_dir=$classes
erasure_code_dir=$lib/ceph/erasure-code
plugin_dir=$lib/ceph
mon_data=$dir/mon
osd_data=$dir/osd
keyring=$dir/keyring
run_dir=$dir/run
crash_dir=$dir/run
admin_socket=$dir/run/\$name.asok
pid_file=$dir/run/\$name.pid
log_file=$dir/log/\$name.log
[client.rgw]
rgw_data=$dir/rgw
rgw_frontends=beast endpoint=127.0.0.1:$port
CONF

daemon() {
  local name=$1
  shift
  setsid "$@" >"$dir/log/$name.out" 2>&1 </dev/null &
  echo $! >"$dir/$name.pid"
}

# Tries a command for a minute; what it says is shown when that is over.
wait_for() {
  local said
  for _ in {1..60}; do
    said=$(timeout 20 "$@" 2>&1) && return
    sleep 1
  done
  printf 'radosgw.sh: %s: %s\n' "$*" "$said" >&2
  stop
  exit 1
}

{
  ceph-authtool --create-keyring "$dir/keyring" --gen-key -n mon. --cap mon 'allow *'
  for name in client.admin client.rgw osd.0; do
    ceph-authtool "$dir/keyring" --gen-key -n "$name" --cap mon 'allow *' --cap osd 'allow *'
  done
  monmaptool --create --clobber --fsid "$fsid" --addv a "[v1:127.0.0.1:$mon_port]" "$dir/monmap"
  ceph-mon --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring"
  daemon mon ceph-mon -f -i a
  wait_for ceph osd new "$osd" 0
  ceph-osd -i 0 --mkfs --osd-uuid "$osd"
  daemon osd ceph-osd -f -i 0
  daemon rgw radosgw -f -n client.rgw
  wait_for curl -sf -o /dev/null "http://127.0.0.1:$port/"
  radosgw-admin user create --uid=test --display-name=test --access-key=TESTKEY --secret-key=TESTSECRET
} >"$dir/log/start.log" 2>&1 || {
  tail -5 "$dir/log/start.log" >&2
  exit 1
}
printf 'http://TESTKEY:TESTSECRET@127.0.0.1:%s\n' "$port"
