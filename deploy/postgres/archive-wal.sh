#!/bin/sh
# archive_command of PostgreSQL: puts a finished file of the write-ahead log into GOVERNANCE_WAL (default /backup/wal), whole or not at all. A
# file that is there already with other content is never written over: two servers then use one folder.
set -eu
umask 077
from=$1 folder=${GOVERNANCE_WAL:-/backup/wal} to=${GOVERNANCE_WAL:-/backup/wal}/$2
if [ -e "$to" ]; then
  cmp -s "$from" "$to" && exit 0
  echo "$to is there with other content: does another server archive into $folder?" >&2
  exit 1
fi
part=$folder/.part-$2.$$
trap 'rm -f "$part"' EXIT
cp "$from" "$part"
sync "$part"
mv "$part" "$to"
sync "$folder"
