"""Look at the downloads: are they there, whole, and the same in every form?

Source: RFC 9110, section 14 (ranges); coreutils' sha256sum for the digests.
"""

import hashlib
from collections.abc import Iterator

from dissensus.doctor.calling import Caller, Reply
from dissensus.doctor.findings import Finding, found, status
from dissensus.doctor.reading import GRAPHS, Unreadable, digest_of, gunzip, quads
from dissensus.doctor.survey import SUMS_PATH, Survey
from dissensus.formats import Format

_PART = 16


def look_at_dumps(ask: Caller, said: Survey) -> Iterator[Finding]:
    """Yield what is found in each dump that is not too large."""
    if not said.sums:
        yield Finding("dumps", "digests are offered", SUMS_PATH, "none are")
    contents: dict[str, tuple[int, int]] = {}
    for name, digest in said.sums.items():
        reply = said.dumps.get(name) or ask.fetch(f"/dumps/{name}")
        if bad := status(reply, 200):
            yield found("dumps", "the dump is there", reply, bad)
        elif reply.method == "HEAD":
            length = reply.header("Content-Length") or "an unknown number of"
            why = f"it has {length} bytes, more than {ask.manners.size}"
            yield Finding("dumps", "the digest is right", reply.path, left_out=why)
        else:
            yield found("dumps", "the digest is right", reply, _differs(reply, digest))
            # Tables and archives are held to their digest alone.
            if form := _format(name):
                yield _content(said, name, form, reply, contents)
            yield _range(ask, reply)
    counts = {name: count for name, (count, _) in contents.items()}
    same = len(set(contents.values())) < 2  # noqa: PLR2004
    unlike = "" if same else f"they do not say the same: {counts}"
    if contents:
        yield Finding("dumps", "all dumps say the same", "/dumps", unlike)


def _differs(reply: Reply, digest: str) -> str:
    seen = hashlib.sha256(reply.body).hexdigest()
    other = f"its SHA-256 is {seen[:12]}…, SHA256SUMS says {digest[:12]}…"
    return "" if seen == digest else other


def _content(
    said: Survey,
    name: str,
    form: Format,
    reply: Reply,
    contents: dict[str, tuple[int, int]],
) -> Finding:
    check = "the dump can be read"
    try:
        body = gunzip(reply.body) if name.endswith(".gz") else reply.body
        read = quads(body, form)
    except Unreadable as error:
        return found("dumps", check, reply, str(error))
    contents[name] = len(read), digest_of(read)
    wrong = said.triples not in {-1, len(read)}
    fault = f"has {len(read)} triples, VoID says {said.triples}" if wrong else ""
    return found("dumps", check, reply, fault)


def _format(name: str) -> Format | None:
    suffix = name.removesuffix(".gz").rpartition(".")[2]
    return next((f for f in GRAPHS if f.suffix == suffix), None)


def _range(ask: Caller, whole: Reply) -> Finding:
    part = ask.get(whole.path, Range=f"bytes=1-{_PART}")
    other = "" if part.body == whole.body[1 : _PART + 1] else "gives other bytes"
    return found("dumps", "a download can be resumed", part, status(part, 206), other)
