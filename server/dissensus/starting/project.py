"""Write a new project: the sample, and a copy of the ontology that it builds on.

The ontology is copied, not imported: a project holds all that its releases are
made of, and an update of the program must not change what an old one meant.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import Final

from pyoxigraph import Literal

from dissensus.errors import UnwritableFolder, WrongCall
from dissensus.iris import Base
from dissensus.namespaces import DISSENSUS

_HERE: Final = "https://example.org/arkos/"
_TITLE: Final = "When did Mount Arkos erupt? An invented example"
_MODEL: Final = ("ontology", "shapes", "queries/pages")
# What judges the ontology itself has done so already, and in three languages.
_NOT_COPIED: Final = ("shapes/tbox", "shapes/waivers.ttl")
_KINDS: Final = (".ttl", ".toml", ".rq")
# Shapes that name the base of the dataset; the words of the ontology stay.
_JUDGED: Final = f'"{DISSENSUS}id/'


@dataclass(frozen=True)
class Started:
    """A project that was begun.

    Attributes:
        folder: Where it is.
        base: The IRI below which its names begin.
        files: How many files were written.
    """

    folder: Path
    base: str
    files: int


def start_project(folder: Path, base: str = "", title: str = "") -> Started:
    """Write a new project into ``folder``, whole or not at all; return what it is.

    Args:
        folder: Not there yet, or empty.
        base: By default ``https://example.org/``, the folder's name and a slash.
        title: English; by default the example's.

    Raises:
        WrongCall: The folder holds something, or the base is no http IRI that
            ends in a slash.
        UnwritableFolder: The folder cannot be written.
    """
    base = _checked(base or f"https://example.org/{_slug(folder)}/")
    written = dict(_contents(base, " ".join(title.split())))
    try:
        _refuse_what_is_there(folder)
        _write(folder, written)
    except OSError as error:
        raise UnwritableFolder(
            f"{folder} cannot be written: {error.strerror}.",
            hint="Name a folder in which you may write, on a disk with room.",
        ) from error
    return Started(folder, base, len(written))


def _checked(base: str) -> str:
    try:
        return Base(base).iri
    except ValueError as error:
        raise WrongCall(
            f"The base IRI {base!r} is not an http IRI that ends in a slash.",
            hint="Write for example --base https://example.org/my-debate/.",
        ) from error


def _slug(folder: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "new"


def _refuse_what_is_there(folder: Path) -> None:
    empty = folder.is_dir() and not any(folder.iterdir())
    if (folder.exists() or folder.is_symlink()) and not empty:
        raise WrongCall(
            f"{folder} is there and not an empty folder.",
            hint="Name a folder that is not there yet: nothing is overwritten.",
        )


def _contents(base: str, title: str) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield each file of the project: its path, and what it holds."""
    home = files("dissensus.starting")
    for top in _MODEL:
        for path, file in _below(home / "model" / top, PurePosixPath(top)):
            if path.suffix in _KINDS and not str(path).startswith(_NOT_COPIED):
                text = file.read_text("utf-8")
                shapes = top == "shapes"
                yield path, text.replace(_JUDGED, f'"{base}id/') if shapes else text
    for path, file in _below(home / "sample", PurePosixPath()):
        text = file.read_text("utf-8").replace(_HERE, base)
        if title:
            text = _titled(text, title)
        yield path.with_name(path.name.replace("gitignore", ".gitignore")), text


def _titled(text: str, title: str) -> str:
    quoted = str(Literal(title))
    return text.replace(f'"{_TITLE}"', quoted).replace(f"# {_TITLE}\n", f"# {title}\n")


def _below(
    folder: Traversable, at: PurePosixPath
) -> Iterator[tuple[PurePosixPath, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = at / entry.name
        if entry.is_dir():
            yield from _below(entry, path)
        elif not entry.name.startswith("."):
            yield path, entry


def _write(folder: Path, contents: dict[PurePosixPath, str]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".tmp-", dir=folder.resolve().parent))
    try:
        for path, text in contents.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_text(text, encoding="utf-8")
        made.chmod(0o755)
        os.replace(made, folder.resolve())  # noqa: PTH105  # an empty folder gives way
    finally:
        shutil.rmtree(made, ignore_errors=True)
