#!/bin/sh
# Makes the bucket of the content store unless it is there. With Object Lock, which can only be chosen when a bucket is made, and which
# switches versioning on: what is deleted or overwritten can be brought back. Whether it has both, the portal's doctor says.
set -eu
address=$STORE/$BUCKET

# A request without a body says the digest of nothing, which is signed with it.
nothing=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

of() { sed -n "s/^$1 *= *//p" /run/secrets/s3-admin-credentials; }
# Prints the status of the answer. Keys go to curl by its standard input, so that they are in no process list.
ask() {
  printf 'user = "%s:%s"\n' "$(of aws_access_key_id)" "$(of aws_secret_access_key)" |
    curl --config - --silent --show-error --aws-sigv4 aws:amz:us-east-1:s3 --retry 5 --retry-connrefused --max-time 30 \
      --header "x-amz-content-sha256: $nothing" --output /dev/null --write-out '%{http_code}' "$@" "$address"
}

status=$(ask --head)
if [ "$status" = 404 ]; then
  status=$(ask --request PUT --header 'x-amz-bucket-object-lock-enabled: true')
fi
if [ "$status" != 200 ]; then
  echo "$address answers $status: the bucket is neither there nor made" >&2
  exit 1
fi
