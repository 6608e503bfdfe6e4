"""What the RDF forms of a document hold."""

from collections.abc import Callable

from pyoxigraph import DefaultGraph, NamedNode

from dissensus.backends import in_memory
from dissensus.description import Holdings, document_quads

BASE = "https://example.org/tides/"
Hold = Callable[..., Holdings]


def test_a_document_takes_along_who_says_so(holdings: Hold) -> None:
    held = holdings(
        one="stn:s dis:affirmsClaim clm:moon .",
        two="att:a dis:attests stn:s ; dis:byAuthor per:p . att:b dis:attests stn:t .",
    )

    quads = document_quads(held, f"{BASE}id/stance/s")

    subjects = {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}
    assert subjects == {f"{BASE}id/stance/s", f"{BASE}id/attestation/a"}
    assert len(quads) == 3


def test_a_statement_stands_in_its_graphs_and_not_in_the_merge(holdings: Hold) -> None:
    """The default graph of a release is the merge of all, not a graph of its own."""
    held = holdings(one="clm:moon skos:note 'n' .", two="clm:moon skos:note 'n' .")

    graphs = {quad.graph_name for quad in document_quads(held, f"{BASE}id/claim/moon")}

    assert graphs == {NamedNode(f"{BASE}graph/one"), NamedNode(f"{BASE}graph/two")}


def test_of_an_opened_file_the_default_graph_is_kept(holdings: Hold) -> None:
    merged = holdings(one="clm:moon skos:note 'n' .")
    every = (DefaultGraph(), NamedNode(f"{BASE}graph/one"))
    held = Holdings(in_memory(merged.backend.quads(None, None, None)), BASE, every)

    graphs = {quad.graph_name for quad in document_quads(held, f"{BASE}id/claim/moon")}

    assert graphs == set(every)


def test_a_long_list_is_part_of_its_document(holdings: Hold) -> None:
    members = " ".join(str(n) for n in range(2_000))
    held = holdings(one=f"clm:moon dis:about ( {members} ) .")

    quads = document_quads(held, f"{BASE}id/claim/moon")

    assert len(quads) == 1 + 2 * 2_000


def test_what_a_fragment_names_is_told_of_where_it_leads(holdings: Hold) -> None:
    """A client sends no fragment: it gets this document, for all of them."""
    table = f"{BASE}id/table/t"
    held = holdings(
        one=f"<{table}> dis:about <{table}#structure> . "
        f"<{table}#structure> dis:about <{table}#structure.component-1> . "
        f"<{table}#structure.component-1> skos:note 'n' . "
        f"<{table}2#structure> skos:note 'of another' ."
    )

    subjects = {str(quad.subject) for quad in document_quads(held, table)}

    assert subjects == {
        f"<{table}>",
        f"<{table}#structure>",
        f"<{table}#structure.component-1>",
    }
