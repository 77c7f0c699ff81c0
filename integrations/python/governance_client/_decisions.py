"""What a decision record holds, and how a function's call becomes one."""

from __future__ import annotations

import datetime
import functools
import hashlib
import hmac
import inspect
import itertools
import json
import math
import os
import secrets
import threading
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple, TypeVar, Union, cast

from ._recorder import Recorder

_F = TypeVar("_F", bound=Callable[..., Any])
_Part = Union[None, str, float, Callable[[Any], Any]]
_utc = datetime.timezone.utc
_now = datetime.datetime.now
_CONFIDENCES = ("confidence", "score", "probability")
_quote: Callable[[str], str] = getattr(json.encoder, "encode_basestring")


def _plain(value: Any) -> Any:
    # What json does not know: numbers and arrays of NumPy, pandas and others, times, sets.
    for name in ("to_dict", "tolist", "isoformat", "item"):
        method = getattr(value, name, None)
        if callable(method):
            return method()
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=repr)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return hashlib.sha256(value).hexdigest()
    return str(value)


_sorted_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode
_strict_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain).encode


def input_digest(value: Any, key: Optional[bytes] = None) -> str:
    """The digest that is sent in place of an input: SHA-256 of its JSON with sorted keys and no spaces, UTF-8.

    Args:
        value: The input.
        key: With a key it is HMAC-SHA256. Without one, anyone can find out an input of few possible values by trying them all.
    """
    text = _sorted_json(value).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest() if key is None else hmac.new(key, text, hashlib.sha256).hexdigest()


def _json(value: Any) -> str:
    try:
        return _strict_json(value)
    except ValueError:
        # NaN and infinity are no JSON: they become null.
        return _strict_json(_finite(json.loads(_sorted_json(value))))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    return [_finite(v) for v in value] if isinstance(value, list) else value


class Ids:
    """Ids that no other process assigns: random bits of the process, and a count."""

    def __init__(self) -> None:
        self._begin()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self._prefix = f"py-{secrets.token_hex(10)}-"
        self._next = itertools.count(1).__next__

    def next(self) -> str:
        """The next one."""
        return f"{self._prefix}{self._next():x}"


_ids = Ids()


class Decision:
    """One decision, filled within a ``with`` block.

    Attributes:
        id: The decision's id, by which labels and overrides find it later.
        input: What the model was given. Its digest is taken when it is set; the values are sent only with ``send_input``.
        output: What the model gave. It must be set.
        confidence: 0 to 1. It must be set.
        action: What was done about it, such as ``declined``.
        top_features: Features that mattered: dictionaries with ``name``, ``value`` and ``attribution``.
        human_review: ``by``, ``action`` and ``reason`` of the person who looked at it first.
        subject: Pseudonym of the person it is about.
    """

    __slots__ = ("id", "output", "confidence", "action", "top_features", "human_review", "subject", "_scope", "_input")

    def __init__(self, scope: "DecisionScope", given: Any = None) -> None:
        self.id = _ids.next()
        self.output: Any = None
        self.confidence: Optional[float] = None
        self.action: Optional[str] = None
        self.top_features: Optional[List[Mapping[str, Any]]] = None
        self.human_review: Optional[Mapping[str, str]] = None
        self.subject: Optional[str] = None
        self._scope = scope
        self._input = "" if given is None else scope._input_of(given)

    @property
    def input(self) -> Any:
        """Write only: what is kept of it is its digest, or its fields."""
        return None

    @input.setter
    def input(self, value: Any) -> None:
        try:
            self._input = self._scope._input_of(value)
        except Exception as problem:  # pylint: disable=broad-except
            self._scope._failed(problem)


class DecisionScope:
    """Decorates a function, or is used in a ``with`` block: each call or block is one decision of a version of a model.

    Whatever goes wrong with the record is counted (``Client.counters``) and never reaches the caller.
    """

    def __init__(
        self,
        recorder: Recorder,
        model: str,
        version: str,
        *,
        input: Optional[Callable[..., Any]] = None,  # pylint: disable=redefined-builtin
        output: _Part = None,
        confidence: _Part = None,
        action: _Part = None,
        subject: Optional[Callable[[Any], Any]] = None,
        decision_id: Optional[Callable[[Any], str]] = None,
        send_input: bool = False,
        synthetic: bool = False,
        digest_key: Optional[bytes] = None,
    ) -> None:
        self._recorder = recorder
        self._static = f',"model":{_json(model)},"version":{_json(version)}' + (',"synthetic":true' if synthetic else "")
        self._pick, self._output, self._confidence, self._action = input, output, confidence, action
        self._subject, self._decision_id, self._send_input, self._digest_key = subject, decision_id, send_input, digest_key
        self._entered = threading.local()

    def __call__(self, function: _F) -> _F:
        arguments = _arguments_of(function)
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def later(*args: Any, **kwargs: Any) -> Any:
                given = self._given(arguments, args, kwargs)
                result = await function(*args, **kwargs)
                self._made(given, result)
                return result

            return cast(_F, later)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            given = self._given(arguments, args, kwargs)
            result = function(*args, **kwargs)
            self._made(given, result)
            return result

        return cast(_F, call)

    def __enter__(self) -> Decision:
        decision = Decision(self)
        stack = self._entered.__dict__.setdefault("stack", [])
        stack.append(decision)
        return decision

    def __exit__(self, kind: Any, problem: Any, trace: Any) -> None:
        decision: Decision = self._entered.stack.pop()
        if kind is not None:
            return  # no decision was made
        try:
            self._put(
                decision._input,
                decision.id,
                decision.output,
                decision.confidence,
                decision.action,
                decision.subject,
                decision.top_features,
                decision.human_review,
            )
        except Exception as wrong:  # pylint: disable=broad-except
            self._failed(wrong)

    # Before the call, because a function may change what it is given.
    def _given(self, arguments: Callable[..., Any], args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> Optional[Tuple[str, Any]]:
        try:
            given = arguments(args, kwargs)
            return self._input_of(given if self._pick is None else self._pick(given)), given
        except Exception as problem:  # pylint: disable=broad-except
            self._failed(problem)
            return None

    def _made(self, given: Optional[Tuple[str, Any]], result: Any) -> None:
        if given is None:
            return
        try:
            output, confidence = self._read(result)
            action = self._action
            subject, decision_id = self._subject, self._decision_id
            self._put(
                given[0],
                _ids.next() if decision_id is None else decision_id(given[1]),
                output,
                confidence,
                None if action is None else _part(action, result, fixed=False),
                None if subject is None else subject(given[1]),
                None,
                None,
            )
        except Exception as problem:  # pylint: disable=broad-except
            self._failed(problem)

    def _read(self, result: Any) -> Tuple[Any, Any]:
        output, confidence = self._output, self._confidence
        if output is not None and confidence is not None:
            return _part(output, result, fixed=False), _part(confidence, result, fixed=True)
        if isinstance(result, Mapping):
            found = next((result[n] for n in _CONFIDENCES if n in result), None)
            read: Tuple[Any, Any] = (result.get("output", result), found)
        elif isinstance(result, tuple) and len(result) == 2:
            read = (result[0], result[1])
        else:
            read = (result, result)
        return (
            read[0] if output is None else _part(output, result, fixed=False),
            read[1] if confidence is None else _part(confidence, result, fixed=True),
        )

    def _input_of(self, value: Any) -> str:
        if self._send_input:
            return f',"input":{_json(value if isinstance(value, Mapping) else _fields(value))}'
        return f',"inputDigest":"{input_digest(value, self._digest_key)}"'

    def _put(
        self,
        given: str,
        decision_id: str,
        output: Any,
        confidence: Any,
        action: Any,
        subject: Any,
        features: Any,
        review: Any,
    ) -> None:
        if not given:
            raise ValueError("its input was not set")
        if output is None:
            raise ValueError("its output was not set")
        if isinstance(confidence, bool):
            raise ValueError("it has no confidence from 0 to 1; name it with confidence=")
        try:
            share = float(confidence)
        except (TypeError, ValueError):
            share = -1.0
        if not 0.0 <= share <= 1.0:
            raise ValueError("it has no confidence from 0 to 1; name it with confidence=")
        line = (
            f'{{"decisionId":{_quote(decision_id)},"time":"{_now(_utc).isoformat(timespec="milliseconds")}"{self._static}{given}'
            f',"output":{_json(output)},"confidence":{share!r}'
        )
        if action is not None:
            line += f',"action":{_quote(str(action))}'
        if subject is not None:
            line += f',"subject":{_quote(str(subject))}'
        if features:
            line += f',"topFeatures":{_json(features)}'
        if review:
            line += f',"humanReview":{_json(review)}'
        self._recorder.put(line + "}")

    def _failed(self, problem: BaseException) -> None:
        self._recorder.failed(problem)


def _part(part: Any, result: Any, fixed: bool) -> Any:
    if callable(part):
        return part(result)
    if isinstance(part, str):
        return result[part]
    return part if fixed else result


def _fields(value: Any) -> Mapping[str, Any]:
    if hasattr(value, "to_dict"):
        fields: Mapping[str, Any] = value.to_dict()
        return fields
    if hasattr(value, "tolist"):
        value = value.tolist()
    return {str(n): v for n, v in enumerate(value)} if isinstance(value, (list, tuple)) else {"input": value}


def _arguments_of(function: Callable[..., Any]) -> Callable[..., Any]:
    """How a call's arguments become the input: by name, and one argument alone as it is."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return lambda args, kwargs: {**{str(n): v for n, v in enumerate(args)}, **kwargs}
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    skipped = 1 if names[:1] in (["self"], ["cls"]) else 0
    names = names[skipped:]
    alone = len(parameters) == 1 + skipped and len(names) == 1

    def read(args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> Any:
        args = args[skipped:] if skipped else args
        if alone:
            return args[0] if args else kwargs[names[0]]
        given = dict(zip(names, args))
        for number in range(len(names), len(args)):
            given[str(number)] = args[number]
        given.update(kwargs)
        return given

    return read
