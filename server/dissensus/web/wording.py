"""Say what pages say in the reader's language: English, or a catalogue's.

Strings stand in English where they are used, marked for gettext; each other
language is one file, ``catalogues/LANGUAGE.po``, that is read as it stands. Faults
stay English, since they are for programs and logs too, and so are the
descriptions of the API, which belong to its interface.

Source: GNU gettext manual, section 10 (PO files); RFC 9110, section 12.5.4.
"""

from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import Flask, g, has_request_context, request

from dissensus.web.languages import ENGLISH, choose_language, language_name
from dissensus.web.site import site

if TYPE_CHECKING:
    # Takes 40 ms, which the start of a server can do without.
    from babel.messages.catalog import Catalog

CATALOGUES: Final = Path(__file__).parent / "catalogues"
INTERFACES: Final = (ENGLISH, *sorted(file.stem for file in CATALOGUES.glob("*.po")))
# Here ``lang`` says in which language to look for names.
_SEARCH: Final = "/search"


def install(app: Flask) -> None:
    """Let the templates of ``app`` mark their strings for translation."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True
    )

    @app.context_processor
    def _always() -> dict[str, object]:
        chosen, here = interface_language(), site()
        title = here.texts.get("title", {}).get(chosen, here.title)
        about = here.texts.get("description", {}).get(chosen, here.description)
        return {
            "interface": chosen,
            "script_words": script_words(chosen),
            "switches": _switches(),
            "dataset_title": title,
            "dataset_description": about,
        }


def interface_language() -> str:
    """Return the language of the page: by ``?lang=``, by Accept-Language, English."""
    if not has_request_context():
        return ENGLISH
    if "interface" not in g:
        asked = "" if request.path == _SEARCH else request.args.get("lang", "")
        header = request.headers.get("Accept-Language", "")
        known = asked in INTERFACES
        g.interface = asked if known else choose_language(header, INTERFACES)
    chosen: str = g.interface
    return chosen


def gettext(text: str, **values: object) -> str:
    """Return ``text`` in the language of the page, with ``values`` put in."""
    said = _translations(interface_language()).gettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, number: int) -> str:
    """Return ``one`` or ``many``, as the language of the page counts."""
    return _translations(interface_language()).ngettext(one, many, number)


def mark(text: str) -> str:
    """Return ``text`` as it is: it is translated where it is shown."""
    return text


@dataclass(frozen=True)
class Switch:
    """A link to the same page in another language."""

    tag: str
    name: str
    href: str


def _switches() -> list[Switch]:
    """Return the languages to choose from; none where an address does not say it."""
    if request.path == _SEARCH or request.method == "POST":
        return []
    kept = [(n, v) for n, v in request.args.items(multi=True) if n != "lang"]
    return [
        Switch(tag, language_name(tag), f"?{urlencode([*kept, ('lang', tag)])}")
        for tag in INTERFACES
    ]


@cache
def script_words(language: str) -> dict[str, str]:
    """Return what scripts say, English to ``language``; empty for English."""
    if language == ENGLISH:
        return {}
    return {
        str(message.id): str(message.string)
        for message in _catalogue(language)
        if any(file.endswith(".js") for file, _ in message.locations)
    }


@cache
def _translations(language: str) -> NullTranslations:
    if language == ENGLISH:
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415  # as above

    packed = BytesIO()
    write_mo(packed, _catalogue(language))
    packed.seek(0)
    return GNUTranslations(packed)


@cache
def _catalogue(language: str) -> "Catalog":
    from babel.messages.pofile import read_po  # noqa: PLC0415  # as above

    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)
