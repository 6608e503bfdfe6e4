"""Serve the files of releases: dumps with ranges, manifests, the description.

Files never pass the byte cache: ``send_file`` answers ranges and conditions
itself (206, 304, 412, 416); a release's name and a path make the ETag.

Source: RFC 9110, sections 13 (conditions) and 14 (ranges).
"""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request, send_file
from pyoxigraph import RdfFormat, parse
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as AnyResponse

from dissensus.errors import UnknownEntity
from dissensus.formats import write_graph
from dissensus.release.manifest import NAME, SEAL, Manifest, read_manifest
from dissensus.release.wrapping import ARCHIVE, CITATION, CRATE, README
from dissensus.web.embedded import embed_dataset
from dissensus.web.negotiation import HTML, SERVICE_OFFERS, file_type, negotiate
from dissensus.web.responses import document, keep, negotiated, page, signpost
from dissensus.web.retired import FOR_EVER, answer_gone
from dissensus.web.signposts import VOID_PATH, Signpost, of_dataset
from dissensus.web.site import Site, site

files = Blueprint("files", __name__)

SERVED: Final = (
    "dumps/",
    "sources/",
    "manifest.",
    "description.",
    "report.",
    "coverage.",
    "schema.",
    ARCHIVE,
    CITATION,
    CRATE,
    README,
)


@files.get("/dumps")
def list_dumps() -> Response:
    """Return the page of the bulk downloads."""
    here = site()
    return keep(_downloads(here))


@files.get("/dumps/<path:name>")
def send_dump(name: str) -> AnyResponse:
    """Return a dump of the present release; ``latest.*`` is the whole dataset."""
    here = site()
    stem = _stem(here)
    wanted = name.replace("latest", stem, 1) if name.startswith("latest.") else name
    return _send_from(here.folder, f"dumps/{wanted}", wanted, here.modified)


@files.get("/releases/<release>/<path:name>")
def send_release_file(release: str, name: str) -> AnyResponse:
    """Return one file of a release that is kept; it never changes."""
    if gone := answer_gone(site(), release):
        return gone
    folder = _folder(site(), release)
    manifest = _manifest(folder)
    # Whole, for who pulls it; the page lists what people ask for.
    if name not in manifest.files and name not in {NAME, SEAL}:
        raise _unknown(name)
    created = datetime.fromisoformat(manifest.created)
    response = _send_from(folder, name, Path(name).name, created)
    if release != "current":
        response.headers["Cache-Control"] = FOR_EVER
    return response


@files.get("/.well-known/void")
@files.get("/.well-known/void.<suffix>")
def show_void(suffix: str = "") -> AnyResponse:
    """Return the description of the dataset, with counts that were computed."""
    here = site()
    offer = negotiate(SERVICE_OFFERS, suffix)
    if offer is HTML:
        return keep(_downloads(here))
    file = here.folder / "description.ttl"
    if not file.is_file():
        raise _unknown("description.ttl")
    body = file.read_bytes()
    if offer.suffix != "ttl" and offer.format:
        triples = (q.triple for q in parse(body, format=RdfFormat.TURTLE))
        body = write_graph(triples, offer.format, here.base)
    response = document(body, offer)
    return keep(negotiated(response, "/.well-known/void", offer, SERVICE_OFFERS))


def _downloads(here: Site) -> Response:
    return page("dumps.html", embedded=embed_dataset(here), archive=ARCHIVE)


def _stem(here: Site) -> str:
    """Return what the dumps of this release are called, without suffix."""
    names = [name for name in here.dumps if name.endswith(".nt.gz")]
    return names[0].removesuffix(".nt.gz") if names else "latest"


@lru_cache(maxsize=16)
def _manifest(folder: Path) -> Manifest:
    """Return what a release says of itself; as it never changes, it is read once."""
    return read_manifest(folder)


def _is_release(folder: Path) -> bool:
    return (folder / NAME).is_file() and not folder.is_symlink()


def _folder(here: Site, release: str) -> Path:
    if release == "current":
        return here.folder
    folder = here.folder.parent / release
    if "/" in release or release.startswith(".") or not _is_release(folder):
        raise UnknownEntity(
            f"No release {release!r} is kept here.",
            hint="Those that are kept are under /releases.",
        )
    return folder


def _send_from(
    folder: Path, name: str, download: str, modified: datetime | None
) -> AnyResponse:
    found = safe_join(str(folder), name)
    file = Path(found or folder)
    if ".." in name or not file.is_file():
        raise _unknown(name)
    kind = file_type(name)
    _keep_one_range()
    response = send_file(
        file,
        mimetype=kind,
        conditional=True,
        etag=f"{folder.name}-{name.replace('/', '-')}",
        download_name=download,
        last_modified=modified,
        max_age=None,
    )
    # send_file adds a charset of its own to any text.
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'inline; filename="{download}"'
    response.headers["Accept-Ranges"] = "bytes"
    if modified is None:
        del response.headers["Last-Modified"]
    links = (*of_dataset(site()), Signpost("describedby", VOID_PATH))
    signpost(response, links)
    return response


def _keep_one_range() -> None:
    """Forget a Range that names several parts, or none in bytes.

    The whole file is then sent, as RFC 9110, section 14.2, has it for units
    that a server does not know, for methods other than GET, and allows for
    many parts, which cost more than they save.
    """
    asked = request.range
    one = asked is not None and asked.units == "bytes" and len(asked.ranges) == 1
    if not one or request.method != "GET":
        request.environ.pop("HTTP_RANGE", None)


def _unknown(name: str) -> UnknownEntity:
    return UnknownEntity(
        f"There is no file {name!r} in this release.",
        hint="The downloads are listed under /dumps.",
    )
