"""Runs a command and prints its wall time in seconds, its peak resident memory in KiB, its exit code and its processor time in seconds.
Memory is that of the command and of all processes it started, together, looked at every 5 ms. Usage: measure.py COMMAND..."""
import os
import sys
import threading
import time


def resident(pid):
    """KiB of a process and of those it started."""
    total = 0
    try:
        with open(f"/proc/{pid}/statm") as statm:
            total = int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as children:
                total += sum(resident(child) for child in children.read().split())
    except (OSError, IndexError):
        pass
    return total


def watch(pid, ended, peak):
    while not ended.wait(0.005):
        peak[0] = max(peak[0], resident(pid))


start = time.perf_counter()
child = os.fork()
if child == 0:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.execvp(sys.argv[1], sys.argv[1:])
ended, peak = threading.Event(), [0]
watcher = threading.Thread(target=watch, args=(child, ended, peak), daemon=True)
watcher.start()
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - start
ended.set()
watcher.join()
print(wall, max(usage.ru_maxrss, peak[0]), os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime)
