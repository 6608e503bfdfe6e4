"""Examine a running site from outside, as its readers and programs meet it.

Nothing here knows the disk, the release or the engine of the site: what it
should hold is what the site says of itself (VoID, sitemap, dumps, service
description), and what the standards say of HTTP. So a fault of a proxy, a cache
or a copy in between is found too.
"""

from dissensus.doctor.calling import Caller, Manners
from dissensus.doctor.examining import Examination, examine
from dissensus.doctor.findings import Finding, State

__all__ = ["Caller", "Examination", "Finding", "Manners", "State", "examine"]
