"""docs/shapes.md lists every code, as the shapes themselves say it."""

import re
from pathlib import Path, PurePosixPath

from pyoxigraph import NamedNode

from dissensus.namespaces import SH
from dissensus.sources.files import read_file
from dissensus.validation.shapes import read_shapes, values

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "shapes.md"


def rows() -> list[str]:
    """The lines that the table of codes must have."""
    files = [
        read_file(path, PurePosixPath(path.relative_to(ROOT).as_posix()))
        for path in sorted((ROOT / "shapes").rglob("*.ttl"))
    ]
    shapes = read_shapes(files)
    place = {
        code: str(file.path)
        for file in files
        for code in re.findall(r'dsh:code "(\w+)"', file.text())
    }
    messages = {
        shape: text
        for shape in shapes.codes
        for node in (NamedNode(shape), NamedNode(f"{shape}-rule"))
        for text in values(shapes.graph, node, SH.message)
    }
    return [
        f"| {code} | {shapes.severity(shape).value} | {messages[shape]} "
        f"| `{place[code]}` |"
        for shape, code in sorted(shapes.codes.items(), key=lambda pair: pair[1])
    ]


def test_the_guide_lists_every_code_as_the_shapes_say_it() -> None:
    listed = re.findall(r"(?m)^\| [A-Z]{3}\d\d \|.*$", GUIDE.read_text("utf-8"))

    assert listed == rows()
