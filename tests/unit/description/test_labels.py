"""What entities are called."""

from collections.abc import Callable

from dissensus.description import Holdings, read_names

BASE = "https://example.org/tides/"
MOON = f"{BASE}id/claim/moon"
Hold = Callable[..., Holdings]


def test_english_goes_before_other_languages(holdings: Hold) -> None:
    """The pages are in English; a label in another language beats none."""
    held = holdings(
        one="clm:moon skos:prefLabel 'Mond'@de , 'moon'@en ."
        "clm:sun rdfs:label 'Sonne'@de ."
    )

    names = read_names(held, [MOON, f"{BASE}id/claim/sun"])

    assert names[MOON] == "moon"
    assert names[f"{BASE}id/claim/sun"] == "Sonne"
    assert names.language(f"{BASE}id/claim/sun") == "de"


def test_the_preferred_label_goes_before_titles(holdings: Hold) -> None:
    """SKOS, section 5."""
    held = holdings(one="clm:moon dcterms:title 'A title' ; skos:prefLabel 'A label' .")

    assert read_names(held, [MOON])[MOON] == "A label"


def test_what_has_no_label_is_called_by_type_and_slug(holdings: Hold) -> None:
    """Never nothing, and never a whole IRI where a short form is known."""
    names = read_names(holdings(one="clm:moon skos:note 'n' ."), [MOON])

    assert names[MOON] == "claim moon"
    assert names["https://w3id.org/dissensus/ontology#Stance"] == "dis:Stance"
    assert names["http://elsewhere.example/x"] == "elsewhere.example/x"


def test_it_is_known_which_entities_the_release_describes(holdings: Hold) -> None:
    """A link stays here only if there is something to read here."""
    held = holdings(one="<http://a.example/x> skos:related <http://b.example/y> .")

    names = read_names(held, ["http://a.example/x", "http://b.example/y"])

    assert names.described == {"http://a.example/x"}


def test_no_entities_need_no_names(holdings: Hold) -> None:
    names = read_names(holdings(one="clm:moon skos:note 'n' ."), [])

    assert not names.described
