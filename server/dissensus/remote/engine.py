"""Where a store of somebody else is, and who we are to it.

Addresses are settings; a password or token is read from the environment when
it is needed, so that it stands in no command line, log or status page.
"""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from dissensus.errors import WrongCall
from dissensus.settings import Settings, is_address

USER: Final = "DISSENSUS_STORE_USER"
PASSWORD: Final = "DISSENSUS_STORE_PASSWORD"  # noqa: S105 - a name, no password
TOKEN: Final = "DISSENSUS_STORE_TOKEN"  # noqa: S105 - likewise


@dataclass(frozen=True)
class Engine:
    """The addresses of a store.

    Attributes:
        query_url: Of its query service.
        update_url: Of its update service; may be empty.
        gsp_url: Of its Graph Store service; may be empty. If both are given,
            triples are written through this one.
    """

    query_url: str
    update_url: str = ""
    gsp_url: str = ""

    def __post_init__(self) -> None:
        for url in filter(None, (self.query_url, self.update_url, self.gsp_url)):
            if not is_address(url):
                raise WrongCall(
                    "An address of the store is not a plain http or https URL.",
                    hint="Write it like https://store.example.org/sparql. A user and "
                    f"password go into {USER} and {PASSWORD}.",
                )

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Return the engine that ``settings`` name; None: the embedded store.

        Raises:
            WrongCall: They name no kind of store, or not where it is.
        """
        if settings.backend == "embedded":
            return None
        if settings.backend != "sparql" or not settings.query_url:
            raise WrongCall(
                f"The backend {settings.backend!r} cannot be used like this.",
                hint="Say --backend sparql and --query-url, or --backend embedded.",
            )
        return cls(settings.query_url, settings.update_url, settings.gsp_url)

    @property
    def writable(self) -> bool:
        """Whether we know a way to write to it."""
        return bool(self.update_url or self.gsp_url)


@dataclass(frozen=True)
class Credentials:
    """Who we are; all empty when nobody asks."""

    user: str = ""
    password: str = ""
    token: str = ""

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Return those of the environment."""
        return cls(*(environ.get(name, "") for name in (USER, PASSWORD, TOKEN)))

    def __repr__(self) -> str:
        return "Credentials(...)"

    @property
    def header(self) -> str:
        """What the field Authorization says; empty for nothing."""
        if self.token:
            return f"Bearer {self.token}"
        if self.user:
            pair = f"{self.user}:{self.password}".encode()
            return f"Basic {base64.b64encode(pair).decode('ascii')}"
        return ""
