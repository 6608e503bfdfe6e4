"""The order in which a page tells what is known.

Properties are named here only to be put in order: one that is not listed
appears under its own heading at the end, so a project with other terms loses
nothing.
"""

from typing import Final

from dissensus.namespaces import (
    DCTERMS,
    DIS,
    OA,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    Namespace,
)

_CITO: Final = Namespace("http://purl.org/spar/cito/")
OTHER: Final = "More"


def _terms(namespace: Namespace, names: str) -> tuple[str, ...]:
    return tuple(namespace[name].value for name in names.split())


_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "What it is": (
        *_terms(
            DIS,
            """holder allegedHolder affirmsClaim deniesClaim suspendsOnClaim onClaim
            takesSide position concededTo revises
            attests contests byAuthor reportingMode inPassage viaCitation confidence
            longPassageReason criterion guidelineVersion
            asks inDebate thesisOf
            cause effect causalForce characterises characterisedAs quantifies
            hasPremise hasConclusion usesScheme advancedBy repliesTo
            seriesKind inSeries ordinal item
            participant inEvent member inGroup role
            indicator ofThing refPeriod refArea asPrinted value upperValue bound
            baseObservation unit polarity
            issueType about proposedValue""",
        ),
    ),
    "Among claims and arguments": _terms(
        DIS,
        """contradicts tellsAgainst attacksClaim deniesInferenceOf entails subClaimOf
        evidenceFor qualifies hasExample supports attacks rebuts undermines undercuts
        premiseOf conclusionOf causeIn claimedToLeadTo affirmedBy deniedBy""",
    ),
    "Positions and parts taken": _terms(
        DIS,
        """affirms denies disagreesWith sidesWith contributesTo hasStance
        participatesIn hasParticipation memberOf hasMembership successorOf""",
    ),
    "Time and place": (
        *_terms(
            DIS,
            """edtf sourceCalendar notBefore beginNotAfter endNotBefore notAfter
            datingNote birthNotBefore deathNotAfter eventType tookPlaceAt withinPlace
            subEventOf follows""",
        ),
        *_terms(SCHEMA, "birthDate deathDate"),
    ),
    "Text": (
        *_terms(
            DIS,
            """editionOf withinPassage nextPassage passageKind sectionTitle locator
            citedThrough citedFor inNote noteNumber callOutPassage textPassage
            speaker quotedWithin alteration digest textDigest textLength
            publicationPlace""",
        ),
        *_terms(
            DCTERMS,
            """title creator issued publisher isPartOf language bibliographicCitation
            identifier source license""",
        ),
        *_terms(_CITO, "hasCitingEntity hasCitedEntity hasCitationCharacterization"),
        *_terms(SCHEMA, "volumeNumber issueNumber pageStart pageEnd url"),
        *_terms(OA, "hasSource hasSelector start end"),
    ),
    "In the ontology": (
        RDF.type.value,
        *_terms(RDFS, "subClassOf subPropertyOf domain range"),
        *_terms(OWL, "inverseOf propertyChainAxiom disjointWith members"),
        *_terms(SKOS, "inScheme topConceptOf hasTopConcept broader narrower"),
        *_terms(QB, "dataSet structure"),
        RDFS.isDefinedBy.value,
    ),
    "Names and notes": (
        *_terms(SKOS, "prefLabel altLabel definition scopeNote example note notation"),
        *_terms(RDFS, "label comment"),
        DCTERMS.description.value,
    ),
    "Elsewhere": (
        SCHEMA.sameAs.value,
        OWL.sameAs.value,
        *_terms(SKOS, "exactMatch closeMatch"),
        *_terms(DIS, "wikidataId wikidataClose notLinkedBecause justification"),
        RDFS.seeAlso.value,
    ),
    "Who says so": (
        DIS.attestedBy.value,
        *_terms(PROV, "wasGeneratedBy wasAssociatedWith endedAtTime wasDerivedFrom"),
    ),
}
_PLACE: Final = {
    property_: (group, rank)
    for group, properties in _GROUPS.items()
    for rank, property_ in enumerate(properties)
}
_ORDER: Final = {group: n for n, group in enumerate((*_GROUPS, OTHER))}


def group_of(property_: str) -> str:
    """Return the heading under which statements of ``property_`` stand."""
    return _PLACE.get(property_, (OTHER, 0))[0]


def rank(property_: str) -> tuple[int, int, str]:
    """Return a sort key: the heading's place, then the property's in it."""
    group, place = _PLACE.get(property_, (OTHER, 0))
    return (_ORDER[group], place, property_)
