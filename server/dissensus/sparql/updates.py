"""Say of the text of an update what must be known before it is read."""

from dissensus.settings import Settings
from dissensus.sparql.inspection import refuse_depth, refuse_length
from dissensus.sparql.tokens import tokens


def inspect_update(text: str, limits: Settings) -> bool:
    """Return whether an update names its dataset itself, by USING or WITH.

    Args:
        text: SPARQL 1.1 Update.
        limits: ``query_length`` and ``query_depth`` are looked at.

    Raises:
        MalformedQuery: It is no text.
        RequestTooLarge: It is longer than the limit.
        RefusedQuery: It nests deeper than the limit.
    """
    refuse_length(text, limits.query_length)
    found = tokens(text)
    refuse_depth(text, found, limits.query_depth)
    return any(token.is_word("USING", "WITH") for token in found)
