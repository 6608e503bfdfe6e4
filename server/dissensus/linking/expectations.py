"""Say which items of Wikidata may be what our classes mean.

An item fits a class when one of the class's roots is reached from it over
``instance of`` and any number of ``subclass of``. Classes that are not listed
here (doctrines, indicators) expect nothing: anything may be a concept, except
a human being.
"""

from typing import Final

from dissensus.namespaces import DIS

HUMAN: Final = "Q5"
EXPECTED: Final = {
    DIS.Person.value: (HUMAN,),
    DIS.Organisation.value: (
        "Q43229",  # organization
        "Q16334295",  # group of humans
    ),
    DIS.Collective.value: (
        "Q16334295",  # group of humans
        "Q43229",  # organization
        "Q41710",  # ethnic group
        "Q187588",  # social class
    ),
    DIS.Place.value: (
        "Q2221906",  # geographic location
        "Q618123",  # geographical feature
        "Q27096213",  # geographic entity
        "Q56061",  # administrative territorial entity
    ),
    DIS.Event.value: (
        "Q1190554",  # occurrence
        "Q1656682",  # event
        "Q186081",  # time interval
        "Q11514315",  # historical period
    ),
    DIS.Work.value: (
        "Q386724",  # work
        "Q17537576",  # creative work
        "Q732577",  # publication
    ),
}
# Pages of Wikimedia about words, and names as such: never what we mean.
NEVER: Final = frozenset(
    {
        "Q4167410",  # disambiguation page
        "Q4167836",  # category
        "Q11266439",  # template
        "Q13406463",  # list article
        "Q101352",  # family name
        "Q202444",  # given name
        "Q22808320",  # human name disambiguation page
    }
)
ROOTS: Final = frozenset(root for roots in EXPECTED.values() for root in roots)
