"""Remember what Flask made of queries, for those who ask the same or the like.

Dashboards, notebooks and federating engines repeat a few queries, or ask one
with other values each time. What to evaluate and below which head depends on
nothing but the text and the headers Accept and Content-Type. The same text needs
no reading at all. Another text of the same form, sent in the same way, needs
the guard (``sparql.inspect``) and what Flask answered to the first: that takes
0.2 ms instead of 0.6. Of the answers themselves only short ones are held
(``web/outgoing.py``).
"""

from collections import OrderedDict
from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from dissensus.errors import DissensusError
from dissensus.evaluation.messages import Evaluation
from dissensus.settings import Settings
from dissensus.sparql import answers_alike, inspect, normal_form, unbound
from dissensus.web.cache import Headers, varying

Asked = tuple[bytes, ...]
_MOST: Final = 256
_FIELD: Final = b"query="
_POST: Final = b"POST"
_TYPE: Final = b"content-type"


@dataclass(frozen=True)
class Plan:
    """What to evaluate, and the head of its answer.

    Attributes:
        evaluation: For the broker, but for the client to count it against.
        headers: Of the response, but for its length.
        tag: What tells this answer from every other over one release; empty
            when the query may be answered in another way next time, or was
            posted: nobody holds such an answer.
    """

    evaluation: Evaluation
    headers: Headers
    tag: str

    @classmethod
    def of(cls, evaluation: Evaluation, headers: Headers, *, posted: bool) -> "Plan":
        """Return the plan to evaluate ``evaluation``; a view left ``headers``."""
        head = varying([(n, v) for n, v in headers if n != b"content-length"])
        return cls(evaluation, head, "" if posted else _tag(evaluation, head))


class Plans:
    """The plans of one site, the least recently used dropped first.

    Args:
        settings: Limits of what is asked.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: OrderedDict[Asked, Plan] = OrderedDict()

    def asked(
        self, scope: MutableMapping[str, Any], accept: bytes, body: bytes
    ) -> Asked:
        """Return all that a plan depends on; first the query as it was sent.

        Empty for what is sent partly in the address and partly in the body.
        """
        sent = scope["query_string"]
        if sent and body:
            return ()
        way = _POST if scope["method"] == "POST" else b"GET"
        types = (value for name, value in scope["headers"] if name == _TYPE)
        return sent or body, way, accept, *types

    def find(self, asked: Asked) -> Plan | None:
        """Return what is to be done for ``asked``; None: Flask must say."""
        plan = self._known.get(asked)
        if plan is not None:
            self._known.move_to_end(asked)
            return plan
        text = _only_query(asked)
        return None if text is None else self._read(text, asked)

    def put(self, asked: Asked, plan: Plan) -> None:
        """Remember what was made of ``asked``, for this text and others like it."""
        self._remember(asked, plan)
        said = plan.evaluation
        plain = _only_query(asked) == said.text and not said.services
        if plain and not unbound(said.text):
            self._remember(_like(said.form, asked), plan)

    def _read(self, text: str, asked: Asked) -> Plan | None:
        try:
            said = inspect(text, self._settings)
        except DissensusError:  # for Flask, which says it in the client's form
            return None
        like = self._known.get(_like(said.form, asked))
        if like is None or said.services or unbound(text):
            return None
        self._known.move_to_end(_like(said.form, asked))
        evaluation, posted = replace(like.evaluation, text=text), asked[1] == _POST
        plan = Plan.of(evaluation, like.headers, posted=posted)
        self._remember(asked, plan)
        return plan

    def _remember(self, asked: Asked, plan: Plan) -> None:
        self._known[asked] = plan
        while len(self._known) > _MOST:
            self._known.popitem(last=False)


def _like(form: str, asked: Asked) -> Asked:
    """Return what all queries of ``form`` have in common that come in this way."""
    return b"like", form.encode(), *asked[1:]


def _only_query(asked: Asked) -> str | None:
    """Return the query, where nothing else was sent with it; else None."""
    sent = asked[0] if asked else b""
    if not sent.startswith(_FIELD) or b"&" in sent:
        return None
    try:
        return unquote_to_bytes(sent[len(_FIELD) :].replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        return None


def _tag(evaluation: Evaluation, headers: Headers) -> str:
    text = evaluation.text
    if evaluation.services or not answers_alike(text, evaluation.form):
        return ""
    kind = next((v for n, v in headers if n == _TYPE), b"")
    dataset = [evaluation.default_graphs, evaluation.named_graphs]
    # To another client the same answer may have to be refused.
    said = [normal_form(text), *dataset, kind, evaluation.version]
    return sha256(repr(said).encode()).hexdigest()[:20]
