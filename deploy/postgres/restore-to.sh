#!/bin/sh
# Prepares a data folder in which PostgreSQL, once started, replays the write-ahead log up to a time and stops there. Nothing else is touched: the
# server that failed and its folder stay as they are.
#   restore-to.sh BASE FOLDER TIME     BASE: a folder of base-backup.sh from before TIME; FOLDER: a new one; TIME: '2026-11-29 14:00:00+00'
set -eu
umask 077
base=$1 folder=$2 time=$3 wal=${GOVERNANCE_WAL:-/backup/wal}
if [ -e "$folder" ]; then
  echo "$folder exists: name a new folder. Nothing was changed." >&2
  exit 1
fi
case $time in *\'* | *\\*) echo "$time is no time." >&2 && exit 1 ;; esac
pg_verifybackup --quiet "$base"
cp -a "$base" "$folder"
chmod 0700 "$folder"
cat >>"$folder/postgresql.auto.conf" <<SETTINGS
restore_command = 'cp "$wal/%f" "%p"'
recovery_target_time = '$time'
recovery_target_action = 'promote'
# It does not archive into the folder it is restored from before someone has looked.
archive_mode = off
SETTINGS
touch "$folder/recovery.signal"
echo "Start it: pg_ctl -D $folder start. Look at it with: dotnet Governance.Portal.dll backup drill DIR --database CONNECTION"
