"""Write a made-up debate of any size, in the words of the project's own ontology.

The ontology, the shapes and the queries are the project's, so that the real
rules and checks apply; the data are invented, conform, and are the same bytes
for the same size. Each text is a folder of six files, about 2,270 triples:
what grows with the number of triples is the number of texts.

    python tests/benchmarks/generating.py --triples 10000 FOLDER
"""

import argparse
import hashlib
import random
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))
from wording import DATASET, FIRST, LAST, LINKS, PREFIXES, THINGS

ROOT: Final = Path(__file__).resolve().parents[2]
PER_TEXT: Final = 2270
_PARAGRAPHS, _CLAIMS, _ARGUMENTS, _EVENTS, _CITATIONS = 15, 40, 12, 4, 12


def write_project(folder: Path, triples: int, root: Path = ROOT) -> int:
    """Write a project of about ``triples`` triples of data; return its texts.

    Args:
        folder: Must not be there.
        triples: At least as many are written, and at least one text.
        root: The project whose ontology, shapes and queries are taken.
    """
    # Not the other queries: their defaults name entities of the real data.
    for part in ("ontology", "shapes", "queries/competency"):
        shutil.copytree(root / part, folder / part)
    (folder / "data" / "texts").mkdir(parents=True)
    _write(folder / "data" / "dataset.ttl", DATASET)
    texts = max(1, -(-triples // PER_TEXT))
    for number in range(texts):
        for name, body in _Text(number, texts).files():
            path = folder / "data" / "texts" / f"t{number}" / f"{name}.ttl"
            path.parent.mkdir(exist_ok=True)
            _write(path, body)
    return texts


def _write(path: Path, body: str) -> None:
    # Only what is used: the parser remembers each for each file.
    used = "".join(
        f"{line}\n" for line in PREFIXES.splitlines() if f"{line.split()[1]}" in body
    )
    path.write_text(f"{used}\n{body}", encoding="utf-8")


@dataclass(frozen=True)
class _Text:
    """One text: who wrote it, what it says, where."""

    number: int
    texts: int

    @property
    def _chance(self) -> random.Random:
        return random.Random(self.number)  # noqa: S311  # nothing is kept secret

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield name and content of each file."""
        chance = self._chance
        yield "text", "".join(self._text(chance))
        yield "passages", "".join(self._passages())
        yield "claims", "".join(self._claims(chance))
        yield "stances", "".join(self._stances(chance))
        yield "arguments", "".join(self._arguments(chance))
        yield "events", "".join(self._events(chance))

    @property
    def _year(self) -> int:
        return 1955 + self.number * 70 // self.texts

    def _born(self, text: int) -> int:
        return 1850 + text * 37 % 50

    def _someone(self, chance: random.Random) -> int:
        """A person of this text or one before; a few are spoken of most."""
        return int((self.number + 1) * chance.random() ** 2)

    def _text(self, chance: random.Random) -> Iterator[str]:
        n, born = self.number, self._born(self.number)
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        title = f"On {chance.choice(THINGS)} and {chance.choice(THINGS)}, part {n}"
        yield (
            f"per:p{n} a dis:Person ;\n"
            f'    skos:prefLabel "{name} {n}"@en , "{name} {n}"@de ;\n'
            f'    schema:birthDate "{born}"^^edtf:EDTF ;\n'
            f'    dis:notLinkedBecause "Invented."@en ;\n'
            f'    dis:birthNotBefore "{born}-01-01"^^xsd:date ;\n'
            f'    dis:deathNotAfter "{born + 80}-12-31"^^xsd:date .\n'
            f'per:a{n} a dis:Person ; skos:prefLabel "{name}, author of {n}"@en ;\n'
            f'    dis:notLinkedBecause "Invented."@en .\n'
            f'wk:t{n} a dis:Work ; skos:prefLabel "{title}"@en ;\n'
            f'    dcterms:title "{title}"@en ;\n'
            f'    dcterms:creator per:a{n} ; dcterms:language "en" .\n'
            f'ed:t{n} a dis:Edition ; skos:prefLabel "{title} ({self._year})"@en ;\n'
            f'    dcterms:title "{title}"@en ; dcterms:creator per:a{n} ;\n'
            f"    dis:editionOf wk:t{n} ;\n"
            f'    dcterms:issued "{self._year}"^^edtf:EDTF ; dcterms:language "en" ;\n'
            f'    dis:textDigest "{_digest(n, 0)}" ; dis:textLength 1000000 .\n'
        )
        for i in range(_CITATIONS):
            cited = chance.randrange(n) if n else None
            target = f"wk:t{n}" if cited is None else f"ed:t{cited}"
            yield (
                f"cit:t{n}-{i} a dis:Citation ;\n"
                f'    skos:prefLabel "Citation {i} of text {n}"@en ;\n'
                f"    cito:hasCitingEntity ed:t{n} ; cito:hasCitedEntity {target} ;\n"
                f"    cito:hasCitationCharacterization cito:citesForInformation ;\n"
                f'    dis:inPassage psg:t{n}-p{i} ; dis:locator "p. {i + 1}" ;\n'
                f"    dis:citedFor clm:t{n}-{i} .\n"
            )

    def _start(self, paragraph: int) -> int:
        """Where a paragraph begins: no two texts begin alike."""
        return paragraph * 1000 + self.number

    def _passages(self) -> Iterator[str]:
        n = self.number
        for i in range(_PARAGRAPHS):
            follows = f" ;\n    dis:nextPassage psg:t{n}-p{i + 1}"
            start = self._start(i)
            yield _passage(
                f"psg:t{n}-p{i}",
                f"Paragraph {i} of text {n}",
                ("paragraph", n, start, start + 900),
                follows if i < _PARAGRAPHS - 1 else "",
            )
            for first in range(start, start + 600, 200):
                end = first + 150
                yield _passage(
                    f"psg:t{n}-p{i}-{first}-{end}",
                    f"Paragraph {i} of text {n}, code points {first} to {end}",
                    ("span", n, first, end),
                    f" ;\n    dis:withinPassage psg:t{n}-p{i}",
                )
            yield (
                f"act:t{n}-p{i} a dis:InterpretationAct ;\n"
                f'    skos:prefLabel "Reading of paragraph {i} of text {n}"@en ;\n'
                f"    dis:inPassage psg:t{n}-p{i} ;\n"
                f"    prov:wasAssociatedWith coll:coders ;\n"
                f'    prov:endedAtTime "2026-11-22T18:04:00Z"^^xsd:dateTime ;\n'
                f'    dis:guidelineVersion "1.0" ;\n'
                f"    dis:criterion crit:explicit-wording .\n"
            )

    def _span(self, chance: random.Random) -> tuple[int, str]:
        paragraph = chance.randrange(_PARAGRAPHS)
        start = self._start(paragraph) + chance.randrange(3) * 200
        return paragraph, f"psg:t{self.number}-p{paragraph}-{start}-{start + 150}"

    def _attested(self, chance: random.Random, name: str, *what: str) -> str:
        n = self.number
        paragraph, span = self._span(chance)
        mode = "own-words" if "own" in name else "summary"
        return (
            f"att:t{n}-{name} a dis:Attestation ;\n"
            f'    skos:prefLabel "Text {n} on {name}"@en ;\n'
            f"    dis:attests {' , '.join(what)} ; dis:byAuthor per:a{n} ;\n"
            f"    dis:inPassage {span} ; dis:reportingMode mode:{mode} ;\n"
            f"    dis:confidence conf:high ;\n"
            f"    prov:wasGeneratedBy act:t{n}-p{paragraph} .\n"
        )

    def _claims(self, chance: random.Random) -> Iterator[str]:
        n = self.number
        for i in range(_CLAIMS):
            one, link, other = map(chance.choice, (THINGS, LINKS, THINGS))
            about = f" ;\n    dis:about per:p{self._someone(chance)} , plc:nowhere"
            against = f" ;\n    dis:contradicts clm:t{n}-{i - 1}" if i % 8 == 7 else ""
            yield (
                f"clm:t{n}-{i} a dis:Claim ;\n"
                f'    skos:prefLabel "The {one} {link} all {other} ({n}.{i})."@en ;\n'
                f'    skos:altLabel "{one.title()} and {other} {n}.{i}"@en'
                f"{about}{against} .\n"
            )

    def _stances(self, chance: random.Random) -> Iterator[str]:
        n = self.number
        for i in range(_CLAIMS):
            stance = f"stn:t{n}-own-{i}"
            yield (
                f"{stance} a dis:Stance ;\n"
                f'    skos:prefLabel "The author of {n} affirms {i}"@en ;\n'
                f"    dis:holder per:a{n} ; dis:affirmsClaim clm:t{n}-{i} ;\n"
                f"    dis:position pos:affirmation .\n"
            )
            yield self._attested(chance, f"own-{i}", stance, f"clm:t{n}-{i}")
            if i % 2:
                person = self._someone(chance)
                year = self._born(person) + 25 + i % 30
                stance = f"stn:t{n}-{i}"
                verb = "affirms" if i % 3 else "denies"
                position = "affirmation" if i % 3 else "denial"
                yield (
                    f"{stance} a dis:Stance ;\n"
                    f'    skos:prefLabel "Person {person} {verb} {n}.{i}"@en ;\n'
                    f"    dis:holder per:p{person} ; dis:{verb}Claim clm:t{n}-{i} ;\n"
                    f"    dis:position pos:{position} ;\n"
                    f'    dis:edtf "{year}"^^edtf:EDTF ;\n'
                    f'    dis:notBefore "{year}-01-01"^^xsd:date ;\n'
                    f'    dis:notAfter "{year}-12-31"^^xsd:date ;\n'
                    f"    dis:sourceCalendar cal:gregorian .\n"
                )
                yield self._attested(chance, f"report-{i}", stance)

    def _arguments(self, chance: random.Random) -> Iterator[str]:
        n = self.number
        for i in range(_ARGUMENTS):
            end, *premises = chance.sample(range(_CLAIMS), 3)
            named = " , ".join(f"clm:t{n}-{p}" for p in premises)
            if n:
                # From one text to another: what a whole graph is joined by.
                named += f" , clm:t{chance.randrange(n)}-{chance.randrange(_CLAIMS)}"
            yield (
                f"arg:t{n}-{i} a dis:Argument ;\n"
                f'    skos:prefLabel "Argument {i} of text {n}"@en ;\n'
                f"    dis:hasPremise {named} ; dis:hasConclusion clm:t{n}-{end} ;\n"
                f"    dis:usesScheme sch:example ; dis:advancedBy per:a{n} .\n"
            )
            yield self._attested(chance, f"own-argument-{i}", f"arg:t{n}-{i}")

    def _events(self, chance: random.Random) -> Iterator[str]:
        n = self.number
        for i in range(_EVENTS):
            person = self._someone(chance)
            year = self._born(person) + 30
            yield (
                f'ev:t{n}-{i} a dis:Event ; skos:prefLabel "Congress {n}.{i}"@en ;\n'
                f'    dis:edtf "{year}"^^edtf:EDTF ;\n'
                f"    dis:sourceCalendar cal:gregorian ;\n"
                f'    dis:notBefore "{year}-01-01"^^xsd:date ;\n'
                f'    dis:notAfter "{year}-12-31"^^xsd:date ;\n'
                f'    dis:notLinkedBecause "Invented."@en ;\n'
                f"    dis:eventType evt:congress ; dis:tookPlaceAt plc:nowhere .\n"
                f"ptn:t{n}-{i} a dis:Participation ;\n"
                f'    skos:prefLabel "Person {person} at {n}.{i}"@en ;\n'
                f"    dis:participant per:p{person} ; dis:inEvent ev:t{n}-{i} ;\n"
                f"    dis:role role:participant .\n"
            )
            yield self._attested(chance, f"event-{i}", f"ev:t{n}-{i}", f"ptn:t{n}-{i}")


def _passage(name: str, label: str, place: tuple[str, int, int, int], rest: str) -> str:
    kind, text, start, end = place
    return (
        f'{name} a dis:Passage ; skos:prefLabel "{label}"@en ;\n'
        f"    dis:passageKind pkind:{kind} ; oa:hasSource ed:t{text} ;\n"
        f'    dis:sectionTitle "Section {start // 5000}"@en ;\n'
        f"    oa:hasSelector [ a oa:TextPositionSelector ; oa:start {start} ;\n"
        f"    oa:end {end} ] ;\n"
        f'    dis:digest "{_digest(text, start, end)}"{rest} .\n'
    )


def _digest(*what: int) -> str:
    return f"sha256:{hashlib.sha256(repr(what).encode()).hexdigest()}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--triples", type=int, required=True)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    write_project(given.folder, given.triples)
