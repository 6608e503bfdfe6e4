"""A release as something to keep, cite and deposit: its cover, not its content.

RO-Crate for whoever unpacks it, ``CITATION.cff`` for whoever cites it, the
record of a repository for whoever deposits it, and the archive with all of it.
"""

from dissensus.packaging.archive import write_zip
from dissensus.packaging.citation import write_citation
from dissensus.packaging.cover import Cover, Maker, Part
from dissensus.packaging.crate import write_crate
from dissensus.packaging.deposit import write_deposit
from dissensus.packaging.readme import write_readme
from dissensus.packaging.redirects import write_redirects

__all__ = [
    "Cover",
    "Maker",
    "Part",
    "write_citation",
    "write_crate",
    "write_deposit",
    "write_readme",
    "write_redirects",
    "write_zip",
]
