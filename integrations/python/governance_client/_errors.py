"""What can go wrong. Only calls that ask for an answer raise; logging a decision never does."""

from __future__ import annotations

from typing import Dict, List, Mapping, Optional


class GovernanceError(Exception):
    """The reason in words."""


class SettingError(GovernanceError):
    """The address, the key or another setting cannot be used."""


class Unreachable(GovernanceError):
    """The portal did not answer: nothing is known, so a pipeline has to stop."""


class Refused(GovernanceError):
    """The portal answered with a refusal.

    Attributes:
        status: HTTP status.
        code: The portal's code, such as ``evidence.kind-unknown``; see docs/refusals.md.
        errors: What is wrong, by member of the body.
    """

    def __init__(self, status: int, code: Optional[str], detail: str, errors: Optional[Mapping[str, List[str]]] = None) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.errors: Dict[str, List[str]] = dict(errors or {})
