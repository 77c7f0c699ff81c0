"""Drives the decorator for the portal's own tests: drive.py URL KEY_FILE SPOOL MODEL VERSION COUNT. A line on standard input goes on."""

import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from governance_client import Client  # noqa: E402


def main(url, key_file, spool, model, version, count):
    client = Client(url, key_file=key_file, spool=spool, linger=0.2, batch_lines=1000)
    client._recorder._longest_wait = 1.0
    took = []

    @client.decision(model=model, version=version, output="label", confidence="score", action="label")
    def decide(applicant):
        return {"label": "declined" if applicant["income"] < 1000 else "approved", "score": 0.91}

    def make(first, end):
        for n in range(first, end):
            applicant = {"age": 18 + n % 70, "income": 500.5 + n, "region": "north", "months": n % 48, "open_lines": n % 9}
            begun = time.perf_counter_ns()
            decide(applicant)
            took.append(time.perf_counter_ns() - begun)
            if n % 50 == 49:
                time.sleep(0.001)  # a service waits for its callers now and then

    make(0, count // 3)
    print("down", flush=True)
    sys.stdin.readline()
    make(count // 3, 2 * count // 3)
    while client.counters.accepted == 0:
        time.sleep(0.01)
    print("accepted", flush=True)
    sys.stdin.readline()
    make(2 * count // 3, count)
    print("made", flush=True)
    sys.stdin.readline()
    flushed = client.flush(300)
    took.sort()
    said = client.counters.__dict__
    print(json.dumps({**said, "flushed": flushed, "p50": took[count // 2] / 1000, "p99": took[count * 99 // 100] / 1000}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:6], int(sys.argv[6]))
