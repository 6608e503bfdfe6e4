"""Say terms and paths the way an editor of the data would write them."""

from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode


class Wording:
    """Abbreviates IRIs by prefixes; the longest namespace that fits wins."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._known = sorted(
            prefixes.items(), key=lambda pair: len(pair[1]), reverse=True
        )

    def term(self, term: object) -> str:
        """Return ``per:ada``, ``"text"@en``, or ``<iri>`` where no prefix fits."""
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, Literal):
            return term.value
        return str(term)

    def iri(self, iri: str) -> str:
        """Return an IRI abbreviated, or in angle brackets."""
        for prefix, namespace in self._known:
            local = iri.removeprefix(namespace)
            if local != iri and "/" not in local:
                return f"{prefix}:{local}"
        return f"<{iri}>"
