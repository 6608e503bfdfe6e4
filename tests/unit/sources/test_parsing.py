"""Whatever the format, a fault is told with the place where it stands."""

from pathlib import Path, PurePosixPath

import pytest
from pyoxigraph import BlankNode, Literal

from dissensus.errors import MissingSource, UnreadableSource
from dissensus.namespaces import XSD
from dissensus.sources import SourceFile, parse_file, read_graphs
from dissensus.sources.literals import canonical_forms, why_ill_typed


def file(name: str, text: str) -> SourceFile:
    return SourceFile(PurePosixPath(name), text.encode(), "")


@pytest.mark.parametrize(
    ("name", "text", "place", "word"),
    [
        ("a.nt", "<http://e/a> <http://e/b> <http://x y> .\n", "a.nt:1:27", "%20"),
        ("a.ttl", "<http://e/a> <http://e/b> <rel> .\n", "a.ttl:1:27", "@base"),
        ("a.ttl", "<http://e/a> <http://e/b> 'x'", "a.ttl:1:30", "."),
        ("a.trig", "<http://e/g> {\n <http://e/a> ;\n}", "a.trig:2:15", "at ';'"),
        ("a.nq", "<http://e/a> .\n", "a.nq:1:14", ""),
        ("a.jsonld", '{"@id":\n oops}', "a.jsonld:2:2", ""),
        ("a.rdf", "<a>\n<b>\n</a>", "a.rdf:3:3", ""),
        ("a.md", "# no", "a.md", "'.ttl'"),
    ],
)
def test_a_fault_is_at_its_line_and_column(
    name: str, text: str, place: str, word: str
) -> None:
    with pytest.raises(UnreadableSource) as raised:
        parse_file(file(name, text))

    assert str(raised.value.place) == place
    assert word in str(raised.value)


def test_a_remote_context_is_not_fetched() -> None:
    text = '{"@context": "http://127.0.0.1:9/c", "@id": "http://e/a"}'

    with pytest.raises(UnreadableSource, match="none is fetched"):
        parse_file(file("a.jsonld", text))


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse_file(file("a.ttl", "\ufeff<http://e/a> <http://e/b> 1 .")).quads


def test_blank_nodes_of_two_files_are_never_the_same(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text("_:x <http://e/b> 1 .", "utf-8")

    one, other = read_graphs([tmp_path / "a.ttl", tmp_path / "b.ttl"])

    assert isinstance(one.quads[0].subject, BlankNode)
    assert one.quads[0].subject != other.quads[0].subject


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingSource):
        read_graphs([tmp_path / "gone.ttl"])


def typed(value: str, name: str) -> Literal:
    return Literal(value, datatype=XSD[name])


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("1917-02-30", "date"),
        ("1900-02-29", "date"),
        ("17-02-03", "date"),
        ("1917-13-01", "date"),
        ("1917-02-03T25:00:00", "dateTime"),
        ("1.5", "integer"),
        (" 5 ", "integer"),
        ("256", "unsignedByte"),
        ("-1", "nonNegativeInteger"),
        ("9" * 5000, "int"),
        ("1e5", "decimal"),
        ("yes", "boolean"),
        ("P", "duration"),
        ("1", "gYear"),
        ("infinity", "double"),
    ],
)
def test_what_is_not_of_its_datatype_is_noticed(value: str, name: str) -> None:
    assert why_ill_typed(typed(value, name))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("2000-02-29", "date"),
        ("-0044-03-15", "date"),
        ("1917-11-07Z", "date"),
        ("9" * 5000, "integer"),
        ("-0", "integer"),
        (".5", "decimal"),
        ("-INF", "double"),
        ("P1Y2M3DT4H5M6.7S", "duration"),
        ("0000", "gYear"),
        ("anything at all", "string"),
    ],
)
def test_what_is_of_its_datatype_passes(value: str, name: str) -> None:
    assert not why_ill_typed(typed(value, name))


def test_numbers_are_written_as_the_store_would() -> None:
    literals = [typed("61.0", "decimal"), typed("007", "integer"), Literal("61.0")]

    canonical = canonical_forms(literals)

    assert [canonical(one) for one in literals] == [
        typed("61", "decimal"),
        typed("7", "integer"),
        Literal("61.0"),
    ]
    assert canonical(Literal("x", language="ru-latn")).language == "ru-latn"
