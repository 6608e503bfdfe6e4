"""What is looked for is found, the likeliest first, and nothing is an error."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dissensus.search import Hits, Index, find, near_words, read_question, suggest

ID = "https://example.org/tides/id/"
DIS = "https://w3id.org/dissensus/ontology#"
HOSTILE = ['"', '""" OR', "NEAR(a b)", "name:x", "a AND", "*", "-a", "(", "^a", "{a}:b"]


def _find(index: Index, text: str, **options: object) -> Hits:
    return find(index, read_question(text), **options)  # type: ignore[arg-type]


def _names(hits: Hits) -> list[str]:
    return [hit.entity.iri.removeprefix(ID) for hit in hits.hits]


@pytest.mark.parametrize(
    "text", ["galileo", "GALILEO", "gali", "Галилей", "Galilei", "galilej", "Gallileo"]
)
def test_a_person_is_found_in_any_script_and_by_a_beginning(
    index: Index, text: str
) -> None:
    assert _names(_find(index, text))[0] == "galileo"


@pytest.mark.parametrize("text", ["Shuleikin", "Schulejkin", "Šulejkin", "shuleykin"])
def test_a_cyrillic_name_is_found_in_latin_letters(index: Index, text: str) -> None:
    assert _names(_find(index, text)) == ["shuleikin"]


def test_a_name_goes_before_a_mention(index: Index) -> None:
    hits = _find(index, "galileo")

    assert _names(hits) == ["galileo", "moon"]
    assert [piece.text for piece in hits.hits[1].snippet if piece.marked] == ["Galileo"]


def test_all_words_are_wanted_wherever_they_stand(index: Index) -> None:
    assert _names(_find(index, "moon childish")) == ["moon"]
    assert _names(_find(index, "moon venice")) == []


def test_a_phrase_is_wanted_as_it_stands(index: Index) -> None:
    assert _names(_find(index, "spring tide")) == ["spring-tide", "neap-tide"]
    assert _names(_find(index, '"spring tide"')) == ["spring-tide"]
    assert _names(_find(index, '"spring ti"')) == []


def test_a_phrase_does_not_run_from_one_text_into_the_next(index: Index) -> None:
    assert _names(_find(index, '"galilei галилео"')) == []


def test_what_a_part_says_is_said_of_the_whole(index: Index) -> None:
    assert _names(_find(index, "kepler")) == ["moon"]


@pytest.mark.parametrize("text", ["Q307", f"{ID}galileo", f"<{ID}galileo>", "galileo"])
def test_an_identifier_leads_to_the_entity(index: Index, text: str) -> None:
    first = _find(index, text).hits[0]

    assert first.entity.iri == f"{ID}galileo"
    assert first.exact


def test_kinds_are_counted_whichever_is_chosen(index: Index) -> None:
    every = _find(index, "galileo")
    claims = _find(index, "galileo", kind=f"{DIS}Claim")

    assert every.kinds == claims.kinds == {f"{DIS}Claim": 1, f"{DIS}Person": 1}
    assert _names(claims) == ["moon"]


def test_the_narrowest_class_is_the_kind(index: Index) -> None:
    assert _find(index, "darwin").hits[0].entity.kind == f"{DIS}Person"


def test_a_language_hides_what_is_said_in_others(index: Index) -> None:
    german = _find(index, "meer", language="de")

    assert "".join(piece.text for piece in german.hits[0].label).startswith("Der Mond")
    assert _names(_find(index, "meer", language="ru")) == []
    assert _names(_find(index, "childish", language="de")) == ["moon"]


def test_a_slip_leads_to_words_that_find_something(index: Index) -> None:
    assert near_words(index, read_question("galimeo"))[0] == "Galileo"
    assert near_words(index, read_question("xqxqxq")) == []


def test_suggestions_are_names_that_go_on_so(index: Index) -> None:
    assert [s.label for s in suggest(index, "gal")] == ["Galileo Galilei"]
    assert [s.label for s in suggest(index, "stárry")] == ["The Starry Messenger"]
    assert suggest(index, "childish") == []


def test_a_hidden_label_finds_but_is_never_shown(index: Index) -> None:
    hit = _find(index, "gallileo").hits[0]
    suggestion = suggest(index, "gallileo")[0]

    assert "Gallileo" not in "".join(p.text for p in (*hit.label, *hit.snippet))
    assert suggestion.label == "Galileo Galilei"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from(HOSTILE)).map(" ".join))
@example('"')
@example("\x00")
@example("ﷺ ⅷ ﬁ")
def test_whatever_is_typed_is_answered(index: Index, text: str) -> None:
    question = read_question(text)

    hits = find(index, question)

    assert hits.total >= len(hits.hits)
    near_words(index, question)
    suggest(index, text)
