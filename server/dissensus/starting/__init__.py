"""Start a project: a small whole debate of its own, to be served and then replaced.

What it is made of lies here as files: ``sample`` is the example, ``model`` leads to
the ontology, the shapes and the queries of pages that every debate can use.
"""

from dissensus.starting.project import Started, start_project

__all__ = ["Started", "start_project"]
