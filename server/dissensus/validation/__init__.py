"""Judge a graph by shapes: who is at fault, where, and what to do next.

``validate`` runs SHACL Core on pySHACL, which is shown only the nodes that
``screening`` cannot tell to conform (it spends 0.1 ms on each shape of each), and
each SPARQL constraint as one SELECT over the whole graph in Oxigraph (pySHACL
spends 7 to 12 ms per focus node on one). Both report into one Report.

The only room in which pySHACL is imported. Shapes decide what a good record
is; what follows from what is the ontology's and the closure's to say.

Source: Shapes Constraint Language (W3C Recommendation, 20 July 2017).
"""

from dissensus.validation.carrying import Earlier
from dissensus.validation.gate import Stage, select_shapes, validate
from dissensus.validation.report import Finding, Report, Severity

__all__ = [
    "Earlier",
    "Finding",
    "Report",
    "Severity",
    "Stage",
    "select_shapes",
    "validate",
]
