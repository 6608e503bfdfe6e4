"""The routes of the site, one module per kind of thing that is asked for."""

from typing import Final

from dissensus.web.views.api import api
from dissensus.web.views.bibliography import bibliography
from dissensus.web.views.browse import browse
from dissensus.web.views.changes import changes
from dissensus.web.views.coverage import coverage
from dissensus.web.views.crawling import crawling
from dissensus.web.views.debates import debates
from dissensus.web.views.editing import checking, editing
from dissensus.web.views.entities import entities
from dissensus.web.views.files import files
from dissensus.web.views.graph_store import graph_store
from dissensus.web.views.graphs import graphs
from dissensus.web.views.home import home
from dissensus.web.views.learn import learn
from dissensus.web.views.linksets import linksets
from dissensus.web.views.llms import llms
from dissensus.web.views.memento import memento
from dissensus.web.views.ontology import ontology
from dissensus.web.views.operating import operating
from dissensus.web.views.queries import queries
from dissensus.web.views.reading import reading
from dissensus.web.views.reconciliation import reconciliation
from dissensus.web.views.releases import releases
from dissensus.web.views.reporting import reporting
from dissensus.web.views.schema import schema
from dissensus.web.views.search import search
from dissensus.web.views.shapes import shapes
from dissensus.web.views.sparql import sparql
from dissensus.web.views.validation import validation
from dissensus.web.views.vocabularies import vocabularies

BLUEPRINTS: Final = (
    home,
    bibliography,
    browse,
    coverage,
    crawling,
    debates,
    files,
    releases,
    changes,
    memento,
    graphs,
    graph_store,
    linksets,
    learn,
    llms,
    ontology,
    operating,
    queries,
    reading,
    reporting,
    reconciliation,
    api,
    schema,
    shapes,
    validation,
    vocabularies,
    search,
    sparql,
    editing,
    checking,
    entities,
)
