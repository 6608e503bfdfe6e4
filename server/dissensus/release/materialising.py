"""Answer the queries of pages once, when a release is made.

``answers.json`` holds, by the name of each query in ``queries/pages``, its answer
in SPARQL Query Results JSON. A page that shows it reads it from there: in every
process, over any store, and none waits for the query.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import QueryResultsFormat, QuerySolutions

from dissensus.errors import UnreadableSource
from dissensus.evaluation.dataset import Dataset
from dissensus.queries import Query

NAME: Final = "answers.json"
_KIND: Final = "pages"


def write_answers(queries: Sequence[Query], dataset: Dataset, folder: Path) -> None:
    """Write ``answers.json`` into the release in ``folder``, if pages have queries.

    Raises:
        UnreadableSource: A query has no answer that is a table.
    """
    answers = {
        query.name: _answer(query, dataset) for query in queries if query.kind == _KIND
    }
    if answers:
        text = json.dumps(answers, ensure_ascii=False)
        (folder / NAME).write_text(f"{text}\n", encoding="utf-8")


def read_answers(folder: Path) -> Mapping[str, bytes]:
    """Return the answers of the release in ``folder``, each as a document.

    None for files that were merely opened.
    """
    file = folder / NAME
    if not file.is_file():
        return {}
    answers = json.loads(file.read_text(encoding="utf-8"))
    return {name: json.dumps(answer).encode() for name, answer in answers.items()}


def _answer(query: Query, dataset: Dataset) -> object:
    try:
        found = dataset.query(query.text)
        if isinstance(found, QuerySolutions):
            return json.loads(found.serialize(format=QueryResultsFormat.JSON) or b"")
        why = "it answers with no table"
    except (SyntaxError, ValueError, RuntimeError) as error:
        why = str(error)
    raise UnreadableSource(
        f"{query.path}: the query of a page cannot be answered: {why}.",
        hint="Pages are made from SELECT queries.",
    )
