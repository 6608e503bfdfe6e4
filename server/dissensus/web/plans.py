"""Remember what Flask made of a query, for a client that asks the same again.

Dashboards, notebooks and federating engines repeat a few queries. What to
evaluate and below which head depends on nothing but the address, the Accept
header and who asks; reading that again took a third of the time of a light
query. Of the answers themselves only short ones are held (``web/outgoing.py``).
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from dissensus.evaluation import Evaluation
from dissensus.web.cache import Headers

Asked = tuple[bytes, ...]
_MOST: Final = 256


@dataclass(frozen=True)
class Plan:
    """What to evaluate, and the head of its answer.

    Attributes:
        evaluation: For the broker.
        tag: As ``Exchange.tag``.
        headers: Of the response, as the view left them.
    """

    evaluation: Evaluation
    tag: str
    headers: Headers


class Plans:
    """The plans of one site, the least recently used dropped first.

    Args:
        client_header: As in the settings.
    """

    def __init__(self, client_header: str) -> None:
        self._client_header = client_header.lower().encode()
        self._known: OrderedDict[Asked, Plan] = OrderedDict()

    def asked(self, query: bytes, accept: bytes, peer: str, headers: Headers) -> Asked:
        """Return all that a plan depends on."""
        named = [value for name, value in headers if name == self._client_header]
        return query, accept, peer.encode(), *named

    def get(self, asked: Asked) -> Plan | None:
        """Return what was made of ``asked``, when that is known."""
        found = self._known.get(asked)
        if found is not None:
            self._known.move_to_end(asked)
        return found

    def put(self, asked: Asked, plan: Plan) -> None:
        """Remember ``plan``."""
        self._known[asked] = plan
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
