"""How a text is cited: one record, and the forms that reference managers read.

Knows nothing of RDF: what a record says, ``description`` has read; here it is
written so that nothing is lost or added on the way.

* ``record`` holds what can be said of a text, and the kinds of texts.
* ``dates`` reads EDTF into what each form can say of it.
* ``bibtex``, ``ris``, ``csl`` write records, ``reference`` one for a reader.
* ``embedding`` writes one into a page, for what reads pages.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from dissensus.citing.bibtex import write_bibtex
from dissensus.citing.csl import write_csl
from dissensus.citing.dates import Issued, read_issued
from dissensus.citing.embedding import context_object, meta_tags
from dissensus.citing.record import Kind, Name, Record
from dissensus.citing.reference import write_reference
from dissensus.citing.ris import write_ris

WRITERS: Final[Mapping[str, Callable[[Iterable[Record]], str]]] = {
    "bib": write_bibtex,
    "ris": write_ris,
    "csl.json": write_csl,
}

__all__ = [
    "WRITERS",
    "Issued",
    "Kind",
    "Name",
    "Record",
    "context_object",
    "meta_tags",
    "read_issued",
    "write_bibtex",
    "write_csl",
    "write_reference",
    "write_ris",
]
