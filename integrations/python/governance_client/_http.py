"""Requests to the portal: one key, no redirects, back-off with jitter."""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import random
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple, Union

from ._errors import Refused, SettingError, Unreachable
from ._version import __version__

_PASSES = frozenset({429, 502, 503, 504})
_LONGEST_WAIT = 60.0

# What makes a body again for each attempt, with its length.
Body = Union[bytes, Callable[[], Tuple[Any, int]]]


class Answer(NamedTuple):
    """What the portal answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON; null for an empty one."""
        if not self.body:
            return None
        try:
            return json.loads(self.body)
        except ValueError:
            raise Unreachable("The answer is not JSON: something other than the portal may be at this address.") from None

    @property
    def is_done(self) -> bool:
        """Whether the portal did it."""
        return 200 <= self.status < 300

    def refusal(self) -> Refused:
        """The refusal that this answer is."""
        problem: Any = None
        try:
            problem = json.loads(self.body)
        except ValueError:
            pass
        if not isinstance(problem, dict):
            return Refused(self.status, None, f"The portal answered {self.status}.")
        errors = problem.get("errors")
        detail = problem.get("detail") or problem.get("title") or f"The portal answered {self.status}."
        return Refused(self.status, problem.get("code"), str(detail), errors if isinstance(errors, dict) else None)

    @property
    def retry_after(self) -> Optional[float]:
        """Seconds to wait, if the portal states them."""
        text = self.headers.get("retry-after", "")
        return min(float(text), _LONGEST_WAIT) if text.isdigit() else None


class _AsAnswered(urllib.request.HTTPErrorProcessor):
    # Every status is an answer here, and a redirect is not followed: it could carry the key to another host.
    def http_response(self, request: Any, response: Any) -> Any:
        return response

    https_response = http_response


def backoff(attempt: int, first: float = 0.5, longest: float = _LONGEST_WAIT) -> float:
    """Seconds to wait after a failed attempt (from 1): doubled each time, half of it random, so that callers do not all come at once."""
    full = min(longest, first * (2 ** min(attempt - 1, 16)))
    return random.uniform(full / 2, full)


class Transport:
    """Sends requests to one portal with one key."""

    def __init__(
        self,
        url: Optional[str],
        key: Optional[str],
        *,
        key_file: Optional[str] = None,
        ca_file: Optional[str] = None,
        timeout: float = 30.0,
    ) -> None:
        self.url, loopback = _checked_url(url or os.environ.get("GOVERNANCE_SERVER"))
        self._key_file = key_file or (None if key else os.environ.get("GOVERNANCE_API_KEY_FILE"))
        self._key = _checked_key(key or (None if self._key_file else os.environ.get("GOVERNANCE_API_KEY")), "The key")
        if self._key_file:
            self._key = self._read_key()
        self._timeout = timeout
        self.ca_file = ca_file or os.environ.get("GOVERNANCE_CA_FILE") or None
        handlers: List[urllib.request.BaseHandler] = [_AsAnswered()]
        if self.url.startswith("https:"):
            context = ssl.create_default_context(cafile=self.ca_file)
            handlers.append(urllib.request.HTTPSHandler(context=context))
        if loopback:
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    @property
    def key(self) -> Optional[str]:
        """The key as it is now."""
        return self._key

    def ask(self, method: str, path: str, value: Any = None, *, attempts: int = 4, key: Optional[str] = None) -> Any:
        """Sends JSON and reads JSON.

        Args:
            method: GET, POST, PUT or PATCH.
            path: Below the portal's address, without a slash in front.
            value: What is sent as JSON.
            attempts: How often it is tried.
            key: ``Idempotency-Key``, which makes a repeat of a POST safe.
        """
        body = None if value is None else json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.send(method, path, body, headers, attempts=attempts).json()

    def send(
        self, method: str, path: str, body: Optional[Body] = None, headers: Optional[Dict[str, str]] = None, *, attempts: int = 4
    ) -> Answer:
        """Sends a request until it is answered.

        Raises:
            Refused: The portal refuses it.
            Unreachable: No attempt was answered.
        """
        for attempt in range(1, attempts + 1):
            try:
                answer = self.once(method, path, body, headers)
            except Unreachable:
                if attempt == attempts:
                    raise
                time.sleep(backoff(attempt, longest=15.0))
                continue
            if answer.is_done:
                return answer
            if answer.status not in _PASSES or attempt == attempts:
                raise answer.refusal()
            time.sleep(answer.retry_after or backoff(attempt, longest=15.0))
        raise AssertionError("There is at least one attempt.")

    def once(self, method: str, path: str, body: Optional[Body] = None, headers: Optional[Dict[str, str]] = None) -> Answer:
        """One attempt: any status is an answer, no answer raises ``Unreachable``."""
        answer = self._once(method, path, body, headers)
        if answer.status == 401 and self._key_file:
            # A key that was replaced on disk is taken without a restart.
            fresh = self._read_key()
            if fresh != self._key:
                self._key = fresh
                answer = self._once(method, path, body, headers)
        return answer

    def _once(self, method: str, path: str, body: Optional[Body], headers: Optional[Dict[str, str]]) -> Answer:
        data: Any = body
        sent = {"Accept": "application/json", "User-Agent": f"governance-client/{__version__}", **(headers or {})}
        stream = None
        if callable(body):
            stream, length = body()
            data = stream
            sent["Content-Length"] = str(length)
        request = urllib.request.Request(f"{self.url}/{path}", data=data, method=method, headers=sent)
        if self._key:
            request.add_unredirected_header("Authorization", f"Bearer {self._key}")
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return Answer(response.status, {k.lower(): v for k, v in response.headers.items()}, response.read())
        except (OSError, http.client.HTTPException) as problem:
            reason = getattr(problem, "reason", None) or problem
            raise Unreachable(f"No answer from {self.url}: {reason}") from problem
        finally:
            if stream is not None:
                stream.close()

    def _read_key(self) -> Optional[str]:
        try:
            with open(self._key_file or "", encoding="ascii") as file:
                return _checked_key(file.read(4097), f"{self._key_file}")
        except (OSError, ValueError) as problem:
            raise SettingError(f"The key cannot be read from {self._key_file}: {problem}") from None


def _checked_key(text: Optional[str], source: str) -> Optional[str]:
    key = (text or "").strip()
    if len(key) > 4096 or not all("!" <= c <= "~" for c in key):
        raise SettingError(f"{source} contains no API key, which is one line of visible ASCII characters.")
    return key or None


def _checked_url(text: Optional[str]) -> Tuple[str, bool]:
    if not text or not text.strip():
        raise SettingError("Give the address of the portal: Client(url), or the environment variable GOVERNANCE_SERVER.")
    parts = urllib.parse.urlsplit(text.strip().rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError("The address of the portal must start with https:// or http://.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SettingError("The address of the portal must not contain a password or a query.")
    loopback = _is_loopback(parts.hostname)
    if parts.scheme == "http" and not loopback:
        raise SettingError(f"{parts.netloc} is called over plain HTTP, which would expose the API key on the network. Use https.")
    return text.strip().rstrip("/"), loopback


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
