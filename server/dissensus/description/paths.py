"""A way from one entity to others: properties, each in one of its directions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One property, followed from subject to object or back."""

    property: str
    inverse: bool = False


Path = tuple[Step, ...]
