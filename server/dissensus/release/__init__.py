"""A release: one immutable folder with all that is served of a dataset.

What opens a release is here; what builds one (``release.building``) needs
the reasoner and the validator and is imported by publishing alone.
"""

from dissensus.release.manifest import Manifest
from dissensus.release.opening import RELEASE_ID, Release

__all__ = ["RELEASE_ID", "Manifest", "Release"]
