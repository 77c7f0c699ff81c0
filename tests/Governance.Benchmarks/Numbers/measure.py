"""Runs a command and prints its wall time in seconds, its peak resident memory in KiB, its exit code and its processor time in seconds. Usage: measure.py COMMAND..."""
import os
import sys
import time

start = time.perf_counter()
child = os.fork()
if child == 0:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime)
