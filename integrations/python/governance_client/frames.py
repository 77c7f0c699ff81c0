"""Helpers for pandas, for programs that have it: a frame as a window of monitoring data."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Dict

if TYPE_CHECKING:
    from ._client import Client


def to_csv(frame: Any) -> bytes:
    """A frame as the portal reads it: no index, times with their zone, gaps empty, numbers to the last digit."""
    text: str = frame.to_csv(index=False, date_format="%Y-%m-%dT%H:%M:%S%z")
    return text.encode()


def push_frame(
    client: "Client",
    model: str,
    version: str,
    frame: Any,
    *,
    start: datetime.datetime,
    end: datetime.datetime,
    role: str = "current",
    **columns: str,
) -> Dict[str, Any]:
    """Stores a frame as a window: one row for each prediction.

    Args:
        client: The client.
        model: Name of the model.
        version: Name of the version.
        frame: Features, ``score``, ``prediction``, and ``label`` where known.
        start: Start of the window.
        end: End of the window.
        role: ``current`` or ``reference``.
        columns: Names of other columns, such as ``label="defaulted"``.
    """
    return client.push_window(model, version, to_csv(frame), start=start, end=end, role=role, media_type="text/csv", **columns)
