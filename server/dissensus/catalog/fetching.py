"""Get the files of a release from where somebody serves them, and trust none.

What a server sends is held against the manifest, byte for byte, and against
what a release may be at all: no path leads out of its folder, nothing is
longer than was said. A file that broke off is continued.

Source: RFC 9110, section 14 (range requests).
"""

import http.client
import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import quote

from dissensus.errors import DamagedRelease, EndpointUnavailable, WrongCall
from dissensus.release import RELEASE_ID
from dissensus.release.disk import digest_of
from dissensus.release.manifest import NAME, SEAL, seal_of
from dissensus.settings import is_address

_PATIENCE: Final = 30
_BLOCK: Final = 256 * 1024
_MOST_MANIFEST: Final = 64 * 1024 * 1024
_PART: Final = ".part"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_MISSING: Final = (404, 410)
_PARTIAL: Final = 206


@dataclass(frozen=True)
class Offer:
    """A release that somebody serves.

    Attributes:
        id: Of the release.
        url: Of its folder, with a slash at the end.
        manifest: The bytes of its manifest.
        seal: The digest of those.
        files: By path: size in bytes and SHA-256.
    """

    id: str
    url: str
    manifest: bytes
    seal: bytes
    files: dict[str, tuple[int, str]]

    @property
    def size(self) -> int:
        """Of all files together, in bytes."""
        return sum(size for size, _ in self.files.values())


class Origin:
    """A site of Dissensus, or a static host of a folder of releases, at ``url``.

    Raises:
        WrongCall: The URL is not one of the web.
    """

    def __init__(self, url: str) -> None:
        if not is_address(url):
            raise WrongCall(
                f"{url!r} is not the address of a site.",
                hint="Give an http or https URL, for example https://example.org/.",
            )
        self._folders = [f"{url.rstrip('/')}/releases/", f"{url.rstrip('/')}/"]

    def current(self) -> bytes:
        """Return the seal of what is current there: 80 bytes that change with it.

        Raises:
            EndpointUnavailable: Nobody serves a release there.
        """
        for folder in self._folders:
            try:
                seal = _read(f"{folder}current/{SEAL}", _BLOCK)
            except FileNotFoundError:
                continue
            self._folders = [folder]
            return seal
        raise EndpointUnavailable(
            f"There is no current release at {self._folders[0]}.",
            hint="Give the address of a site of Dissensus, or of a folder of releases "
            "as a web server shows it.",
        )

    def offer(self) -> Offer:
        """Return the current release, as its manifest tells it.

        Raises:
            EndpointUnavailable: Nobody serves a release there.
            DamagedRelease: The manifest is not what its seal says, or not lawful.
        """
        seal = self.current()
        folder = self._folders[0]
        manifest = _there(f"{folder}current/{NAME}", _MOST_MANIFEST)
        if seal.decode("ascii", "replace") != seal_of(manifest):
            raise _refused(folder, f"{NAME} is not what {SEAL} says")
        try:
            document = json.loads(manifest)
            name, files = document["id"], _listed(document["files"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _refused(folder, f"{NAME} cannot be read") from error
        if not isinstance(name, str) or not RELEASE_ID.fullmatch(name):
            raise _refused(folder, "its name is not one of a release")
        for path in files:
            _refuse_path(folder, path)
        return Offer(name, f"{folder}{name}/", manifest, seal, files)


def fetch(offer: Offer, path: str, into: Path) -> int:
    """Get the file ``path`` of ``offer`` into the folder ``into``.

    What an earlier attempt left is kept if it is right, or continued.

    Returns:
        How many bytes had to be sent.

    Raises:
        EndpointUnavailable: It is not to be had.
        DamagedRelease: It is not what the manifest says.
    """
    size, digest = offer.files[path]
    target = into / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_file() and _is(target, size, digest):
        return 0
    part = target.with_name(f"{target.name}{_PART}")
    url = f"{offer.url}{quote(path)}"
    sent = 0
    # Again from the start, if what was there was no beginning of it.
    for _ in range(2 if part.is_file() else 1):
        sent += _append(url, part, size)
        if _is(part, size, digest):
            part.rename(target)
            return sent
        part.unlink()
    raise _refused(url, "it is not what the manifest says")


def _append(url: str, part: Path, size: int) -> int:
    """Get what is missing of ``part``; return how many bytes that was."""
    begun = part.stat().st_size if part.is_file() else 0
    if begun >= size:
        part.unlink(missing_ok=True)
        begun = 0
    sent = 0
    with _opened(url, begun) as response:
        mode = "ab" if begun and response.status == _PARTIAL else "wb"
        have = begun if mode == "ab" else 0
        with part.open(mode) as file:
            while block := _block(response):
                sent += len(block)
                if have + sent > size:
                    raise _refused(url, f"it is longer than the {size:,} bytes said")
                file.write(block)
    return sent


def _block(response: http.client.HTTPResponse) -> bytes:
    try:
        data = response.read(_BLOCK)
    except (OSError, http.client.HTTPException) as error:
        raise _unavailable(response.url, str(error) or "it broke off") from error
    if not data and response.length:
        raise _unavailable(response.url, "it broke off")
    return data


def _read(url: str, most: int) -> bytes:
    data = bytearray()
    with _opened(url) as response:
        while len(data) <= most and (block := _block(response)):
            data += block
    if len(data) > most:
        raise _refused(url, f"it is longer than {most:,} bytes")
    return bytes(data)


def _there(url: str, most: int) -> bytes:
    try:
        return _read(url, most)
    except FileNotFoundError as error:
        raise _unavailable(url, "it is not there") from error


def _opened(url: str, begun: int = 0) -> http.client.HTTPResponse:
    # As it is, not packed for the way: its bytes are counted.
    headers = {"Accept-Encoding": "identity", "User-Agent": "Dissensus"}
    if begun:
        headers["Range"] = f"bytes={begun}-"
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - see Origin
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(  # noqa: S310
            request, timeout=_PATIENCE
        )
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in _MISSING:
            raise FileNotFoundError(url) from error
        raise _unavailable(url, f"HTTP {error.code}") from error
    except (OSError, http.client.HTTPException) as error:
        why = str(getattr(error, "reason", error)) or type(error).__name__
        raise _unavailable(url, why) from error
    return response


def _listed(files: dict[str, dict[str, Any]]) -> dict[str, tuple[int, str]]:
    found = {str(path): (int(f["size"]), str(f["sha256"])) for path, f in files.items()}
    if any(s < 0 or not _DIGEST.fullmatch(digest) for s, digest in found.values()):
        raise ValueError(files)
    return found


def _refuse_path(url: str, path: str) -> None:
    parts = PurePosixPath(path).parts
    odd = "\\" in path or "\0" in path or path != "/".join(parts)
    if odd or not parts or parts[0] == "/" or ".." in parts or path in (NAME, SEAL):
        raise _refused(url, f"it names a file {path[:80]!r}")


def _is(path: Path, size: int, digest: str) -> bool:
    return path.stat().st_size == size and digest_of(path) == digest


def _refused(url: str, why: str) -> DamagedRelease:
    return DamagedRelease(
        f"What {url} serves is refused: {why}.",
        hint="Nothing of it is used. Pull again; if it stays so, tell its publisher.",
    )


def _unavailable(url: str, why: str) -> EndpointUnavailable:
    return EndpointUnavailable(
        f"{url} cannot be had: {why}.",
        hint="Pull again: what has come so far is kept.",
    )
