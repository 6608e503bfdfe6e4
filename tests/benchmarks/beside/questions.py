"""Ask what people ask of a debate: eight queries, and parameters that rotate.

No server may answer from what it remembers of the query before: of each query
but the one that has no parameter there are ten to a hundred, asked in turn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from debate import BASE, SIGNS, TOPICS, Debate

_PREFIXES: Final = f"""PREFIX : <{BASE}ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
VARIANTS: Final = 100
GRAPH: Final = "application/n-triples"
TABLE: Final = "application/sparql-results+json"


@dataclass(frozen=True)
class Question:
    """One of the queries.

    Attributes:
        name: A word or two, for the table.
        kind: ``look-up``, ``work`` (scans, joins, aggregates) or ``rows``.
        text: Of the query, with ``{person}``, ``{group}``, ``{thesis}``,
            ``{topic}``, ``{sign}`` or ``{year}`` where parameters stand.
        accept: How the answer shall be written.
    """

    name: str
    kind: str
    text: str
    accept: str = TABLE

    def variants(self, debate: Debate) -> list[str]:
        """Return the texts to ask in turn, each once."""
        texts = (self.text.format(**values) for values in _parameters(debate))
        return [_PREFIXES + text for text in dict.fromkeys(texts)]


QUESTIONS: Final = (
    Question(
        "all of a person",
        "look-up",
        "CONSTRUCT {{ {person} ?p ?o }} WHERE {{ {person} ?p ?o }}",
        GRAPH,
    ),
    Question(
        "three joins",
        "look-up",
        "SELECT DISTINCT ?person ?thesis ?author {{ ?person :memberOf {group} . "
        "?stance :heldBy ?person ; :sign :Denies ; :towards ?thesis ; :saidIn ?text . "
        "?text :writtenBy ?author }}",
    ),
    Question(
        "OPTIONAL, language",
        "look-up",
        "SELECT ?person ?en ?de ?died {{ ?person :memberOf {group} ; a :Person ; "
        'rdfs:label ?en FILTER(lang(?en) = "en") '
        'OPTIONAL {{ ?person rdfs:label ?de FILTER(lang(?de) = "de") }} '
        "OPTIONAL {{ ?person :died ?died }} }}",
    ),
    Question(
        "GROUP BY",
        "work",
        "SELECT ?thesis ?sign (COUNT(*) AS ?n) {{ ?stance a :Stance ; "
        ":towards ?thesis ; :sign ?sign ; :said ?day "
        'FILTER(?day > "{year}-01-01"^^xsd:date) }} '
        "GROUP BY ?thesis ?sign ORDER BY DESC(?n) ?thesis LIMIT 50",
    ),
    Question(
        "regex",
        "work",
        "SELECT ?thesis ?label {{ ?thesis a :Thesis ; rdfs:label ?label "
        'FILTER(regex(str(?label), "{topic}.*limit", "i")) }}',
    ),
    Question(
        "ORDER BY LIMIT 20",
        "work",
        "SELECT ?text ?day ?label {{ ?text a :Text ; :issued ?day ; rdfs:label ?label "
        'FILTER(lang(?label) = "en" && ?day < "{year}-12-31"^^xsd:date) }} '
        "ORDER BY DESC(?day) ?text LIMIT 20",
    ),
    Question(
        "path",
        "work",
        "SELECT ?thesis (COUNT(?stance) AS ?n) {{ ?thesis :partOf+ {thesis} . "
        "?stance :towards ?thesis ; :sign :{sign} }} GROUP BY ?thesis",
    ),
    Question(
        "100,000 rows",
        "rows",
        "SELECT ?s ?p ?o {{ ?s ?p ?o FILTER(?o != {person}) }} LIMIT 100000",
    ),
)
# What the site itself asks for the page of a thesis: who stands where.
SUMMARY: Final = Question(
    "stances on a thesis",
    "look-up",
    "SELECT ?sign (COUNT(DISTINCT ?person) AS ?n) {{ ?stance :towards {thesis} ; "
    ":sign ?sign ; :heldBy ?person }} GROUP BY ?sign",
)


def people(debate: Debate) -> list[int]:
    """Return the numbers of a hundred people from all over the debate, once each."""
    step = max(1, debate.people // VARIANTS)
    return list(range(0, debate.people, step))[:VARIANTS]


def _parameters(debate: Debate) -> Iterator[dict[str, str]]:
    groups = debate.sizes["group"]
    small = groups - groups // 2
    for number, person in enumerate(people(debate)):
        yield {
            "person": f"<{BASE}id/person/{person}>",
            "group": f"<{BASE}id/group/{groups - 1 - number % small}>",
            "thesis": f"<{BASE}id/thesis/{1 + number % 3}>",
            "topic": TOPICS[number % len(TOPICS)],
            "sign": SIGNS[number % 4],
            "year": str(1775 + number),
        }
