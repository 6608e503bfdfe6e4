"""What a project's files say, before anything is inferred or judged."""

from dissensus.sources.changelog import read_entries
from dissensus.sources.configuration import DATASET, Configuration
from dissensus.sources.files import LIBRARIES, SourceFile, fingerprint, read_file
from dissensus.sources.linting import Remark, warnings
from dissensus.sources.parsing import Parsed, parse_file, read_graphs
from dissensus.sources.project import (
    Layer,
    Project,
    SourceGraph,
    merged,
    read_project,
)
from dissensus.sources.skolem import owner_of

__all__ = [
    "DATASET",
    "LIBRARIES",
    "Configuration",
    "Layer",
    "Parsed",
    "Project",
    "Remark",
    "SourceFile",
    "SourceGraph",
    "fingerprint",
    "merged",
    "owner_of",
    "parse_file",
    "read_entries",
    "read_file",
    "read_graphs",
    "read_project",
    "warnings",
]
