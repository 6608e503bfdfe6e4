"""Write a query and its release into one address: ``/q/{release}/{packed}``.

The server keeps nothing: what is asked stands in the address itself, packed,
so that a link in a footnote works for as long as the release is kept, and
says plainly when it is not.

Source: RFC 1950 (zlib); RFC 4648, section 5 (base64url).
"""

import base64
import binascii
import zlib
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl, urlencode

from dissensus.errors import MalformedRequest

# Some browsers, proxies and mail programs cut addresses beyond this.
LONGEST: Final = 7_000
_UNPACKED: Final = 250_000
# A window of nothing but zeros need not be named: no header, no checksum.
_RAW: Final = -15

Values = Sequence[tuple[str, str]]


def write_permalink(release: str, values: Values) -> str:
    """Return the path that asks ``values`` of ``release``; empty if too long.

    Args:
        release: The id of a release.
        values: Names and values of the protocol's parameters; empty values
            are left out.
    """
    text = urlencode([(name, value) for name, value in values if value])
    packer = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    data = packer.compress(text.encode()) + packer.flush()
    path = f"/q/{release}/{base64.urlsafe_b64encode(data).decode().rstrip('=')}"
    return path if len(path) <= LONGEST else ""


def read_permalink(packed: str) -> list[tuple[str, str]]:
    """Return the names and values that ``packed`` holds.

    Raises:
        MalformedRequest: It was cut off, or changed on its way.
    """
    try:
        data = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        unpacker = zlib.decompressobj(_RAW)
        text = unpacker.decompress(data, _UNPACKED)
        values = parse_qsl(text.decode(), strict_parsing=True)
    except (ValueError, zlib.error, binascii.Error) as error:
        raise _damaged() from error
    if not unpacker.eof:
        raise _damaged()
    return values


def _damaged() -> MalformedRequest:
    return MalformedRequest(
        "This permalink is damaged: a part of it is missing or was changed.",
        hint="Copy the whole address; it may have been broken at a line's end.",
    )
