"""The client: five calls for a pipeline, and the decisions of a service."""

from __future__ import annotations

import datetime
import hashlib
import logging
import mimetypes
import os
import sys
import urllib.parse
import uuid
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Tuple, Union

from ._decisions import DecisionScope
from ._errors import Refused, SettingError, Unreachable
from ._http import Transport
from ._recorder import Counters, Recorder
from ._spool import DiskSpool, MemorySpool
from ._traces import Exporter, environment, exporter

_log = logging.getLogger("governance_client")
_Path = Union[str, "os.PathLike[str]"]


@dataclass(frozen=True)
class Reason:
    """Why a gate denies."""

    code: str
    message: str
    rule: Optional[str] = None


@dataclass(frozen=True)
class GateAnswer:
    """A gate's answer. It is true only when the gate allows: ``if client.check_gate(…):``.

    Attributes:
        allow: Whether this version, and this file, may be deployed.
        reasons: Why not.
        gate_run: The stored run that it answers from.
        policy_digest: Digest of the policies that applied.
    """

    allow: bool
    reasons: List[Reason]
    gate_run: Optional[str]
    policy_digest: Optional[str]

    def __bool__(self) -> bool:
        return self.allow


class Client:
    """Talks to one portal with one API key.

    Args:
        url: Address of the portal; else ``GOVERNANCE_SERVER``. https, except on loopback.
        key: API key; else ``GOVERNANCE_API_KEY``. Better kept there, or in a file, than in a program.
        key_file: File that holds the key; else ``GOVERNANCE_API_KEY_FILE``. Read again when the portal no longer knows the key.
        ca_file: Certificates that the portal's certificate is checked against; else ``GOVERNANCE_CA_FILE``, else those of the system.
        timeout: Seconds without a sign of the portal after which a request failed.
        spool: Folder where decisions wait for the portal; else ``GOVERNANCE_SPOOL``, else a folder of the account. ``False``: memory only.
        spool_bytes: What may wait for this process.
        fsync: ``segment``, ``always`` or ``never``: when what was written is forced to the disk, against a machine that loses its power.
        queue_size: Decisions that may wait in memory for the writer.
        linger: Seconds after which decisions are sent although a batch is not full.
        batch_lines: Decisions of a batch.
        digest_key: Key of HMAC-SHA256 for digests of inputs; else the content of the file that ``GOVERNANCE_DIGEST_KEY_FILE`` names.
    """

    def __init__(
        self,
        url: Optional[str] = None,
        key: Optional[str] = None,
        *,
        key_file: Optional[str] = None,
        ca_file: Optional[str] = None,
        timeout: float = 30.0,
        spool: Union[str, "os.PathLike[str]", bool, None] = None,
        spool_bytes: int = 256 * 1024 * 1024,
        fsync: str = "segment",
        queue_size: int = 10_000,
        linger: float = 1.0,
        batch_lines: int = 5_000,
        digest_key: Optional[bytes] = None,
    ) -> None:
        if fsync not in ("segment", "always", "never"):
            raise SettingError("fsync must be segment, always or never.")
        self._transport = Transport(url, key, key_file=key_file, ca_file=ca_file, timeout=timeout)
        self._digest_key = digest_key or _digest_key()
        folder = _spool_folder(spool, self._transport.url)

        def make() -> MemorySpool:
            if folder is not None:
                try:
                    return DiskSpool(folder, spool_bytes, fsync)
                except OSError as problem:
                    _log.warning("Decisions wait in memory only, because %s cannot be used: %s", folder, problem)
            return MemorySpool(min(spool_bytes, 64 * 1024 * 1024))

        self._recorder = Recorder(self._transport, make, queue_size=queue_size, linger=linger, batch_lines=batch_lines)

    # --- Registry ---

    def register_model(self, name: str, owner: str, risk_class: Optional[str] = None, *, exist_ok: bool = True, **more: Any) -> Dict[str, Any]:
        """Puts a model under governance, or returns the one with this name.

        Args:
            name: Name of the model.
            owner: E-mail address of its owner.
            risk_class: Risk class; without one, the model passes no gate.
            exist_ok: False: a model with this name is a refusal.
            more: ``displayName``, ``purpose``, ``deputies``, ``system``, ``tags``, ``externalName``.
        """
        body = {"name": name, "owner": owner, "riskClass": risk_class, **more}
        return self._register("api/v1/models", f"api/v1/models/{_part(name)}", body, exist_ok)

    def register_version(
        self,
        model: str,
        version: str,
        artifact: Union[_Path, Mapping[str, Any]],
        *,
        upload: bool = True,
        exist_ok: bool = True,
        **more: Any,
    ) -> Dict[str, Any]:
        """Registers a version and stores its file.

        Args:
            model: Name of the model.
            version: Name of the version, which never changes afterwards.
            artifact: The file; or ``sha256``, ``sizeBytes`` and ``mediaType`` of one that stays elsewhere.
            upload: False: only the digest of the file is registered.
            exist_ok: False: a version with this name is a refusal. A version with another file always is.
            more: ``source``, ``datasets``, ``metrics``, ``dependencies``, ``images``, as the API takes them.
        """
        path = "" if isinstance(artifact, Mapping) else os.fspath(artifact)
        if isinstance(artifact, Mapping):
            declared: Dict[str, Any] = {**artifact}
        else:
            sha256, size = _hash(path)
            declared = {"sha256": sha256, "sizeBytes": size, "mediaType": _media_type(path)}
        made = self._register(_versions(model), _version(model, version), {"version": version, "artifact": declared, **more}, exist_ok)
        stored = (made.get("artifact") or {}).get("sha256")
        if stored is not None and stored != declared.get("sha256"):
            raise Refused(409, "version.other-artifact", f"{model} {version} is registered with a different file: SHA-256 {stored}.")
        if isinstance(artifact, Mapping) or not upload:
            return made
        answer = self._transport.send(
            "PUT",
            f"{_version(model, version)}/artifact",
            lambda: (open(path, "rb"), os.path.getsize(path)),
            {"Content-Type": "application/octet-stream"},
        )
        return _object(answer.json())

    def add_evidence(
        self,
        model: str,
        version: str,
        kind: str,
        *,
        tool: str,
        payload: Optional[Mapping[str, Any]] = None,
        file: Optional[_Path] = None,
        produced_at: Optional[datetime.datetime] = None,
        media_type: Optional[str] = None,
    ) -> Dict[str, Any]:
        """Adds evidence about a version: a JSON payload, or a file.

        Args:
            model: Name of the model.
            version: Name of the version.
            kind: ``validation``, ``fairness``, ``robustness``, ``explainability``, ``drift``, ``sbom``, … as the API names them.
            tool: The tool that made it, with its version.
            payload: The report.
            file: The report as a file, in place of the payload.
            produced_at: When the tool made it; else now, or when the file was last written.
            media_type: Media type of the file; else by the end of its name.
        """
        if (payload is None) == (file is None):
            raise SettingError("Give either the payload or the file.")
        path = f"{_version(model, version)}/evidence"
        key = uuid.uuid4().hex
        if file is None:
            body = {"kind": kind, "tool": tool, "producedAt": _time(produced_at), "payload": payload}
            return _object(self._transport.ask("POST", path, body, key=key))
        name = os.fspath(file)
        at = produced_at or datetime.datetime.fromtimestamp(os.path.getmtime(name), datetime.timezone.utc)
        with open(name, "rb") as opened:
            content = opened.read()
        kind_of = media_type or _media_type(name)
        form, boundary = _form({"kind": kind, "tool": tool, "producedAt": _time(at)}, os.path.basename(name), kind_of, content)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Idempotency-Key": key}
        return _object(self._transport.send("POST", path, form, headers).json())

    def check_gate(self, model: str, version: str, stage: str, artifact: Union[_Path, None] = None, *, sha256: Optional[str] = None, experiment: Optional[str] = None) -> GateAnswer:
        """Asks whether this very file may be deployed.

        No answer is not a yes: it raises ``Unreachable`` or ``Refused``, and a pipeline stops on both.

        Args:
            model: Name of the model.
            version: Name of the version.
            stage: ``staging`` or ``production``.
            artifact: The file that is about to be deployed; hashed here.
            sha256: Its digest, in place of the file.
            experiment: Running experiment in which it is to decide for a share; the answer is valid for nothing else.
        """
        if (artifact is None) == (sha256 is None):
            raise SettingError("Give either the file or its sha256.")
        digest = sha256 if artifact is None else _hash(os.fspath(artifact))[0]
        asked = {"model": model, "version": version, "stage": stage, "sha256": digest}
        if experiment is not None:
            asked["experiment"] = experiment
        said = self._transport.ask("GET", f"api/v1/gates/deploy?{urllib.parse.urlencode(asked)}") or {}
        # A portal that does not know the question answers for all of the stage.
        if said.get("allow") is True and experiment is not None and said.get("experiment") != experiment:
            raise Unreachable(f"The portal's answer does not say that it is for {experiment}.")
        reasons = [Reason(str(r.get("code")), str(r.get("message")), r.get("rule")) for r in said.get("reasons") or []]
        return GateAnswer(said.get("allow") is True, reasons, said.get("gateRun"), said.get("policyDigest"))

    def push_window(
        self,
        model: str,
        version: str,
        rows: Union[_Path, bytes, Iterable[Mapping[str, Any]]],
        *,
        start: datetime.datetime,
        end: datetime.datetime,
        role: str = "current",
        media_type: Optional[str] = None,
        **columns: str,
    ) -> Dict[str, Any]:
        """Stores a window of monitoring data, which the portal compares with the version's reference.

        Args:
            model: Name of the model.
            version: Name of the version.
            rows: A CSV or NDJSON file, the bytes of one (name its ``media_type``), or rows.
            start: Start of the window.
            end: End of the window.
            role: ``current`` or ``reference``.
            media_type: ``text/csv`` or ``application/x-ndjson``.
            columns: Names of other columns: ``label``, ``score``, ``prediction``, ``protected``, ``ignore``.
        """
        query = urllib.parse.urlencode({"role": role, "start": _time(start), "end": _time(end), **columns})
        path = f"api/v1/monitoring/{_part(model)}/{_part(version)}/windows?{query}"
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        if isinstance(rows, (str, os.PathLike)):
            name = os.fspath(rows)
            headers["Content-Type"] = media_type or ("text/csv" if ".csv" in name.lower() else "application/x-ndjson")
            return _object(self._transport.send("POST", path, lambda: (open(name, "rb"), os.path.getsize(name)), headers).json())
        if isinstance(rows, bytes):
            headers["Content-Type"] = media_type or "text/csv"
            return _object(self._transport.send("POST", path, rows, headers).json())
        from ._decisions import _json  # the same numbers, times and gaps as in a decision

        headers["Content-Type"] = "application/x-ndjson"
        lines = "".join(_json(dict(row)) + "\n" for row in rows)
        return _object(self._transport.send("POST", path, lines.encode(), headers).json())

    def drift(self, model: str, version: str) -> List[Dict[str, Any]]:
        """Reads how each stored window compares with the version's reference.

        In time order; each window has its ``features`` with ``level`` and ``verdict``.
        """
        path = f"api/v1/monitoring/{_part(model)}/{_part(version)}/drift"
        windows: List[Dict[str, Any]] = []
        cursor: Optional[str] = None
        while True:
            said = self._transport.ask("GET", path if cursor is None else f"{path}?{urllib.parse.urlencode({'cursor': cursor})}") or {}
            windows += said.get("items") or []
            cursor = said.get("nextCursor")
            if cursor is None:
                return windows

    # --- Traces ---

    def trace_environment(self, service: str) -> Dict[str, str]:
        """Environment variables with which an OpenTelemetry exporter sends its spans to this portal.

        Set them before the exporter is made: ``os.environ.update(governance.trace_environment("invoice-agent"))``. They hold the key, which
        needs the scope ``traces:write``, and programs that this one starts inherit them.

        Args:
            service: The agent's name in the portal.
        """
        return environment(self._transport, service)

    def trace_exporter(self) -> Exporter:
        """The same as arguments: ``OTLPSpanExporter(**governance.trace_exporter())``, of the exporter for HTTP."""
        return exporter(self._transport)

    # --- Decisions ---

    def decision(
        self,
        model: str,
        version: str,
        *,
        input: Optional[Callable[..., Any]] = None,  # pylint: disable=redefined-builtin
        output: Union[None, str, Callable[[Any], Any]] = None,
        confidence: Union[None, str, float, Callable[[Any], Any]] = None,
        action: Union[None, str, Callable[[Any], Any]] = None,
        subject: Optional[Callable[[Any], Any]] = None,
        decision_id: Optional[Callable[[Any], str]] = None,
        send_input: bool = False,
        synthetic: bool = False,
    ) -> DecisionScope:
        """Decorates a function whose calls are decisions, or is used in a ``with`` block.

        ``output``, ``confidence`` and ``action`` are keys of the result or functions of it. Without them, a result may be a mapping with
        ``output`` and ``confidence`` (or ``score``, ``probability``), a pair of output and confidence, or a number from 0 to 1.

        Args:
            model: Name of the model.
            version: Name of the version.
            input: Picks what of the arguments is the input.
            output: What the model gave.
            confidence: Its confidence, 0 to 1.
            action: What was done about it.
            subject: Gives the pseudonym of the person from the input.
            decision_id: Gives an id from the input, by which labels and overrides find the decision.
            send_input: Sends the values of the input; the portal keeps what the model's policy allows. Otherwise only a digest leaves the
                process.
            synthetic: Marks made-up data.
        """
        return DecisionScope(
            self._recorder,
            model,
            version,
            input=input,
            output=output,
            confidence=confidence,
            action=action,
            subject=subject,
            decision_id=decision_id,
            send_input=send_input,
            synthetic=synthetic,
            digest_key=self._digest_key,
        )

    @property
    def counters(self) -> Counters:
        """What became of the decisions of this process."""
        return self._recorder.counters

    def flush(self, timeout: float = 30.0) -> bool:
        """Sends the waiting decisions. True when the portal has all of them; the rest stays in the spool."""
        return self._recorder.flush(timeout)

    def close(self, timeout: float = 5.0) -> bool:
        """Like ``flush``, and ends the threads. At exit this happens automatically."""
        return self._recorder.close(timeout)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, kind: Any, problem: Any, trace: Any) -> None:
        self.close()

    def _register(self, collection: str, one: str, body: Mapping[str, Any], exist_ok: bool) -> Dict[str, Any]:
        try:
            sent = {name: value for name, value in body.items() if value is not None}
            return _object(self._transport.ask("POST", collection, sent, key=uuid.uuid4().hex))
        except Refused as refused:
            if refused.status != 409 or not exist_ok:
                raise
            try:
                return _object(self._transport.ask("GET", one))
            except Refused:
                raise refused from None


def _object(said: Any) -> Dict[str, Any]:
    if not isinstance(said, dict):
        raise Unreachable("The answer is not a JSON object: something other than the portal may be at this address.")
    return said


def _part(text: str) -> str:
    return urllib.parse.quote(text, safe="")


def _versions(model: str) -> str:
    return f"api/v1/models/{_part(model)}/versions"


def _version(model: str, version: str) -> str:
    return f"{_versions(model)}/{_part(version)}"


def _time(time: Optional[datetime.datetime]) -> str:
    at = time or datetime.datetime.now(datetime.timezone.utc)
    if at.tzinfo is None:
        raise SettingError("A time needs a time zone: datetime(…, tzinfo=timezone.utc).")
    return at.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _hash(path: str) -> Tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        while True:
            block = file.read(1 << 20)
            if not block:
                return digest.hexdigest(), size
            digest.update(block)
            size += len(block)


def _media_type(path: str) -> str:
    return "text/markdown" if path.lower().endswith(".md") else mimetypes.guess_type(path)[0] or "application/octet-stream"


def _form(fields: Mapping[str, str], name: str, media_type: str, content: bytes) -> Tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts: List[bytes] = []
    for field, value in fields.items():
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode())
    safe = name.replace("\\", "_").replace('"', "_").replace("\r", "_").replace("\n", "_")
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{safe}"\r\nContent-Type: {media_type}\r\n\r\n'
    parts.append(head.encode() + content + f"\r\n--{boundary}--\r\n".encode())
    return b"".join(parts), boundary


def _digest_key() -> Optional[bytes]:
    path = os.environ.get("GOVERNANCE_DIGEST_KEY_FILE")
    if not path:
        return None
    try:
        with open(path, "rb") as file:
            return file.read().strip() or None
    except OSError as problem:
        raise SettingError(f"The digest key cannot be read: {problem}") from None


def _spool_folder(spool: Union[_Path, bool, None], url: str) -> Optional[str]:
    if spool is False:
        return None
    given = spool if spool and not isinstance(spool, bool) else os.environ.get("GOVERNANCE_SPOOL")
    if given:
        return os.path.abspath(os.fspath(given))
    # Decisions for one portal never go to another.
    name = hashlib.sha256(url.encode()).hexdigest()[:16]
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    else:
        base = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(base, "governance-client", name)
