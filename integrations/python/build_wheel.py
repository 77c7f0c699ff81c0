#!/usr/bin/env python3
"""Builds the wheel of governance_client with the standard library: build_wheel.py FOLDER. The same files give the same bytes."""

import base64
import hashlib
import os
import re
import sys
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = "governance_client"


def moment():
    """The time in the archive: SOURCE_DATE_EPOCH, else the first that an archive can hold."""
    at = time.gmtime(max(315532800, int(os.environ.get("SOURCE_DATE_EPOCH", "0"))))
    return at[:6]


def build(folder):
    """Writes the wheel; returns its path."""
    with open(os.path.join(HERE, NAME, "_version.py"), encoding="utf-8") as file:
        version = re.search(r'__version__ = "([^"]+)"', file.read()).group(1)
    info = f"{NAME}-{version}.dist-info"
    with open(os.path.join(HERE, "README.md"), encoding="utf-8") as file:
        readme = file.read()
    metadata = (
        f"Metadata-Version: 2.1\nName: governance-client\nVersion: {version}\n"
        "Summary: Client of Governance Portal: registry, evidence, gates and decisions\n"
        "Requires-Python: >=3.9\nDescription-Content-Type: text/markdown\n\n" + readme
    )
    wheel = "Wheel-Version: 1.0\nGenerator: governance-portal\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {}
    for name in sorted(os.listdir(os.path.join(HERE, NAME))):
        if name.endswith((".py", ".typed")):
            with open(os.path.join(HERE, NAME, name), "rb") as file:
                files[f"{NAME}/{name}"] = file.read()
    files[f"{info}/METADATA"] = metadata.encode()
    files[f"{info}/WHEEL"] = wheel.encode()
    record = []
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record.append(f"{name},sha256={digest},{len(content)}\n")
    files[f"{info}/RECORD"] = ("".join(record) + f"{info}/RECORD,,\n").encode()
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, f"{NAME}-{version}-py3-none-any.whl")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, moment())
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return path


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(build(sys.argv[1]))
