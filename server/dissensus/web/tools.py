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
        report: Where to report an error, filled in; empty when the project
            names nobody.
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
        report=report_address(here, entity) if here.contact else "",
        languages=tuple((tag, language_name(tag)) for tag in here.languages),
    )


def report_address(here: Site, entity: Description) -> str:
    """Return the contact's address with IRI, release and passages filled in.

    A mail address takes subject and body; a web address ``title`` and
    ``body``, as the forms for issues of the usual forges do.
    """
    passages = dict.fromkeys(p for a in entity.attributions for p in a.passages)
    body = "\n".join(
        [
            "What is wrong, and what would be right:",
            "",
            "",
            f"Entity: {entity.iri}",
            f"Release: {here.release}",
            *(f"Passage: {passage}" for passage in passages),
        ]
    )
    title = f"Error in {entity.names[entity.iri]}"
    if here.contact.startswith("mailto:"):
        fields = {"subject": title, "body": body}
        return f"{here.contact}?{urlencode(fields, quote_via=quote)}"
    mark = "&" if "?" in here.contact else "?"
    return f"{here.contact}{mark}{urlencode({'title': title, 'body': body})}"
