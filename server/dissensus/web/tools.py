"""Say what a reader can do with the page of an entity: query, report, read on."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from dissensus.description import Description, bound_query, named_node
from dissensus.web.languages import language_name
from dissensus.web.site import Site


@dataclass(frozen=True)
class Tools:
    """The addresses behind the tools of one page.

    Attributes:
        query: The query page, with a query about the entity.
        report: Where to report an error, filled in.
        languages: The languages that labels can be had in: tag and name.
    """

    query: str
    report: str
    languages: tuple[tuple[str, str], ...]


def read_tools(here: Site, entity: Description) -> Tools:
    """Return the tools of the page about ``entity``."""
    node = named_node(entity.iri)
    # The graphs of opened files may be none at all.
    text = f"DESCRIBE {node}" if here.opened else bound_query("around", entity=[node])
    return Tools(
        query=f"/sparql?{urlencode({'query': text})}",
        report=report_address(here, entity),
        languages=tuple((tag, language_name(tag)) for tag in here.languages),
    )


def report_address(here: Site, entity: Description) -> str:
    """Return the contact's address with the beginning of a report filled in.

    A mail address takes subject and body; a web address ``title`` and
    ``body``, as the forms for issues of the usual forges do. A project that
    names nobody has a page where the report can be taken from.
    """
    if not here.contact:
        return f"/report-error?{urlencode({'iri': entity.iri})}"
    title, body = f"Error in {entity.names[entity.iri]}", begin_report(here, entity)
    if here.contact.startswith("mailto:"):
        fields = {"subject": title, "body": body}
        return f"{here.contact}?{urlencode(fields, quote_via=quote)}"
    mark = "&" if "?" in here.contact else "?"
    return f"{here.contact}{mark}{urlencode({'title': title, 'body': body})}"


def begin_report(here: Site, entity: Description) -> str:
    """Return a report of an error, begun: entity, release and passages stated."""
    passages = dict.fromkeys(p for a in entity.attributions for p in a.passages)
    return "\n".join(
        [
            "What is wrong, and what would be right:",
            "",
            "",
            f"Entity: {entity.iri}",
            f"Release: {here.release}",
            *(f"Passage: {passage}" for passage in passages),
        ]
    )
