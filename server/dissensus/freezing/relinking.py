"""Make a page fit for a folder of files: relative links, no controls without a server.

The pages are our own, so that attributes stand in double quotes and forms never
in one another: expressions are enough to find them, and ten times as fast as a parser.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final

from dissensus.freezing.naming import Naming, file_of, link_to
from dissensus.web.frozen import COPY, SEARCH

_FORM: Final = re.compile(
    r"(?P<before><details\b[^>]*>\s*<summary>[^<]*</summary>\s*)?"
    r"(?P<form><form\b(?P<attributes>[^>]*)>(?P<inside>.*?)</form>)"
    r"(?P<after>\s*</details>)?",
    re.DOTALL,
)
_TEXT: Final = re.compile(r"<textarea\b[^>]*>\n?(.*?)</textarea>", re.DOTALL)
_HEAD: Final = re.compile(r"<(?:link|script)\b[^>]*>(?:</script>)?\n?")
_ADDRESS: Final = re.compile(
    r'(?P<name>(?<= )(?:href|src|action|data-[a-z]+))="(?P<address>[/?][^"]*)"'
)


@dataclass
class Relinked:
    """A page whose links are relative.

    Attributes:
        text: The page.
        found: The canonical addresses that it links to, in order.
    """

    text: str
    found: list[str] = field(default_factory=list)


def relink(text: str, address: str, naming: Naming) -> Relinked:
    """Return the page ``text`` as it stands in a copy.

    Args:
        text: HTML, as the server sends it.
        address: Its own, canonical.
        naming: Which address becomes which file.
    """
    page = Relinked(text)
    origin = file_of(address)
    resolve = _resolver(address, naming)

    def link(found: re.Match[str]) -> str:
        target = unescape(found["address"])
        wanted = resolve(target)
        if wanted is None:
            wanted, hash_ = COPY, f"#{naming.part(_absolute(target, address))}"
        else:
            hash_ = "".join(target.partition("#")[1:])
        page.found.append(wanted)
        there = escape(link_to(file_of(wanted), origin) + hash_.rstrip("#"))
        return f'{found["name"]}="{there}"'

    def head(found: re.Match[str]) -> str:
        named = _ADDRESS.search(found[0])
        left_out = named and resolve(unescape(named["address"])) is None
        return "" if left_out else found[0]

    text = _FORM.sub(_without_server, text)
    page.text = _ADDRESS.sub(link, _HEAD.sub(head, text))
    return page


def _resolver(address: str, naming: Naming) -> Callable[[str], str | None]:
    return lambda target: naming.canonical(_absolute(target, address))


def _absolute(target: str, address: str) -> str:
    return address.partition("?")[0] + target if target.startswith("?") else target


def _without_server(found: re.Match[str]) -> str:
    """Leave out a form that a server would read; a query in it stays readable."""
    if f'action="{SEARCH}"' in found["attributes"]:
        return found[0]
    texts = _TEXT.findall(found["inside"])
    kept = "".join(f'<pre class="snippet" tabindex="0">{text}</pre>' for text in texts)
    if found["before"] and found["after"]:
        return kept
    return f"{found['before'] or ''}{kept}{found['after'] or ''}"
