"""Where decisions wait until the portal has them: files that are only ever appended to.

A spool is a folder. Each process writes segments of its own there, named after it, and holds a lock on a file of its name while it lives. A
segment goes away when the portal has stored all of it. What a process left behind, killed or ended, is taken by the next one that finds its
lock free. Sending a segment twice does no harm: each decision has an id, and the portal counts a repeat as a duplicate.
"""

from __future__ import annotations

import os
import re
import secrets
import threading
import time
from typing import Dict, List, Optional, Tuple

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_BINARY = getattr(os, "O_BINARY", 0)  # Windows
_SEGMENT = re.compile(r"^([0-9a-f]{16})-([0-9]{10})\.ndjson$")


class Full(Exception):
    """Nothing more fits, or the disk accepts nothing."""


class Segment:
    """Decisions that are sent together and then removed."""

    def __init__(self, path: Optional[str], data: bytes = b"", own: bool = True) -> None:
        self.path = path
        self._data = data
        self.own = own
        self.size = len(data)

    def read(self) -> bytes:
        """Its whole lines. A line that a killed process did not finish is left out: its decision was never recorded."""
        data = self._data
        if self.path is not None:
            with open(self.path, "rb") as file:
                data = file.read()
        return data[: data.rfind(b"\n") + 1]


class MemorySpool:
    """For where there is no disk: bounded, and gone with the process."""

    def __init__(self, max_bytes: int) -> None:
        self._max = max_bytes
        self._gate = threading.Lock()
        self._parts: List[bytes] = []
        self._open_since: Optional[float] = None
        self._bytes = 0
        self._open_bytes = 0

    def append(self, data: bytes) -> None:
        """Adds whole lines, or raises ``Full``."""
        with self._gate:
            if self._bytes + len(data) > self._max:
                raise Full(f"{self._max:,} bytes are already waiting")
            self._parts.append(data)
            self._bytes += len(data)
            self._open_bytes += len(data)
            self._open_since = self._open_since or time.monotonic()

    def take(self) -> Optional[Segment]:
        """The oldest segment, or null."""
        with self._gate:
            if not self._parts:
                return None
            segment = Segment(None, b"".join(self._parts))
            self._parts.clear()
            self._open_since = None
            self._open_bytes = 0
            return segment

    def remove(self, segment: Segment) -> None:
        """Forgets what was sent."""
        with self._gate:
            self._bytes -= segment.size

    def give_back(self, segment: Segment) -> None:
        """Keeps what could not be sent for later."""
        with self._gate:
            self._parts.insert(0, segment.read())
            self._open_since = self._open_since or time.monotonic()

    def set_aside(self, line: bytes) -> None:
        """What the portal refuses is only counted."""

    @property
    def waiting(self) -> bool:
        """Whether something waits."""
        return self._bytes > 0

    @property
    def open_bytes(self) -> int:
        """Bytes that were appended since the last segment was taken."""
        return self._open_bytes

    def age(self) -> float:
        """Seconds for which the oldest of them has waited."""
        since = self._open_since
        return 0.0 if since is None else time.monotonic() - since

    def sync(self) -> None:
        """There is nothing to write."""

    def close(self) -> None:
        """There is nothing to release."""


class DiskSpool(MemorySpool):
    """Segments in a folder.

    Args:
        folder: Made with mode 0700 if it is not there. Files have mode 0600.
        max_bytes: What may wait for this process, with what it took over.
        fsync: ``segment`` (when a segment is closed, about once a second), ``always`` (after every write) or ``never``. A killed process
            loses nothing that was written in any of them: this is about machines that lose their power.
    """

    def __init__(self, folder: str, max_bytes: int, fsync: str) -> None:
        super().__init__(max_bytes)
        self._folder = folder
        self._fsync = fsync
        os.makedirs(folder, mode=0o700, exist_ok=True)
        self._owner = secrets.token_hex(8)
        self._number = 0
        self._fd: Optional[int] = None
        self._path: Optional[str] = None
        self._closed: List[Segment] = []
        self._locks: Dict[str, int] = {}
        self._looked = 0.0
        if not self._hold(self._owner):
            raise OSError(f"{folder} cannot be locked")

    def append(self, data: bytes) -> None:
        with self._gate:
            if self._bytes + len(data) > self._max:
                raise Full(f"{self._max:,} bytes are already waiting in {self._folder}")
            try:
                if self._fd is None:
                    self._open()
                self._write(data)
            except OSError as problem:
                raise Full(f"{self._folder} cannot be written to: {problem}") from problem
            self._bytes += len(data)
            self._open_bytes += len(data)
            self._open_since = self._open_since or time.monotonic()

    def take(self) -> Optional[Segment]:
        now = time.monotonic()
        if now - self._looked > 30 or self._looked == 0.0:
            self._looked = now
            self._adopt()
        with self._gate:
            detached = self._detach() if not self._closed and self._open_bytes > 0 else None
        if detached is not None:
            self._finish(*detached)
        with self._gate:
            return self._closed.pop(0) if self._closed else None

    def remove(self, segment: Segment) -> None:
        if segment.path is not None:
            _unlink(segment.path)
        super().remove(segment)

    def give_back(self, segment: Segment) -> None:
        with self._gate:
            self._closed.insert(0, segment)

    def set_aside(self, line: bytes) -> None:
        """Keeps a refused decision in ``rejected.ndjson``, up to the same bound, so that someone can look at it."""
        path = os.path.join(self._folder, "rejected.ndjson")
        try:
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)
            try:
                if os.fstat(fd).st_size + len(line) < self._max:
                    os.write(fd, line + b"\n")
            finally:
                os.close(fd)
        except OSError:
            pass

    def sync(self) -> None:
        fd = self._fd
        if self._fsync == "always" and fd is not None:
            try:
                os.fsync(fd)
            except OSError:
                pass

    def close(self) -> None:
        with self._gate:
            detached = self._detach()
        if detached is not None:
            self._finish(*detached)
        with self._gate:
            for name in list(self._locks):
                self._release(name, forget=not self._has_segments(name))

    def forget(self) -> None:
        """In a forked process: lets go of the parent's files without touching them, so that its locks end with it."""
        for fd in [*self._locks.values(), self._fd]:
            if fd is not None:
                try:
                    os.close(fd)
                except OSError:
                    pass
        self._locks.clear()

    def _open(self) -> None:
        self._number += 1
        self._path = os.path.join(self._folder, f"{self._owner}-{self._number:010d}.ndjson")
        self._fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | _BINARY, 0o600)

    def _write(self, data: bytes) -> None:
        fd = self._fd
        assert fd is not None
        written = os.write(fd, data)
        if written != len(data):
            # A full disk takes a part: none of it counts.
            os.ftruncate(fd, os.fstat(fd).st_size - written)
            raise OSError("only a part was written")

    def _detach(self) -> Optional[Tuple[int, Segment]]:
        fd = self._fd
        if fd is None:
            return None
        segment = Segment(self._path)
        segment.size = self._open_bytes
        self._fd = self._path = self._open_since = None
        self._open_bytes = 0
        return fd, segment

    # Outside of the gate: those who append do not wait for the disk.
    def _finish(self, fd: int, segment: Segment) -> None:
        try:
            if self._fsync != "never":
                os.fsync(fd)
        except OSError:
            pass
        finally:
            os.close(fd)
        with self._gate:
            self._closed.append(segment)

    # Takes what processes left that do not live any more.
    def _adopt(self) -> None:
        try:
            names = sorted(os.listdir(self._folder))
        except OSError:
            return
        for name in names:
            found = _SEGMENT.match(name)
            owner = found.group(1) if found else (name[:-5] if name.endswith(".lock") else "")
            if not owner or owner == self._owner or (owner not in self._locks and not self._hold(owner)):
                continue
            if not found:
                if not self._has_segments(owner):
                    self._release(owner, forget=True)
                continue
            path = os.path.join(self._folder, name)
            with self._gate:
                if any(s.path == path for s in self._closed):
                    continue
                segment = Segment(path, own=False)
                try:
                    segment.size = os.path.getsize(path)
                except OSError:
                    continue
                self._bytes += segment.size
                self._closed.append(segment)

    def _has_segments(self, owner: str) -> bool:
        try:
            return any(name.startswith(owner + "-") for name in os.listdir(self._folder))
        except OSError:
            return True

    def _hold(self, owner: str) -> bool:
        path = os.path.join(self._folder, owner + ".lock")
        try:
            if fcntl is None:
                # Without advisory locks, a process takes what has not changed for ten minutes: at worst two send it, and it is stored once.
                if owner != self._owner and time.time() - os.path.getmtime(path) < 600:
                    return False
                fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            else:
                fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
                try:
                    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    os.close(fd)
                    return False
        except OSError:
            return False
        self._locks[owner] = fd
        return True

    def _release(self, owner: str, forget: bool) -> None:
        fd = self._locks.pop(owner, None)
        if forget:
            _unlink(os.path.join(self._folder, owner + ".lock"))
        if fd is not None:
            os.close(fd)


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass
