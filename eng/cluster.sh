#!/usr/bin/env bash
# A PostgreSQL cluster on this machine's loopback, of the files in deploy/patroni: etcd, three members with Patroni, and HAProxy, whose address leads
# to the primary. To try a fail-over out, and for tests; for nothing that has to last.
#
#   eng/cluster.sh up DIR [--asynchronous]   starts it; prints the connection string of a superuser
#   eng/cluster.sh status DIR                one member a line: name, role, state, process of the server, process of Patroni
#   eng/cluster.sh down DIR                  ends what it started, and removes DIR
#
# Ports are free ones; everything is in DIR, which must not be there yet. As root, PostgreSQL and Patroni run as the user postgres.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
members=(a b c)
fail() {
  printf 'cluster.sh: %s\n' "$*" >&2
  exit 1
}
[[ $# -ge 2 ]] || fail "usage: eng/cluster.sh up|status|down DIR [--asynchronous]"
dir=$2

as_postgres=()
[[ $(id -u) -ne 0 ]] || as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups)

free_ports() {
  python3 - "$1" <<'PY'
import socket, sys
held = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in held:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in held))
PY
}

# start NAME COMMAND...: in the background, with a process group of its own; what it says goes to NAME.log.
start() {
  local name=$1
  shift
  (cd "$dir" && exec setsid "$@" >"$dir/$name.log" 2>&1 </dev/null) &
  printf '%s\n' "$!" >"$dir/$name.pid"
}

# wait_for SECONDS WHAT COMMAND...
wait_for() {
  local until=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [[ $SECONDS -lt $until ]] || { tail -n 5 "$dir"/*.log >&2; fail "$what (see $dir)"; }
    sleep 0.2
  done
}

answers() { curl --silent --fail --max-time 2 "$1"; }

up() {
  [[ ! -e $dir ]] || fail "$dir is there already"
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  local ports member i front
  read -ra ports <<<"$(free_ports 9)"
  front=${ports[8]}
  [[ $(id -u) -ne 0 ]] || chown postgres: "$dir"
  chmod 755 "$dir"

  start etcd "${as_postgres[@]}" etcd --name one --data-dir "$dir/etcd" --listen-client-urls "http://127.0.0.1:${ports[0]}" \
    --advertise-client-urls "http://127.0.0.1:${ports[0]}" --listen-peer-urls "http://127.0.0.1:${ports[1]}" \
    --initial-advertise-peer-urls "http://127.0.0.1:${ports[1]}" --initial-cluster "one=http://127.0.0.1:${ports[1]}" --unsafe-no-fsync
  wait_for 20 "etcd did not start" answers "http://127.0.0.1:${ports[0]}/health"

  # The file as it is shipped; what differs on this machine comes from the environment, as on hosts of their own. Here anyone may connect.
  sed -e 's/^    - host \(.*\) scram-sha-256$/    - host \1 trust/' -e '/^    # The portal, through/i\    - host all all 127.0.0.1/32 trust' \
    -e "s|^  bin_dir: .*|  bin_dir: $(bin_dir)|" -e "s|/tmp/patroni-pgpass|$dir/pgpass|" -e 's/^    - local all all peer/    - local all all trust/' \
    -e "/^    wal_level: replica/i\        unix_socket_directories: ''" "$root/deploy/patroni/patroni.yml" >"$dir/patroni.yml"
  if [[ ${3:-} == --asynchronous ]]; then
    sed -i -e 's/synchronous_mode: true/synchronous_mode: false/' -e 's/synchronous_mode_strict: true/synchronous_mode_strict: false/' "$dir/patroni.yml"
  fi

  i=2
  : >"$dir/members"
  for member in "${members[@]}"; do
    printf '%s %s %s\n' "$member" "${ports[i]}" "${ports[i + 1]}" >>"$dir/members"
    start "patroni-$member" env "PATRONI_NAME=$member" "PATRONI_ETCD3_HOSTS=127.0.0.1:${ports[0]}" \
      "PATRONI_RESTAPI_LISTEN=127.0.0.1:${ports[i + 1]}" "PATRONI_RESTAPI_CONNECT_ADDRESS=127.0.0.1:${ports[i + 1]}" \
      "PATRONI_POSTGRESQL_LISTEN=127.0.0.1:${ports[i]}" "PATRONI_POSTGRESQL_CONNECT_ADDRESS=127.0.0.1:${ports[i]}" \
      "PATRONI_POSTGRESQL_DATA_DIR=$dir/data-$member" PATRONI_SUPERUSER_PASSWORD=superuser PATRONI_REPLICATION_PASSWORD=replicator \
      PATRONI_LOG_LEVEL=INFO "HOME=$dir" LC_ALL=C.UTF-8 \
      "${as_postgres[@]}" patroni "$dir/patroni.yml"
    # The first one makes the cluster, so that it is known who the others copy.
    [[ $member != a ]] || wait_for 60 "the first member did not become primary" answers "http://127.0.0.1:${ports[i + 1]}/primary"
    i=$((i + 2))
  done

  sed -e '/^    server db-/d' -e "s/^    bind .*/    bind 127.0.0.1:$front/" -e 's/ port 8008//' "$root/deploy/patroni/haproxy.cfg" >"$dir/haproxy.cfg"
  while read -r member database rest; do
    printf '    server db-%s 127.0.0.1:%s port %s\n' "$member" "$database" "$rest" >>"$dir/haproxy.cfg"
  done <"$dir/members"
  start haproxy haproxy -db -f "$dir/haproxy.cfg"

  while read -r member database rest; do
    wait_for 90 "member $member does not follow" following "$rest"
  done <"$dir/members"
  [[ ${3:-} == --asynchronous ]] || wait_for 60 "there is no synchronous standby" has_synchronous
  wait_for 20 "the primary is not reached through HAProxy" psql --no-psqlrc -qAt -c 'SELECT 1' \
    "host=127.0.0.1 port=$front user=postgres dbname=postgres connect_timeout=2"
  printf 'Host=127.0.0.1;Port=%s;Username=postgres;Database=postgres\n' "$front" | tee "$dir/connection"
}

bin_dir() { dirname "$(find /usr/lib/postgresql/*/bin/postgres 2>/dev/null | sort -V | tail -n 1)"; }
following() { answers "http://127.0.0.1:$1/primary" || answers "http://127.0.0.1:$1/replica"; }
has_synchronous() {
  local member database rest
  while read -r member database rest; do
    if answers "http://127.0.0.1:$rest/sync" >/dev/null; then return 0; fi
  done <"$dir/members"
  return 1
}

status() {
  local member database rest role
  while read -r member database rest; do
    if answers "http://127.0.0.1:$rest/primary" >/dev/null; then
      role=primary
    elif answers "http://127.0.0.1:$rest/sync" >/dev/null; then
      role=synchronous
    elif answers "http://127.0.0.1:$rest/replica" >/dev/null; then
      role=replica
    else
      role=away
    fi
    printf '%s %s %s %s %s\n' "$member" "$role" "$database" "$(head -n 1 "$dir/data-$member/postmaster.pid" 2>/dev/null || echo 0)" \
      "$(cat "$dir/patroni-$member.pid")"
  done <"$dir/members"
}

# ended PID: whether nothing of its group is left.
ended() { ! kill -0 -- "-$1" 2>/dev/null; }

down() {
  [[ -d $dir && -f $dir/etcd.pid ]] || fail "$dir is no cluster's folder"
  dir=$(cd "$dir" && pwd)
  local name member process
  for name in haproxy patroni-a patroni-b patroni-c; do
    [[ -f $dir/$name.pid ]] || continue
    kill -KILL -- "-$(cat "$dir/$name.pid")" 2>/dev/null || true
  done
  # Patroni starts the server in a session of its own.
  for member in "${members[@]}"; do
    process=$(head -n 1 "$dir/data-$member/postmaster.pid" 2>/dev/null || true)
    if [[ -n $process && $(readlink "/proc/$process/cwd" 2>/dev/null) == "$dir/data-$member" ]]; then
      kill -QUIT "$process" 2>/dev/null || true
      kill -CONT "$process" 2>/dev/null || true
      for _ in $(seq 50); do
        kill -0 "$process" 2>/dev/null || break
        sleep 0.1
      done
      kill -KILL "$process" 2>/dev/null || true
    fi
  done
  kill -KILL -- "-$(cat "$dir/etcd.pid")" 2>/dev/null || true
  for _ in $(seq 50); do
    if ended "$(cat "$dir/etcd.pid")"; then break; fi
    sleep 0.1
  done
  rm -rf "$dir"
}

case $1 in
  up) up "$@" ;;
  status) status ;;
  down) down ;;
  *) fail "usage: eng/cluster.sh up|status|down DIR [--asynchronous]" ;;
esac
