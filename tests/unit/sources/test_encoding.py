"""Of a file that is not UTF-8 the place is told, with a byte order mark or without."""

from pathlib import PurePosixPath

import pytest

from dissensus.errors import UnreadableSource
from dissensus.sources import SourceFile

MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize("mark", [b"", MARK], ids=["plain", "mark"])
@pytest.mark.parametrize(
    ("data", "place"), [(b"\x80", "1:1"), (b"ab\n\xc3\xa9x\xff", "2:3")]
)
def test_the_place_is_that_of_the_byte(mark: bytes, data: bytes, place: str) -> None:
    file = SourceFile(PurePosixPath("data/sea.ttl"), mark + data, "")

    with pytest.raises(UnreadableSource, match="is not UTF-8") as caught:
        file.text()

    assert str(caught.value.place) == f"data/sea.ttl:{place}"


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert SourceFile(PurePosixPath("data/sea.ttl"), MARK + b"a", "").text() == "a"
