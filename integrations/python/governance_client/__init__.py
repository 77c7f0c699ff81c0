"""Client of Governance Portal: registers models, adds evidence, asks gates, and logs decisions without slowing the caller.

Standard library only, Python 3.9 or later. See docs/python.md of the portal.
"""

from ._client import Client, GateAnswer, Reason
from ._decisions import Decision, DecisionScope, input_digest
from ._errors import GovernanceError, Refused, SettingError, Unreachable
from ._recorder import Counters
from ._version import __version__

__all__ = [
    "Client",
    "Counters",
    "Decision",
    "DecisionScope",
    "GateAnswer",
    "GovernanceError",
    "Reason",
    "Refused",
    "SettingError",
    "Unreachable",
    "__version__",
    "input_digest",
]
