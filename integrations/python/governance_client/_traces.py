"""Where an OpenTelemetry exporter sends what an agent did. The exporter itself is not ours, and nothing here needs it."""

from __future__ import annotations

import urllib.parse
from typing import Dict, TypedDict

from ._errors import SettingError
from ._http import Transport


class _Address(TypedDict):
    endpoint: str
    headers: Dict[str, str]


class Exporter(_Address, total=False):
    """Arguments of ``OTLPSpanExporter``."""

    certificate_file: str


def exporter(transport: Transport) -> Exporter:
    """Address and key as the exporter's arguments."""
    key = transport.key
    if key is None:
        raise SettingError("Spans need a key with the scope traces:write: set GOVERNANCE_API_KEY or GOVERNANCE_API_KEY_FILE.")
    made: Exporter = {"endpoint": f"{transport.url}/v1/traces", "headers": {"Authorization": f"Bearer {key}"}}
    if transport.ca_file:
        made["certificate_file"] = transport.ca_file
    return made


def environment(transport: Transport, service: str) -> Dict[str, str]:
    """Address and key as environment variables of the OpenTelemetry specification."""
    if not service.strip():
        raise SettingError("Name the service: the portal knows the agent by it.")
    made = exporter(transport)
    # The specification percent-encodes values of headers, and the exporter decodes them: a comma or a space would end one.
    headers = ",".join(f"{name}={urllib.parse.quote(value, safe='')}" for name, value in made["headers"].items())
    said = {
        "OTEL_SERVICE_NAME": service.strip(),
        "OTEL_TRACES_EXPORTER": "otlp",
        "OTEL_METRICS_EXPORTER": "none",
        "OTEL_LOGS_EXPORTER": "none",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": made["endpoint"],
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf",
        "OTEL_EXPORTER_OTLP_TRACES_HEADERS": headers,
    }
    if "certificate_file" in made:
        said["OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE"] = made["certificate_file"]
    return said
