"""Ask other people's SPARQL endpoints for a part of a query.

* ``addresses`` finds where an endpoint lies, and refuses what is not public.
* ``asking`` sends one query there, over HTTP, within time and size.
* ``tables`` writes the solutions that come back as a table of SPARQL.

None of it is ever in one process with the engine that evaluates queries: see
``evaluation.fetcher``.
"""

from dissensus.federation.asking import Question, ask
from dissensus.federation.tables import MEDIA_TYPES, write_table

__all__ = ["MEDIA_TYPES", "Question", "ask", "write_table"]
