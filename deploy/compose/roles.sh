#!/bin/sh
# The PostgreSQL image runs this once, when it creates the database: the two roles, with the passwords from their files.
set -eu
run() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username postgres --dbname governance "$@"; }
run --file=/roles.sql
# Restore drills fill and empty a database of their own, as a role that can do nothing else.
printf '%s\n' 'CREATE ROLE governance_drill LOGIN;' 'CREATE DATABASE governance_drill OWNER governance_drill;' | run
for role in owner runtime drill; do
  # psql quotes the password as a variable; it is in no process list.
  { printf '%s\n' "\\set password \`cat /run/secrets/$role-password\`" "ALTER ROLE governance_$role PASSWORD :'password';"; } | run
done
# The owner of the database may repeat roles.sql after each migration, without being a superuser.
printf '%s\n' 'ALTER DATABASE governance OWNER TO governance_owner;' | run
