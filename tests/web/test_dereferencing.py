"""Every IRI that a dump names leads to a document, the same in all its forms."""

import gzip
import re
import sys
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Triple, parse

from dissensus.formats import why_not_xml
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

FORMS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/trig": RdfFormat.TRIG,
}
BLANK = re.compile(r"_:\w+")
SAMPLE = 25


def paths_of(release: Release) -> list[str]:
    """The addresses of all local IRIs of the dump, graph names included."""
    dump = next((release.folder / "dumps").glob("*.trig.gz"))
    text = gzip.decompress(dump.read_bytes()).decode()
    prefixes = re.findall(r"(?m)^@prefix [\w-]*: <(.*?)> \.", text)
    found = {
        term.value
        for quad in parse(text.encode(), format=RdfFormat.TRIG)
        for term in (*quad.triple, quad.graph_name)
        if getattr(term, "value", "").startswith(release.base.iri)
        and not hasattr(term, "datatype")
    }
    found |= {iri for iri in prefixes if iri.startswith(release.base.iri)}
    paths = {release.base.path(iri).partition("#")[0] for iri in found}
    # A query is answered by workers, which only a server has: test_canned_queries.
    return sorted(path for path in paths if not path.startswith("/queries/"))


def ask(client: FlaskClient, path: str, accept: str) -> bytes:
    """Return what ``path`` leads to, by one 303 at most."""
    headers = {"Accept": accept}
    with client.get(path, headers=headers) as response:
        assert response.status_code in {200, 303}, (path, accept, response.status)
        if response.status_code == 200:
            return response.data
        location = response.location
    assert path == "/" or path.startswith(("/id/", "/vocab/")), path
    with client.get(location, headers=headers) as response:
        assert response.status_code == 200, (path, accept, response.status)
        assert response.mimetype == accept, (path, accept)
        return response.data


def triples(client: FlaskClient, path: str) -> Iterator[tuple[str, set[Triple]]]:
    """Yield each form that can say what ``path`` is about, as triples."""
    for accept, syntax in FORMS.items():
        try:
            body = ask(client, path, accept)
        except AssertionError:
            if accept == "application/rdf+xml" and is_beyond_xml(client, path):
                continue
            raise
        yield accept, {quad.triple for quad in parse(body, format=syntax)}


def is_beyond_xml(client: FlaskClient, path: str) -> bool:
    body = ask(client, path, "application/n-triples")
    return any(why_not_xml(q.triple) for q in parse(body, format=RdfFormat.N_TRIPLES))


def shape(found: set[Triple]) -> list[str]:
    """What two graphs have in common that differ in the names of blank nodes."""
    return sorted(BLANK.sub("_:", str(triple)) for triple in found)


def check(release: Release, step: int = 1, *, is_told: bool = False) -> int:
    client = create_app(Site.of(release, Settings())).test_client()
    paths = paths_of(release)[::step]
    for number, path in enumerate(paths):
        if is_told and number % 500 == 0:
            sys.stderr.write(f"\r{number:,} of {len(paths):,} IRIs")
        assert b"</html>" in ask(client, path, "text/html")
        forms = dict(triples(client, path))
        plain = shape(forms["application/n-triples"])
        assert plain or path.endswith("/"), path
        assert all(shape(found) == plain for found in forms.values()), path
    return len(paths)


def test_each_iri_of_a_small_dump_leads_to_the_same_in_all_forms(
    release: Release,
) -> None:
    assert check(release) > 20


def test_some_iris_of_the_real_dump_lead_to_the_same_in_all_forms(
    real_release: Release,
) -> None:
    assert check(real_release, len(paths_of(real_release)) // SAMPLE) >= SAMPLE


@pytest.mark.slow
def test_each_iri_of_the_real_dump_leads_to_the_same_in_all_forms(
    real_release: Release,
) -> None:
    """None is left out."""
    assert check(real_release, is_told=True) > 5_000
