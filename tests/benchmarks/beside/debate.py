"""Make up a debate of any size, for servers that know nothing of one another.

Plain RDF in a vocabulary of its own, so that every server can load it: groups,
people, texts, theses in a tree, stances and arguments, a few of each named by
most of the others. The same size gives the same bytes. Beside the data stands
what makes a project of them: terms, one shape, a description.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BASE: Final = "https://debate.example/"
PER_PERSON: Final = 82
SIGNS: Final = ("Affirms", "Denies", "Doubts", "Depends")
TOPICS: Final = (
    "bread", "canals", "clocks", "coal", "comets", "fences", "ferries", "forests",
    "gardens", "glass", "harbours", "honey", "islands", "ladders", "lamps",
    "letters", "libraries", "markets", "mills", "mirrors", "orchards", "parades",
    "quarries", "railways", "rivers", "roads", "salt", "schools", "ships", "sleep",
    "taxes", "theatres", "tolls", "towers", "trams", "vaccines", "voting", "walls",
    "weather", "wells", "windows", "wool",
)  # fmt: skip
_LINKS: Final = ("limits", "pays for", "comes before", "rules out", "depends on")
_GIVEN: Final = (
    "Abel", "Berta", "Cyril", "Dora", "Emil", "Flora", "Gustav", "Hedda", "Ivo",
    "Jana",
)  # fmt: skip
_FAMILY: Final = (
    "Amsel", "Birke", "Cerny", "Distel", "Erle", "Falk", "Gans", "Hagen", "Iltis",
    "Jung",
)  # fmt: skip
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_CLASSES: Final = ("Group", "Person", "Text", "Thesis", "Stance", "Argument")
_LINKING: Final = (
    "memberOf", "learntFrom", "writtenBy", "cites", "partOf", "heldBy", "towards",
    "sign", "saidIn", "madeBy", "speaksFor", "speaksAgainst",
)  # fmt: skip
_TELLING: Final = ("born", "died", "issued", "said", "summary", "topic", "weight")

PROJECT: Final = {
    "data/dataset.ttl": f"""\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix void: <http://rdfs.org/ns/void#> .

<{BASE}id/dataset/debate> a dcat:Dataset , void:Dataset ;
    dcterms:title "A debate that nobody had"@en ;
    dcterms:description "Made up, to be measured with."@en ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dcat:version "1" ;
    void:uriSpace "{BASE}" ;
    void:exampleResource <{BASE}id/person/0> .
""",
    "ontology/terms.ttl": f"""\
@prefix : <{BASE}ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <{_RDFS}> .

<{BASE}ontology> a owl:Ontology ; dcterms:title "Terms of a made-up debate"@en ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> .
"""
    + "".join(f':{n} a owl:Class ; rdfs:label "{n}"@en .\n' for n in _CLASSES)
    + "".join(f':{n} a owl:ObjectProperty ; rdfs:label "{n}"@en .\n' for n in _LINKING)
    + "".join(
        f':{n} a owl:DatatypeProperty ; rdfs:label "{n}"@en .\n' for n in _TELLING
    ),
    "shapes/person.ttl": f"""\
@prefix dsh: <https://w3id.org/dissensus/shapes#> .
@prefix rdfs: <{_RDFS}> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

dsh:Person a sh:NodeShape ; rdfs:label "Person shape"@en ;
    sh:targetClass <{BASE}ontology#Person> ; sh:property dsh:Person-born .
dsh:Person-born a sh:PropertyShape ; sh:path <{BASE}ontology#born> ;
    sh:minCount 1 ; sh:severity sh:Violation ; dsh:code "PER01" ;
    sh:message "A person is born on some day: say which."@en .
""",
}


@dataclass(frozen=True)
class Debate:
    """A debate of about ``triples`` triples.

    Attributes:
        people: How many; of everything else there is a multiple.
    """

    people: int

    @classmethod
    def of(cls, triples: int) -> "Debate":
        """Return the debate that has about so many triples."""
        return cls(max(20, triples // PER_PERSON))

    @property
    def sizes(self) -> dict[str, int]:
        """How many of each kind there are."""
        n = self.people
        return {
            "group": max(3, n // 10),
            "person": n,
            "text": n * 3 // 2,
            "thesis": max(8, n // 2),
            "stance": n * 5,
            "argument": n * 7 // 2,
        }

    def write_project(self, folder: Path) -> Path:
        """Write the debate as a project; return the file with the data."""
        for name, text in PROJECT.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (folder / "queries").mkdir(exist_ok=True)
        data = folder / "data" / "debate.ttl"
        with data.open("w", encoding="utf-8") as stream:
            stream.writelines(self.lines())
        return data

    def lines(self) -> Iterator[str]:
        """Yield one triple a line: N-Triples, and so Turtle too."""
        chance = random.Random(self.people)  # noqa: S311  # nothing is kept secret
        for kind, size in self.sizes.items():
            tell = getattr(self, f"_{kind}")
            for number in range(size):
                subject = _entity(kind, number)
                for predicate, value in tell(chance, number):
                    yield f"{subject} {predicate} {value} .\n"

    def _some(self, chance: random.Random, kind: str, power: float = 2.0) -> str:
        """One of a kind; those with small numbers are named far more often."""
        size = self.sizes[kind]
        return _entity(kind, min(size - 1, int(size * chance.random() ** power)))

    def _group(self, chance: random.Random, number: int) -> Iterator[tuple[str, str]]:
        topic = chance.choice(TOPICS)
        yield _A, _term("Group")
        yield from _labels(f"Friends of {topic}, branch {number}", "Verein")
        yield _term("issued"), _day(chance, 1800, 1990)

    def _person(self, chance: random.Random, number: int) -> Iterator[tuple[str, str]]:
        born = chance.randint(1750, 1985)
        name = f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)} {number}"
        yield _A, _term("Person")
        yield from _labels(name, "Person")
        yield _term("born"), _day(chance, born, born)
        if born < 1930:
            yield _term("died"), _day(chance, born + 30, born + 80)
        yield _term("memberOf"), self._some(chance, "group", 1.3)
        for teacher in {self._some(chance, "person"): 0 for _ in range(3)}:
            yield _term("learntFrom"), teacher

    def _text(self, chance: random.Random, number: int) -> Iterator[tuple[str, str]]:
        one, other = chance.sample(TOPICS, 2)
        yield _A, _term("Text")
        yield from _labels(f"Of {one} and {other}, part {number}", "Schrift")
        yield _term("summary"), f'"{_words(chance, 14)}"@en'
        yield _term("writtenBy"), self._some(chance, "person")
        yield _term("issued"), _day(chance, 1770, 2024)
        for cited in {self._some(chance, "text"): 0 for _ in range(3)}:
            yield _term("cites"), cited

    def _thesis(self, chance: random.Random, number: int) -> Iterator[tuple[str, str]]:
        one, other = chance.sample(TOPICS, 2)
        said = f"{one} {chance.choice(_LINKS)} {other} ({number})"
        yield _A, _term("Thesis")
        yield from _labels(said, "These")
        yield _term("summary"), f'"That {said}: {_words(chance, 10)}"@en'
        yield _term("topic"), f'"{one}"'
        if number:
            yield _term("partOf"), _entity("thesis", (number - 1) // 4)

    def _stance(self, chance: random.Random, _: int) -> Iterator[tuple[str, str]]:
        sign = SIGNS[min(3, int(chance.expovariate(1.1)))]
        yield _A, _term("Stance")
        yield _term("heldBy"), self._some(chance, "person")
        yield _term("towards"), self._some(chance, "thesis")
        yield _term("sign"), _term(sign)
        yield _term("saidIn"), self._some(chance, "text", 1.0)
        yield _term("said"), _day(chance, 1770, 2024)
        yield _term("weight"), f'"{chance.random():.3f}"^^<{_XSD}decimal>'

    def _argument(self, chance: random.Random, n: int) -> Iterator[tuple[str, str]]:
        yield _A, _term("Argument")
        yield _LABEL, f'"Argument {n}: {_words(chance, 3)}"@en'
        yield _term("summary"), f'"Since {_words(chance, 8)}"@en'
        yield _term("madeBy"), self._some(chance, "person")
        yield _term("saidIn"), self._some(chance, "text", 1.0)
        side = "speaksFor" if chance.random() < 0.5 else "speaksAgainst"
        yield _term(side), self._some(chance, "thesis")


def _term(name: str) -> str:
    return f"<{BASE}ontology#{name}>"


_A: Final = f"<{_RDF}type>"
_LABEL: Final = f"<{_RDFS}label>"


def _entity(kind: str, number: int) -> str:
    return f"<{BASE}id/{kind}/{number}>"


def _labels(english: str, kind: str) -> Iterator[tuple[str, str]]:
    yield _LABEL, f'"{english}"@en'
    yield _LABEL, f'"{english} ({kind})"@de'


def _day(chance: random.Random, first: int, last: int) -> str:
    year, month, day = chance.randint(first, last), *_date(chance)
    return f'"{year}-{month:02}-{day:02}"^^<{_XSD}date>'


def _date(chance: random.Random) -> tuple[int, int]:
    return chance.randint(1, 12), chance.randint(1, 28)


def _words(chance: random.Random, number: int) -> str:
    return " ".join(chance.choice(TOPICS) for _ in range(number))
