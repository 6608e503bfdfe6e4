"""Choose the language of labels: by ``?lang=``, or by Accept-Language.

Only among the few languages in which the release has labels, so that the byte
cache holds at most that many forms of a page. What the page itself says is
chosen likewise, among the languages that it is translated into
(``wording.py``). A release that is asked for by its number is told in the languages
of the current one, by which the front has already told requests apart.

Source: RFC 9110, section 12.5.4 (Accept-Language); RFC 4647, section 3.4.
"""

from typing import Final

from flask import current_app, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from dissensus.web.site import EXTENSION, Site

ENGLISH: Final = "en"
_NAMES: Final = {
    "de": "Deutsch",
    "en": "English",
    "es": "español",
    "fr": "français",
    "it": "italiano",
    "nl": "Nederlands",
    "pl": "polski",
    "ru": "русский",
    "uk": "українська",
    "zh": "中文",
}


def choose_language(header: str, offered: tuple[str, ...]) -> str:
    """Return which of ``offered`` an Accept-Language header likes best.

    >>> choose_language("de-AT,de;q=0.9,en;q=0.5", ("en", "de"))
    'de'
    >>> choose_language("fr", ("en", "de"))
    'en'
    """
    wanted = parse_accept_header(header, LanguageAccept)
    return wanted.best_match(offered, default=ENGLISH) or ENGLISH


def label_language() -> str:
    """Return the language in which the present request wants its labels."""
    here: Site = current_app.extensions[EXTENSION]
    asked = request.args.get("lang", "")
    if asked in here.languages:
        return asked
    return choose_language(request.headers.get("Accept-Language", ""), here.languages)


def language_name(tag: str) -> str:
    """Return what a language calls itself; its tag when nobody told us."""
    return _NAMES.get(tag, tag)
