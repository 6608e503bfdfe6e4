"""Remember which answers broke off, and why.

Once its first bytes are out, an answer that meets a limit can only be broken
off: there is no place left to say why. So whoever asks the same again is told
at once, with a status of its own.
"""

import json
import time
from collections import OrderedDict
from typing import Any, Final

from dissensus.errors import AnswerTooLong, DissensusError

_MOST: Final = 512
# What depends on how busy the machine is, or how fast the reader, may change.
_SECONDS: Final = 30.0


class BrokenOffError(ConnectionAbortedError):
    """An answer that had begun cannot be finished, because of ``fault``."""

    def __init__(self, fault: DissensusError) -> None:
        super().__init__()
        self.fault = fault


class Broken:
    """The last answers that broke off, the oldest forgotten first."""

    def __init__(self) -> None:
        self._faults: OrderedDict[int, tuple[DissensusError, float]] = OrderedDict()

    def remember(self, request: dict[str, Any], fault: DissensusError) -> None:
        """Keep that the answer to ``request`` broke off because of ``fault``.

        Only if it was a limit: a worker that died may have died of anything.
        """
        if fault.limit is None:
            return
        if isinstance(fault, AnswerTooLong) and not request["services"]:
            self._faults[_key(request, None)] = (fault, float("inf"))
        else:
            # One who reads slowly must not spoil a query for all others.
            until = time.monotonic() + _SECONDS
            self._faults[_key(request, request["client"])] = (fault, until)
        while len(self._faults) > _MOST:
            self._faults.popitem(last=False)

    def refuse(self, request: dict[str, Any]) -> None:
        """Raise what broke off the answer to a request like this one, if one did.

        Raises:
            AnswerTooLong: It will be as long again: a release does not change.
            BackendError: It met another limit, less than half a minute ago.
        """
        if not self._faults:
            return
        for client in (None, request["client"]):
            fault, until = self._faults.get(_key(request, client), (None, 0.0))
            if fault is not None and time.monotonic() < until:
                raise _again(fault)


def _again(fault: DissensusError) -> DissensusError:
    return type(fault)(
        fault.summary,
        hint=fault.hint,
        see=fault.see,
        details=["The answer to this query broke off when it was last asked."],
        limit=fault.limit,
    )


def _key(request: dict[str, Any], client: str | None) -> int:
    return hash(json.dumps({**request, "client": client}, sort_keys=True))
