"""Write the code that asks one query from other places: curl, Python, R, Jupyter.

The query stands in the code as it was written, on its own lines, as a literal
of that language: nothing in it can end the literal.
"""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from dissensus.sparql import Form

_TABLE: Final = ("text/csv", "SPARQL results as a table")


@dataclass(frozen=True)
class Request:
    """What the code shall ask.

    Attributes:
        endpoint: The whole address.
        query: SPARQL 1.1 Query.
        graph: The answer is a graph, not a table.
        truth: The answer is yes or no.
        values: The other parameters of the protocol, in order.
    """

    endpoint: str
    query: str
    graph: bool = False
    truth: bool = False
    values: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Snippet:
    """Code to copy: for what, and its text."""

    name: str
    text: str


def write_snippets(request: Request) -> tuple[Snippet, ...]:
    """Return the code for ``request``, one piece per language.

    What makes a data frame is left out when the answer is no table.
    """
    common = (Snippet("curl", _curl(request)), Snippet("Python", _wrapper(request)))
    if request.graph or request.truth:
        return common
    return (
        *common,
        Snippet("Python, pandas", _pandas(request)),
        Snippet("Jupyter", _jupyter(request)),
        Snippet("R", _r(request)),
    )


def write_canned(
    address: str, values: Mapping[str, str], form: Form
) -> tuple[Snippet, ...]:
    """Return the code that asks a shipped query, one piece per language.

    Args:
        address: Of the query, without suffix.
        values: Of its parameters.
        form: Of the query.
    """
    table = form is Form.SELECT
    graph = form in {Form.CONSTRUCT, Form.DESCRIBE}
    target = f"{address}.{'csv' if table else 'ttl' if graph else 'json'}"
    lines = [
        f"curl --fail-with-body --get {shlex.quote(target)}",
        *(
            f"--data-urlencode {shlex.quote(f'{name}={value}')}"
            for name, value in values.items()
        ),
    ]
    curl = Snippet("curl", " \\\n  ".join(lines) + "\n")
    if not table:
        return (curl,)
    code = [
        "# pip install pandas",
        "from urllib.parse import urlencode",
        "",
        "import pandas as pd",
        "",
        f"values = {dict(values)!r}",
        f"table = pd.read_csv({json.dumps(target)} + '?' + urlencode(values))",
        "print(table)",
    ]
    return curl, Snippet("Python, pandas", "\n".join(code) + "\n")


def python_literal(text: str) -> str:
    """Return ``text`` as a Python string: over several lines where that is safe."""
    if "\\" in text or '"""' in text or text.endswith('"') or "\r" in text:
        return json.dumps(text, ensure_ascii=False)
    return f'"""{text}"""'


def r_literal(text: str) -> str:
    """Return ``text`` as a raw string of R 4 or newer."""
    dashes = ""
    while f'){dashes}"' in text:
        dashes += "-"
    return f'r"{dashes}({text}){dashes}"'


def _accept(request: Request) -> str:
    if request.graph:
        return "text/turtle"
    return "application/sparql-results+json" if request.truth else _TABLE[0]


def _curl(request: Request) -> str:
    lines = [
        f"curl --fail-with-body {shlex.quote(request.endpoint)}",
        f"--header {shlex.quote('Accept: ' + _accept(request))}",
        *(
            f"--data-urlencode {shlex.quote(f'{name}={value}')}"
            for name, value in request.values
        ),
        f"--data-urlencode {shlex.quote('query=' + request.query)}",
    ]
    return " \\\n  ".join(lines) + "\n"


def _address(request: Request) -> str:
    """Return the endpoint, with what libraries cannot be given apart."""
    query = urlencode(list(request.values))
    return f"{request.endpoint}?{query}" if query else request.endpoint


def _wrapper(request: Request) -> str:
    returned = "TURTLE" if request.graph else "JSON"
    lines = [
        "# pip install SPARQLWrapper",
        f"from SPARQLWrapper import {returned}, SPARQLWrapper",
        "",
        f"endpoint = SPARQLWrapper({json.dumps(request.endpoint)})",
        *(
            f"endpoint.addParameter({json.dumps(name)}, {json.dumps(value)})"
            for name, value in request.values
        ),
        f"endpoint.setReturnFormat({returned})",
        f"endpoint.setQuery({python_literal(request.query)})",
        "answer = endpoint.queryAndConvert()",
    ]
    if request.graph:
        lines.append("print(answer.decode())")
    elif request.truth:
        lines.append('print(answer["boolean"])')
    else:
        lines += [
            'for row in answer["results"]["bindings"]:',
            '    print({name: cell["value"] for name, cell in row.items()})',
        ]
    return "\n".join(lines) + "\n"


def _frame(request: Request) -> list[str]:
    return [
        "from urllib.parse import urlencode",
        "",
        "import pandas as pd",
        "",
        f"query = {python_literal(request.query)}",
        f"values = {[*request.values]!r} + [('query', query), ('format', 'csv')]",
        f"address = {json.dumps(request.endpoint)} + '?' + urlencode(values)",
        "table = pd.read_csv(address)",
    ]


def _pandas(request: Request) -> str:
    lines = ["# pip install pandas", *_frame(request), "print(table)"]
    return "\n".join(lines) + "\n"


def _jupyter(request: Request) -> str:
    return "\n".join(["%pip install --quiet pandas", *_frame(request), "table"]) + "\n"


def _r(request: Request) -> str:
    values = "".join(
        f", {json.dumps(name)} = {json.dumps(value)}" for name, value in request.values
    ).replace('"default-graph-uri"', "`default-graph-uri`")
    values = values.replace('"named-graph-uri"', "`named-graph-uri`")
    values = values.replace('"release"', "release")
    return (
        "\n".join(
            [
                '# install.packages("httr2")',
                "library(httr2)",
                "",
                f"query <- {r_literal(request.query)}",
                f"answer <- request({json.dumps(request.endpoint)}) |>",
                '  req_headers(Accept = "text/csv") |>',
                f"  req_body_form(query = query{values}) |>",
                "  req_perform()",
                "table <- read.csv(text = resp_body_string(answer))",
                "print(table)",
            ]
        )
        + "\n"
    )
