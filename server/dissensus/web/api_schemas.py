"""What the API answers in JSON, and how it refuses, as OpenAPI writes it."""

from http import HTTPStatus
from typing import Any, Final

from dissensus.errors import BackendError, DissensusError, RequestError
from dissensus.web.negotiation import HTML_TYPE, JSON, PROBLEM_TYPE
from dissensus.web.problems import STATUS

Schema = dict[str, Any]
SCHEMAS: Final[Schema] = {
    "Problem": {
        "description": "A problem document (RFC 9457).",
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
            "hint": {"type": "string", "description": "What to do next"},
            "see": {"type": "string", "description": "The rule"},
            "line": {"type": "integer", "description": "In the query"},
            "column": {"type": "integer", "description": "In the query"},
            "details": {"type": "array", "items": {"type": "string"}},
            "limit": {"type": "object", "description": "The limit that was met"},
        },
    },
    "Answer": {
        "description": "SPARQL 1.1 Query Results JSON.",
        "type": "object",
        "required": ["head"],
        "properties": {
            "head": {"type": "object"},
            "boolean": {"type": "boolean"},
            "results": {
                "type": "object",
                "required": ["bindings"],
                "properties": {
                    "bindings": {"type": "array", "items": {"type": "object"}}
                },
            },
        },
    },
}


def problem_responses() -> dict[str, Any]:
    """Return a response per status with which a caller can be refused."""
    named: dict[int, list[type[DissensusError]]] = {}
    for fault, status in STATUS.items():
        if issubclass(fault, (RequestError, BackendError)):
            named.setdefault(status, []).append(fault)
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    page = {"schema": {"type": "string"}}
    found: dict[str, Any] = {
        str(status): {
            "description": f"{HTTPStatus(status).phrase}: "
            + ", ".join(fault.__name__ for fault in faults),
            "content": {
                PROBLEM_TYPE: problem,
                JSON.media_type: problem,
                HTML_TYPE: page,
            },
        }
        for status, faults in sorted(named.items())
    }
    return {"303": {"description": "See the document of this entity."}, **found}
