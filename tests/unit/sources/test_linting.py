"""What parses and yet was hardly meant is told, with its place."""

from pathlib import Path, PurePosixPath

import pytest

from dissensus.errors import UnreadableSource
from dissensus.sources import SourceFile, parse_file, read_file, warnings
from dissensus.sources.linting import lint

PREFIXES = """@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""


def file(text: str, name: str = "a.ttl") -> SourceFile:
    return SourceFile(PurePosixPath(name), text.encode(), "")


@pytest.mark.parametrize(
    ("statement", "place", "words"),
    [
        ('ex:a ex:p "\u202eevil" .', "a.ttl:3:12", "right-to-left override"),
        (
            "<https://ex\u0430mple.org/a> ex:p 1 .",
            "a.ttl:3:2",
            "mixes Latin and Cyrillic",
        ),
        ("<https://example.org/cafe\u0301> ex:p 1 .", "a.ttl:3:2", "normal form C"),
        (
            "ex:a owl:sameAs <https://www.wikidata.org/wiki/Q42> .",
            "a.ttl:3:18",
            "<http://www.wikidata.org/entity/Q42>",
        ),
        (
            "ex:a owl:sameAs <http://www.wikidata.org/entity/q42> .",
            "a.ttl:3:18",
            "<http://www.wikidata.org/entity/Q42>",
        ),
    ],
)
def test_what_looks_like_something_else_draws_a_warning(
    statement: str, place: str, words: str
) -> None:
    (remark,) = warnings([parse_file(file(PREFIXES + statement))])

    assert str(remark.place) == place
    assert words in str(remark)


@pytest.mark.parametrize(
    "statement",
    [
        'ex:a ex:p "Лев Троцкий"@ru , "Grüße" , "العربية"@ar .',
        "<https://пример.рф/имя> ex:p <https://münchen.example/łódź> .",
        "ex:a ex:page <https://www.wikidata.org/wiki/Q42> .",
        "ex:a owl:sameAs <http://www.wikidata.org/entity/Q42> .",
        f"ex:a ex:p ({'1 ' * 2000}) .",
    ],
)
def test_what_is_merely_foreign_or_long_draws_none(statement: str) -> None:
    assert not lint(parse_file(file(PREFIXES + statement)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "states nothing"),
        ("# Only a remark.\n", "states nothing"),
        (PREFIXES + "ex:a ex:p <javascript:alert(1)> .", "would run"),
        (PREFIXES + "ex:a ex:p <DATA:text/html,x> .", "would run"),
        (PREFIXES + f"ex:a ex:p {'(' * 1500}1{')' * 1500} .", "1,000 others"),
        (PREFIXES + f"ex:a ex:p {'(2 ' * 1500}1{')' * 1500} .", "1,000 others"),
    ],
)
def test_what_would_do_harm_or_states_nothing_is_refused(text: str, words: str) -> None:
    with pytest.raises(UnreadableSource, match=words):
        warnings([parse_file(file(text))])


def test_a_ring_of_lists_is_read_to_its_end() -> None:
    rdf = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>"

    assert not lint(parse_file(file(f"_:a {rdf} _:b . _:b {rdf} _:a .")))


def test_entities_that_grow_without_end_are_refused_at_once() -> None:
    entities = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    text = (
        f'<?xml version="1.0"?><!DOCTYPE r [{entities}]><rdf:RDF xmlns:rdf="{rdf}" '
        'xmlns:e="http://e/"><rdf:Description rdf:about="http://e/a"><e:p>&a9;</e:p>'
        "</rdf:Description></rdf:RDF>"
    )

    with pytest.raises(UnreadableSource, match="hundred times"):
        parse_file(file(text, "a.rdf"))


def test_an_entity_for_a_namespace_is_read() -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    text = (
        f'<!DOCTYPE r [<!ENTITY e "http://e/">]><rdf:RDF xmlns:rdf="{rdf}" '
        'xmlns:e="&e;"><rdf:Description rdf:about="&e;a"><e:p>1</e:p>'
        "</rdf:Description></rdf:RDF>"
    )

    assert len(parse_file(file(text, "a.rdf")).quads) == 1


def test_a_link_is_read_only_inside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "secret").write_text("root:x:0", "utf-8")
    (tmp_path / "data" / "a.ttl").write_text("<urn:a> <urn:b> 1 .", "utf-8")
    (tmp_path / "data" / "inside.ttl").symlink_to("a.ttl")
    (tmp_path / "data" / "outside.ttl").symlink_to("../secret")

    assert read_file(tmp_path / "data" / "inside.ttl").data
    with pytest.raises(UnreadableSource, match="leads out") as raised:
        read_file(tmp_path / "data" / "outside.ttl")
    assert "root:x" not in str(raised.value)
