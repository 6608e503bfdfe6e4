"""The protocol that OpenRefine speaks, replayed as its specification says.

The shapes below are our own, written from the text of the Reconciliation Service
API 0.2: no package brings its JSON Schemas.
"""

import json
from typing import Any

import httpx
import jsonschema
import pandas as pd
import pytest
import reconciler
from flask.testing import FlaskClient

PERSON = "https://w3id.org/dissensus/ontology#Person"
ID = "https://w3id.org/dissensus/id/"
_TEXT = {"type": "string"}


def _object(needed: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": needed.split(), "properties": properties}


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


_NAMED = _object("id name", id=_TEXT, name={"type": "string", "minLength": 1})
_FEATURE = _object("id value", id=_TEXT, value={"type": ["boolean", "number"]})
RESULTS = {
    "type": "object",
    "additionalProperties": _object(
        "result",
        result=_list(
            _object(
                "id name score",
                id=_TEXT,
                name=_TEXT,
                score={"type": "number", "minimum": 0, "maximum": 100},
                match={"type": "boolean"},
                type=_list(_NAMED),
                features=_list(_FEATURE),
            )
        ),
    ),
}
MANIFEST = _object(
    "versions name identifierSpace schemaSpace defaultTypes preview suggest extend",
    versions={"const": ["0.2"]},
    defaultTypes=_list(_NAMED),
    view=_object("url", url={"type": "string", "pattern": r"\{\{id\}\}"}),
    feature_view=_object("url", url={"type": "string", "pattern": r"\{\{id\}\}"}),
    preview=_object("url width height", width={"type": "integer"}),
    suggest=_object("entity property type"),
    extend=_object("propose_properties property_settings"),
)
_CELLS = [{"additionalProperties": False}, _NAMED]
_CELLS += [_object(k, **{k: {"type": t}}) for k, t in [("str", "string")]]
_CELLS += [_object("int", int={"type": "integer"})]
_CELLS += [_object("float", float={"type": "number"})]
_CELLS += [_object("date", date={"type": "string", "pattern": r"^-?\d{4,}-.+T"})]
EXTENDED = _object(
    "meta rows",
    meta=_list(_NAMED),
    rows={
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": _list({"oneOf": _CELLS}),
        },
    },
)
SUGGESTED = _object("result", result=_list(_NAMED))


def _ask(site: str, **queries: Any) -> dict[str, Any]:
    form = {"queries": json.dumps(queries)}
    answer = httpx.post(f"{site}/reconcile", data=form, timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    jsonschema.validate(answer.json(), RESULTS)
    found: dict[str, Any] = answer.json()
    return found


TROTSKY, LENIN = "person/leon-trotsky", "person/vladimir-lenin"
STALIN, BUKHARIN = "person/joseph-stalin", "person/nikolai-bukharin"
# A name, who is meant, and whether a program may be sure of it.
VARIANTS = [
    *[("Leon Trotsky", TROTSKY, True), ("Trotsky, Leon", TROTSKY, True)],
    *[("TROTSKY, LEON", TROTSKY, True), ("Leo Trotzki", TROTSKY, True)],
    *[("Trotsky, Leon, 1879-1940", TROTSKY, True), ("Лев Троцкий", TROTSKY, True)],
    *[("Lev Trotskii", TROTSKY, True), ("Lev Trockij", TROTSKY, True)],
    *[("Троцкий, Лев", TROTSKY, True), ("Trotsky Leon", TROTSKY, True)],
    *[("Q33391", TROTSKY, True), ("per:leon-trotsky", TROTSKY, True)],
    *[(f"{ID}{TROTSKY}", TROTSKY, True), ("L. Trotsky", TROTSKY, False)],
    *[("Троцкий Л. Д.", TROTSKY, False), ("Лев Давидович Троцкий", TROTSKY, False)],
    *[("Leon Trotksy", TROTSKY, False), ("Vladimir Lenin", LENIN, True)],
    *[("Lenin, Vladimir", LENIN, True), ("V.I. Lenin", LENIN, False)],
    *[("VI Lenin", LENIN, False), ("Ленин, В. И.", LENIN, False)],
    *[("Vladimir Ilyich Lenin", LENIN, False), ("Владимир Ленин", LENIN, True)],
    *[("Josef Stalin", STALIN, True), ("Iosif Stalin", STALIN, True)],
    *[("Сталин, Иосиф", STALIN, True), ("J. Stalin", STALIN, False)],
    *[("Nikolai Bucharin", BUKHARIN, True), ("Bukharin, N.", BUKHARIN, False)],
    *[("Nikolaj Bukharin", BUKHARIN, True), ("Nikolai Bukarin", BUKHARIN, False)],
]


def test_thirty_variants_find_who_is_meant_and_are_sure_only_when_one_can_be(
    real_site: str,
) -> None:
    queries = {
        str(n): {"query": name, "type": PERSON}
        for n, (name, _, _) in enumerate(VARIANTS)
    }

    found = _ask(real_site, **queries)

    assert len(VARIANTS) >= 30
    best = [found[str(n)]["result"][0] for n in range(len(VARIANTS))]
    assert [
        (v[0], one["id"].removeprefix(ID), one["match"])
        for v, one in zip(VARIANTS, best, strict=True)
    ] == VARIANTS


def test_the_score_is_what_its_features_come_to(real_site: str) -> None:
    """As docs/reconciliation.md and the page say."""
    born = {"pid": "schema:birthDate", "v": 1879}
    other = {"pid": "dis:wikidataId", "v": "Q1"}
    query = {"query": "L. Trotsky", "type": "Person", "type_strict": "should"}

    found = _ask(real_site, q={**query, "properties": [born, other]}, named=query)

    for one in found["q"]["result"] + found["named"]["result"]:
        told = {f["id"]: f["value"] for f in one["features"]}
        shares = [v for k, v in told.items() if k.startswith("property:")]
        score = told["name"]
        if shares:
            score = 0.6 * score + 0.4 * sum(shares) / len(shares)
        assert one["score"] == pytest.approx(
            score * (1 if told["type"] else 0.8), abs=0.1
        )
    assert found["q"]["result"][0]["id"] == ID + TROTSKY
    assert not found["q"]["result"][0]["match"]


def test_a_year_of_birth_makes_a_fair_name_sure(real_site: str) -> None:
    born = [{"pid": "schema:birthDate", "v": "1879"}]
    number = [{"pid": "dis:wikidataId", "v": ["Q33391"]}]
    fair = {"query": "L. Trotsky", "type": [PERSON]}

    found = _ask(
        real_site,
        bare=fair,
        born={**fair, "properties": born},
        number={"properties": number, "type": PERSON},
    )

    assert [found[k]["result"][0]["match"] for k in ("bare", "born", "number")] == [
        *(False, True, True)
    ]


def test_a_wider_type_lets_its_members_in_and_another_does_not(real_site: str) -> None:
    query = {"query": "Leon Trotsky", "limit": 1}

    found = _ask(
        real_site,
        agent={**query, "type": "dis:Agent"},
        place={**query, "type": "Place"},
        both={**query, "type": ["Person", "Place"], "type_strict": "all"},
        long={"query": "x" * 501},
    )

    assert found["agent"]["result"][0]["id"] == ID + TROTSKY
    assert found["place"]["result"] == found["both"]["result"] == []
    assert "500" in found["long"]["error"]


def test_the_manifest_leads_to_all_that_it_offers(real_site: str) -> None:
    told = httpx.get(f"{real_site}/reconcile").json()
    jsonschema.validate(told, MANIFEST)
    assert PERSON in [one["id"] for one in told["defaultTypes"]]
    id_ = {"id": ID + TROTSKY}

    for kind, prefix, wanted in (
        ("entity", "trotz", ID + TROTSKY),
        ("property", "date of b", "https://schema.org/birthDate"),
        ("type", "perso", PERSON),
    ):
        suggest = told["suggest"][kind]
        url = suggest["service_url"] + suggest["service_path"]
        found = httpx.get(url, params={"prefix": prefix}).json()
        jsonschema.validate(found, SUGGESTED)
        ids = [one["id"] for one in found["result"]]
        assert wanted in ids
        rest = httpx.get(url, params={"prefix": prefix, "cursor": len(ids)}).json()
        assert not {one["id"] for one in rest["result"]} & set(ids)
        flyout = suggest["flyout_service_url"] + suggest["flyout_service_path"]
        shown = httpx.get(flyout.replace("${id}", str(httpx.QueryParams(x=wanted))[2:]))
        assert shown.json()["id"] == wanted

    encoded = str(httpx.QueryParams(x=id_["id"]))[2:]
    for template in (told["view"]["url"], told["preview"]["url"]):
        shown = httpx.get(template.replace("{{id}}", encoded), follow_redirects=True)
        assert "Trotsky" in shown.text
    feature = told["feature_view"]["url"].replace("{{id}}", "property%3Adis%3Ax")
    assert httpx.get(feature).headers["Location"].endswith("#feature-property")
    propose = told["extend"]["propose_properties"]
    url = propose["service_url"] + propose["service_path"]
    proposed = httpx.get(url, params={"type": PERSON, "limit": 200}).json()
    assert "https://schema.org/birthDate" in [p["id"] for p in proposed["properties"]]


def test_only_the_preview_may_be_shown_in_a_frame(client: FlaskClient) -> None:
    galileo = "/reconcile/preview?id=per:galileo-galilei"
    framed, page = client.get(galileo), client.get("/reconcile.html")

    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_a_table_is_extended_by_texts_dates_and_entities(real_site: str) -> None:
    paths = ["label@ru", "schema:birthDate", "dis:memberOf", "schema:sameAs"]
    paths += ["^dis:participant/dis:role/label"]
    settings = {"limit": 1, "language": "de"}
    wanted = {
        "ids": [ID + TROTSKY, "no such thing"],
        "properties": [{"id": path, "settings": settings} for path in paths],
    }
    wanted["properties"][0] = {"id": paths[0]}

    answer = httpx.get(f"{real_site}/reconcile", params={"extend": json.dumps(wanted)})

    jsonschema.validate(answer.json(), EXTENDED)
    row = answer.json()["rows"][ID + TROTSKY]
    assert row["label@ru"] == [{"str": "Лев Троцкий"}]
    assert row["schema:birthDate"] == [{"str": "1879"}]
    assert set(row["dis:memberOf"][0]) == {"id", "name"}
    assert row["schema:sameAs"] == [{"str": "http://www.wikidata.org/entity/Q33391"}]
    assert row[paths[4]] == [{"str": "Gegner"}]
    assert answer.json()["rows"]["no such thing"] == {p: [] for p in paths}


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"queries": "[]"}, 400),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(51)})}, 413),
        ({"extend": '{"ids": ["a"], "properties": [{"id": "a b"}]}'}, 400),
        ({"callback": "alert(1)//"}, 400),
    ],
)
def test_faults_are_told_by_their_status(
    client: FlaskClient, parameters: dict[str, str], status: int
) -> None:
    answer = client.get("/reconcile", query_string=parameters)

    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.post("/reconcile", data={}).status_code == 400


def test_jsonp_is_a_script_that_calls_back(client: FlaskClient) -> None:
    answer = client.get("/reconcile?callback=jQuery1.done")

    assert answer.mimetype == "text/javascript"
    assert answer.text.startswith("/**/jQuery1.done({")
    assert answer.text.endswith("});")


def test_another_dataset_is_matched_and_the_page_explains_it(
    client: FlaskClient, browser: str
) -> None:
    names = {"names": "Галилей, Г.\nKepler, Johannes"}
    page = client.get(
        "/reconcile", query_string=names, headers={"Accept": browser}
    ).text

    assert "a sure match" in page
    assert "is an initial" in page


@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_a_client_of_others_matches_a_column(real_site: str) -> None:
    """``reconciler`` (PyPI), as data scientists use it."""
    column = pd.Series(["Trotsky, Leon", "Nikolai Bucharin"])

    found = reconciler.reconcile(
        column, type_id=PERSON, reconciliation_endpoint=f"{real_site}/reconcile"
    )

    assert found["id"].tolist() == [ID + TROTSKY, ID + BUKHARIN]
    assert found["match"].tolist() == [True, True]
