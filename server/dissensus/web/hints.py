"""Tell beside an answer that its query looks wrong, though it is legal.

Source: RFC 9651 (Structured Field Values for HTTP), sections 3.1 and 3.3.8.
"""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from dissensus.sparql import Unbound

HEADER: Final = "Dissensus-Hints"
_MOST: Final = 10
_PLAIN: Final = " !#$&'()*+,-./:;<=>?@[]^_`{|}~\\"


def hints_field(found: Sequence[Unbound]) -> str:
    """Return the first ten of ``found`` as a header says them.

    A list of display strings, each with the line and column of the query.
    """
    return ", ".join(
        f"{_display(f'{one.summary} {one.hint}')};"
        f"line={one.place.line};column={one.place.column}"
        for one in found[:_MOST]
    )


def _display(text: str) -> str:
    """Return ``text`` as a display string.

    >>> _display("?n\u00e4me")
    '%"?n%c3%a4me"'
    """
    pieces = (c if c in _PLAIN or (c.isalnum() and c.isascii()) else None for c in text)
    encoded = (
        p or quote(c, safe="").lower() for p, c in zip(pieces, text, strict=True)
    )
    return f'%"{"".join(encoded)}"'
