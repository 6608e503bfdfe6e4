"""The side-by-side run is a program of its own, with modules of its own."""

collect_ignore = ["beside"]
