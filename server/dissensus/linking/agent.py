"""Say who is asking: the name of the program and how to reach its user.

Source: https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy.
"""

from typing import Final

import SPARQLWrapper
from pyoxigraph import Literal, NamedNode

import dissensus
from dissensus.namespaces import DCAT, DCTERMS, SCHEMA, SKOS, Namespace, prefixes
from dissensus.sources import Project

_FOAF: Final = Namespace(prefixes("")["foaf"])
_ADDRESSES: Final = (_FOAF.mbox, SCHEMA.email, _FOAF.homepage, SCHEMA.url)


def user_agent(project: Project, contact: str = "") -> str:
    """Return the User-Agent of requests on behalf of ``project``.

    The contact is the one given; else the address that the project's data give
    its publisher; else the landing page or the base IRI of the dataset.
    """
    said: dict[str, dict[NamedNode, str]] = {}
    for triple in project.asserted():
        term = triple.object
        if isinstance(term, Literal) and term.language not in {None, "en"}:
            continue
        value = term.value if isinstance(term, NamedNode | Literal) else ""
        said.setdefault(str(triple.subject)[1:-1], {})[triple.predicate] = value
    about = project.configuration
    dataset = said.get(about.iri, {})
    publisher = said.get(dataset.get(DCTERMS.publisher, ""), {})
    addresses = [publisher[p] for p in _ADDRESSES if p in publisher]
    address = (
        next(iter([*addresses, dataset.get(DCAT.landingPage, "")]), "")
        or about.base.iri
    )
    name = publisher.get(SKOS.prefLabel, "")
    who = contact or "; ".join(filter(None, (name, address.removeprefix("mailto:"))))
    agent = (
        f"dissensus/{dissensus.__version__} ({who}) "
        f"SPARQLWrapper/{SPARQLWrapper.__version__}"
    )
    # A header is a line of Latin-1 (RFC 9110, section 5.5); ASCII is safe.
    return " ".join(agent.encode("ascii", "replace").decode().split())
