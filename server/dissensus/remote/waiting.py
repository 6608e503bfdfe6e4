"""Read when a server wants to be asked again.

Source: RFC 9110, sections 10.2.3 (Retry-After) and 5.6.7 (dates).
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

# Thirty years; beyond 308 digits a float is infinite.
_DIGITS: Final = 9


def retry_after(text: str) -> float | None:
    """Return the seconds from now that ``text``, a Retry-After, names.

    Args:
        text: Seconds or a date; None comes of anything else, also of nothing.
            A date that is past is now.
    """
    text = text.strip()
    if text.isdecimal():
        return float(text[:_DIGITS])
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())
