"""Publish who disagrees with whom about what, as linked data.

Rooms, from what is nearest to the user to what knows least of the others:
``cli``, ``web``, ``catalog``, ``release``, then ``closure``, ``validation``,
``passages``, ``description`` and ``evaluation`` side by side, then ``sources``,
``backends`` and ``formats``, ``queries``, ``sparql``, ``iris``, ``namespaces``,
``settings`` and ``errors``. Imports go that way only.
"""

from typing import Final

__version__: Final = "0.1.0"
