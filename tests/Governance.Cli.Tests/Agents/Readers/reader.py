"""Reads messages as a server in Python does, one a line, and says what it found in each."""

import json
import struct
import sys


def flat(value):
    if isinstance(value, bool):
        return "t" if value else "f"
    if value is None:
        return "0"
    if isinstance(value, str):
        return '"' + value.encode("utf-8", "surrogatepass").hex()
    if isinstance(value, (int, float)):
        return "#" + struct.pack(">d", float(value)).hex()
    if isinstance(value, list):
        return "[" + ",".join(map(flat, value)) + "]"
    return "{" + ",".join(sorted(k.encode("utf-8", "surrogatepass").hex() + ":" + flat(v) for k, v in value.items())) + "}"


def member(value, name):
    return flat(value[name]) if isinstance(value, dict) and name in value else "-"


for line in sys.stdin.buffer.read().decode("utf-8").splitlines():
    try:
        message = json.loads(line)
        params = message.get("params", {})
        arguments = params.get("arguments")
        said = [member(message, "method"), member(params, "name"), member(arguments, "amount"), flat(arguments)]
    except Exception as problem:
        said = ["!" + type(problem).__name__]
    print(" ".join(said), flush=True)
