"""Write the site of a release as files that any web server can hand out.

Pages, documents and files come from the routes of ``web``, as they are served;
what needs a server is left out and said to be. Frozen-Flask asks for them and
writes them; which there are, links and the release's own index say.

Source: Frozen-Flask, https://frozen-flask.readthedocs.io/
"""

from dissensus.freezing.freezing import MARK, Frozen, Wish, freeze

__all__ = ["MARK", "Frozen", "Wish", "freeze"]
