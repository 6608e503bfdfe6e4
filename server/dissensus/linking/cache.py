"""Keep what a service answered, with the time at which it did.

One JSON file per question (a query without its subjects), in which each subject
has its own answer, so that asking about one more costs one more only.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from dissensus.errors import UnwritableFolder

Row = Mapping[str, Mapping[str, str]]
_FORMAT: Final = 1


@dataclass(frozen=True)
class Kept:
    """An answer about one subject.

    Attributes:
        rows: As in SPARQL results: by variable, ``value`` and ``xml:lang``.
        at: When the service gave it.
        fresh: Whether it is younger than the cache's ``max_age``.
    """

    rows: tuple[Row, ...]
    at: datetime
    fresh: bool


class Cache:
    """Answers on disk, in ``folder``, which is made when it is first needed.

    A file that cannot be read as what it should be is as good as none: it is
    written anew.

    Args:
        folder: Below the folder of releases, as a rule.
        max_age: How long an answer counts as fresh.
    """

    def __init__(self, folder: Path, max_age: timedelta) -> None:
        self._folder = folder
        self._max_age = max_age

    def read(self, service: str, question: str) -> dict[str, Kept]:
        """Return all that ``service`` answered to ``question``, by subject."""
        now = datetime.now(UTC)
        found = {}
        for subject, kept in self._answers(service, question).items():
            try:
                at = datetime.fromisoformat(kept["at"])
                rows = tuple(kept["rows"])
                fresh = timedelta(0) <= now - at < self._max_age
            except (KeyError, TypeError, ValueError):
                continue
            found[subject] = Kept(rows, at, fresh)
        return found

    def add(
        self, service: str, question: str, answers: Mapping[str, tuple[Row, ...]]
    ) -> None:
        """Keep ``answers``, by subject, as given now.

        Raises:
            UnwritableFolder: The cache cannot be written.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        whole = self._answers(service, question) | {
            subject: {"at": now, "rows": rows} for subject, rows in answers.items()
        }
        document = {"format": _FORMAT, "service": service, "answers": whole}
        path = self._path(service, question)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            new = path.with_suffix(".new")
            new.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
            new.replace(path)
        except OSError as error:
            raise UnwritableFolder(
                f"The cache in {self._folder} cannot be written: {error.strerror}.",
                hint="Make room, give yourself the right to write there, or name "
                "another folder with --releases.",
            ) from error

    def _answers(self, service: str, question: str) -> dict[str, Any]:
        try:
            document = json.loads(self._path(service, question).read_bytes())
        except (OSError, ValueError):
            return {}
        if not isinstance(document, dict) or document.get("format") != _FORMAT:
            return {}
        answers = document.get("answers")
        return answers if isinstance(answers, dict) else {}

    def _path(self, service: str, question: str) -> Path:
        digest = hashlib.sha256(f"{service}\n{question}".encode()).hexdigest()
        return self._folder / f"{digest[:24]}.json"
