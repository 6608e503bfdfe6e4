"""Hold the links to Wikidata against Wikidata, and look for those that lack.

The only room that asks other people's servers anything, and the only one that
imports SPARQLWrapper. It changes no data: what it would change it writes as a
patch of the table of links, for a person to read and accept.

* ``endpoint`` puts one query at a time, politely, to a SPARQL service.
* ``enquiry`` asks in batches, through a cache on disk (``cache``).
* ``items`` reads what the answers say of an item; ``entities`` what we say.
* ``comparison`` holds one against the other, with reasons that add up.
* ``verifying`` judges the links that there are, ``proposing`` finds others.
* ``table`` and ``report`` write the patch and the CSV file.

Source: Wikimedia's User-Agent policy; Wikidata Query Service user manual,
"Query limits"; Wikibase RDF dump format, sections "Redirects" and "Time".
"""

from dissensus.linking.agent import user_agent
from dissensus.linking.cache import Cache
from dissensus.linking.endpoint import Endpoint, Manners
from dissensus.linking.enquiry import Enquiry
from dissensus.linking.examining import Examination, examine
from dissensus.linking.report import COLUMNS, State, Statement, write_report, write_text

__all__ = [
    "COLUMNS",
    "Cache",
    "Endpoint",
    "Enquiry",
    "Examination",
    "Manners",
    "State",
    "Statement",
    "examine",
    "user_agent",
    "write_report",
    "write_text",
]
