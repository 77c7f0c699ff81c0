#!/bin/sh
# A base backup of the PostgreSQL server that PGHOST, PGPORT and PGUSER name (a role with REPLICATION), verified. Together with the write-ahead log
# after it (archive-wal.sh) any later point in time can be restored: restore-to.sh. Once a day, by cron or a timer.
#   base-backup.sh FOLDER [KEEP]     into FOLDER/TIME; KEEP (7) of them stay
# Afterwards touches the file that GOVERNANCE_DATABASE_MARK names: Backup__DatabaseMark of the portal, which watches its age.
set -eu
umask 077
folder=$1 keep=${2:-7}
name=$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$folder"
find "$folder" -maxdepth 1 -name '.part-*' -type d -exec rm -rf {} +
part=$folder/.part-$name
pg_basebackup --no-password --pgdata="$part" --checkpoint=fast --wal-method=stream --manifest-checksums=SHA256
pg_verifybackup --quiet "$part"
mv "$part" "$folder/$name"
sync "$folder"
[ -z "${GOVERNANCE_DATABASE_MARK:-}" ] || touch "$GOVERNANCE_DATABASE_MARK"
find "$folder" -maxdepth 1 -name '2*Z' -type d | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
  rm -rf "$old"
done
# The write-ahead log before the oldest that stays is of no use any more.
oldest=$(find "$folder" -maxdepth 1 -name '2*Z' -type d | sort | head -n 1)
first=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\)).*/\1/p' "$oldest/backup_label")
pg_archivecleanup "${GOVERNANCE_WAL:-/backup/wal}" "$first"
echo "$folder/$name"
