"""Know two texts of one query as the same, and whether it answers alike twice.

For the ETag of an answer: over one release, the same query gives the same
bytes, unless it asks the clock or the dice.
"""

from typing import Final

from dissensus.sparql.inspection import Form
from dissensus.sparql.tokens import tokens

# BNODE and blank nodes in a template make new names each time.
_CHANGING: Final = ("BNODE", "NOW", "RAND", "UUID")


def normal_form(text: str) -> str:
    r"""Return ``text`` without what a reader skips: white space and comments.

    >>> normal_form("SELECT *  # all\n{ ?s ?p 'a  b' }")
    "SELECT * { ?s ?p 'a  b' }"
    """
    return " ".join(token.text for token in tokens(text))


def answers_alike(text: str, form: str) -> bool:
    """Return whether the answer to ``text`` is the same each time it is asked.

    Doubt counts as no: a word that holds ``NOW`` is enough.
    """
    template = form == Form.CONSTRUCT
    for token in tokens(text):
        if token.kind in {"word", "name"}:
            said = token.text.upper()
            if any(word in said for word in _CHANGING) and ":" not in said:
                return False
        elif template and (token.kind == "blank" or token.text == "["):
            return False
    return True
