"""Takes decisions from the caller in microseconds, and brings them to the portal in the background.

caller → queue in memory → (writer thread, every 50 ms) → spool on disk → (sender thread) → portal

The caller only appends a line to a queue. If the queue is full, the caller moves all of it to the spool in one write; if the spool is full,
the decision is dropped and counted, with one warning. No problem of the portal, the network or the disk reaches the caller.
"""

from __future__ import annotations

import atexit
import collections
import gzip
import json
import logging
import os
import random
import re
import threading
import time
import weakref
from dataclasses import dataclass
from typing import Any, Callable, Deque, Dict, List, Optional, Set

from ._errors import Unreachable
from ._http import Answer, Transport, backoff
from ._spool import DiskSpool, Full, MemorySpool, Segment

_log = logging.getLogger("governance_client")
_AT_FAULT = frozenset({400, 409, 413, 422})
_LINE = re.compile(r"^lines\[([0-9]+)\](?:\.(\w+))?")
_MAX_BODY = 8 * 1024 * 1024
_TRIES_WITHOUT_LINES = 5


@dataclass(frozen=True)
class Counters:
    """What became of the decisions, since the process began.

    Attributes:
        recorded: Taken from the caller.
        accepted: Stored by the portal.
        duplicates: Sent again, and stored already.
        rejected: Refused by the portal for what they say; they are in ``rejected.ndjson`` of the spool.
        dropped: Lost because queue and spool were full.
        failed: Could not be recorded at all, for example without a confidence.
    """

    recorded: int
    accepted: int
    duplicates: int
    rejected: int
    dropped: int
    failed: int


class Recorder:
    """The queue and the two threads behind it. Threads start with the first decision, in each process of its own."""

    _asleep: bool
    _started: bool
    _closing: bool
    _taken: int
    _accepted: int
    _duplicates: int
    _rejected: int
    _dropped: int
    _failed: int

    def __init__(
        self,
        transport: Transport,
        spool: Callable[[], MemorySpool],
        *,
        queue_size: int = 10_000,
        batch_lines: int = 5_000,
        linger: float = 1.0,
        write_every: float = 0.05,
        longest_wait: float = 60.0,
        exit_timeout: float = 5.0,
    ) -> None:
        self._transport = transport
        self._make_spool = spool
        self._queue_size = queue_size
        self._batch_lines = max(1, min(batch_lines, 100_000))
        self._linger = linger
        self._write_every = write_every
        self._longest_wait = longest_wait
        self._exit_timeout = exit_timeout
        self._warned: Set[str] = set()
        self._reset()
        alive = weakref.ref(self)
        atexit.register(_at_exit, alive)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=lambda: _after_fork(alive))

    def put(self, line: str) -> None:
        """Takes a line. Called in the caller's thread: nothing here waits for anything but, at a full queue, one write."""
        if self._closing:
            self._dropped += 1
            self._warn_once("closed", "Decisions are dropped and counted: the client is closed.")
            return
        queue = self._queue
        if len(queue) >= self._queue_size:
            self._drain()
        queue.append(line)
        if self._asleep:
            self._asleep = False
            self._wake.set()
        if not self._started:
            self._start()

    def failed(self, problem: BaseException) -> None:
        """Counts a decision that could not be recorded."""
        self._failed += 1
        self._warn_once("failed", f"A decision could not be recorded: {problem}")

    def flush(self, timeout: float) -> bool:
        """Sends everything now, with what other processes left. True when nothing waits any more."""
        until = time.monotonic() + timeout
        if self._closing:
            return not self._queue
        self._drain()
        self._hurry.set()
        # What others left is known once the sender has looked.
        self._looked.wait(max(0.0, timeout))
        while self._spool.waiting or self._queue:
            if time.monotonic() >= until:
                return False
            self._sent.wait(0.02)
            self._sent.clear()
            if self._queue:
                self._drain()
                self._hurry.set()
        return True

    def close(self, timeout: float) -> bool:
        """Flushes, then ends the threads. What was not sent stays in the spool for the next process."""
        if self._closing:
            return True
        done = self.flush(timeout) if self._started else True
        self._closing = True
        self._stop.set()
        self._wake.set()
        self._hurry.set()
        if self._started:
            self._drain()
            for thread in self._threads:
                thread.join(timeout=1.0)
            self._spool.close()
        return done

    @property
    def counters(self) -> Counters:
        """What became of the decisions so far."""
        return Counters(self._taken + len(self._queue), self._accepted, self._duplicates, self._rejected, self._dropped, self._failed)

    def _reset(self) -> None:
        self._queue: Deque[str] = collections.deque()
        self._gate = threading.Lock()
        self._wake = threading.Event()
        self._hurry = threading.Event()
        self._sent = threading.Event()
        self._looked = threading.Event()
        self._stop = threading.Event()
        self._asleep = self._started = self._closing = False
        self._threads: List[threading.Thread] = []
        self._failing = False
        self._taken = self._accepted = self._duplicates = self._rejected = self._dropped = self._failed = 0
        self._spool: MemorySpool = MemorySpool(0)

    def _start(self) -> None:
        with self._gate:
            if self._started:
                return
            self._spool = self._make_spool()
            self._threads = [
                threading.Thread(target=self._write, name="governance-writer", daemon=True),
                threading.Thread(target=self._send, name="governance-sender", daemon=True),
            ]
            self._started = True
            for thread in self._threads:
                thread.start()

    # Queue to spool. The gate keeps two drains from mixing up the order; whoever comes second waits for one write.
    def _drain(self) -> None:
        if not self._started:
            self._start()
        with self._gate:
            queue = self._queue
            take = queue.popleft
            try:
                lines = [take() for _ in range(len(queue))]
                if not lines:
                    return
                self._taken += len(lines)
                lines.append("")
                self._spool.append("\n".join(lines).encode())
            except Full as full:
                self._dropped += len(lines) - 1
                self._warn_once("full", f"Decisions are dropped and counted: {full}.")
            except Exception as problem:  # pylint: disable=broad-except
                self._dropped += max(0, len(lines) - 1)
                self._warn_once("write", f"Decisions are dropped and counted: {problem}")

    def _write(self) -> None:
        quiet = 0
        while not self._stop.wait(self._write_every):
            if self._queue:
                quiet = 0
                self._drain()
                self._spool.sync()
                continue
            quiet += 1
            if quiet * self._write_every < 2:
                continue
            # Nothing comes: sleep until the next decision says so.
            self._wake.clear()
            self._asleep = True
            if not self._queue:
                self._wake.wait(30)
            self._asleep = False

    def _send(self) -> None:
        while not self._stop.is_set():
            self._hurry.wait(min(self._linger, 0.25))
            hurried = self._hurry.is_set()
            self._hurry.clear()
            try:
                spool = self._spool
                if not (hurried or spool.age() >= self._linger or spool.open_bytes >= _MAX_BODY or spool.open_bytes == 0):
                    continue
                while not self._stop.is_set():
                    segment = spool.take()
                    self._looked.set()
                    if segment is None:
                        break
                    delivered = False
                    try:
                        delivered = self._deliver(segment)
                    finally:
                        if not delivered:
                            spool.give_back(segment)
                    if not delivered:
                        break
                    spool.remove(segment)
                    self._sent.set()
            except Exception as problem:  # pylint: disable=broad-except
                self._warn_once("send", f"Sending decisions failed and will be retried: {type(problem).__name__}: {problem}")
                self._stop.wait(self._longest_wait)

    # True when the portal has all of it, or has refused single lines for good.
    def _deliver(self, segment: Segment) -> bool:
        try:
            lines = segment.read().split(b"\n")[:-1]
        except FileNotFoundError:
            return True  # someone removed it
        at = 0
        while at < len(lines):
            end, size = at, 0
            while end < len(lines) and end - at < self._batch_lines and (end == at or size + len(lines[end]) < _MAX_BODY):
                size += len(lines[end]) + 1
                end += 1
            if not self._deliver_batch(lines[at:end]):
                return False
            at = end
        return True

    def _deliver_batch(self, lines: List[bytes]) -> bool:
        attempt = unnamed = 0
        while lines and not self._stop.is_set():
            answer = self._post(lines)
            self._failing = answer is None or not answer.is_done
            if answer is not None and answer.is_done:
                self._count(answer)
                return True
            if answer is not None and answer.status in _AT_FAULT:
                named = self._named(answer, lines)
                if named:
                    self._reject([line for n, line in enumerate(lines, 1) if n in named], answer)
                    lines = [line for n, line in enumerate(lines, 1) if n not in named]
                    continue
                unnamed += 1
                if answer.status != 409 or unnamed >= _TRIES_WITHOUT_LINES:
                    return self._halve(lines, answer)
            attempt += 1
            self._warn_unsent(answer)
            wait = (answer.retry_after if answer is not None else None) or backoff(attempt, 0.25, self._longest_wait)
            # A flush asks for one try at once; the stop ends the wait.
            self._hurry.wait(wait + random.uniform(0, 0.05))
            if self._hurry.is_set() and not self._stop.is_set():
                self._hurry.clear()
                self._stop.wait(0.05)
        return not lines

    def _post(self, lines: List[bytes]) -> Optional[Answer]:
        body = gzip.compress(b"\n".join(lines) + b"\n", 1)
        try:
            return self._transport.once(
                "POST", "api/v1/decisions", body, {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
            )
        except Unreachable as problem:
            self._warn_once("unreachable", f"{problem}. Decisions wait in the spool.")
            return None

    def _count(self, answer: Answer) -> None:
        said = json.loads(answer.body or b"{}")
        self._accepted += int(said.get("accepted") or 0)
        self._duplicates += int(said.get("duplicates") or 0)
        self._warned.discard("unreachable")
        self._warned.discard("unsent")

    # The lines, from 1, that the portal names. A version that it does not know is wrong in every line of that version.
    @staticmethod
    def _named(answer: Answer, lines: List[bytes]) -> Set[int]:
        found: Set[int] = set()
        unknown: Set[Any] = set()
        for place in answer.refusal().errors:
            match = _LINE.match(place)
            if match and 1 <= int(match.group(1)) <= len(lines):
                number = int(match.group(1))
                found.add(number)
                if match.group(2) in ("model", "version"):
                    unknown.add(_version_of(lines[number - 1]))
        if unknown:
            found.update(n for n, line in enumerate(lines, 1) if _version_of(line) in unknown)
        return found

    def _halve(self, lines: List[bytes], answer: Answer) -> bool:
        if len(lines) == 1:
            self._reject(lines, answer)
            return True
        half = len(lines) // 2
        return self._deliver_batch(lines[:half]) and self._deliver_batch(lines[half:])

    def _reject(self, lines: List[bytes], answer: Answer) -> None:
        self._rejected += len(lines)
        for line in lines:
            self._spool.set_aside(line)
        self._warn_once("rejected", f"The portal refused decisions, which are set aside and counted: {answer.refusal()}")

    def _warn_unsent(self, answer: Optional[Answer]) -> None:
        if answer is not None:
            self._warn_once("unsent", f"Decisions wait in the spool: {answer.status} {answer.refusal()}")

    def _warn_once(self, about: str, words: str) -> None:
        if about not in self._warned:
            self._warned.add(about)
            try:
                _log.warning(words)
            except Exception:  # pylint: disable=broad-except
                pass  # a handler of the application that fails is not the caller's problem

    def _forked(self) -> None:
        # What the parent has is the parent's: its queue, its locks (of which this process holds copies) and its threads.
        spool = self._spool
        self._reset()
        if isinstance(spool, DiskSpool):
            spool.forget()

    def _exit(self) -> None:
        # A portal that does not answer keeps no one from ending: the spool waits for the next process.
        self.close(min(self._exit_timeout, 0.5) if self._failing else self._exit_timeout)


def _version_of(line: bytes) -> Any:
    try:
        read: Dict[str, Any] = json.loads(line)
        return read.get("model"), read.get("version")
    except ValueError:
        return None


def _at_exit(alive: "weakref.ReferenceType[Recorder]") -> None:
    recorder = alive()
    if recorder is not None:
        recorder._exit()  # pylint: disable=protected-access


def _after_fork(alive: "weakref.ReferenceType[Recorder]") -> None:
    recorder = alive()
    if recorder is not None:
        recorder._forked()  # pylint: disable=protected-access
