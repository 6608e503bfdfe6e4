"""How old an answer says that it is, whatever clocks and releases do."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.cache import keep_answer
from dissensus.web.site import Site

PAGE = "/doc/claim/moon-pulls-the-sea.html"


def test_no_answer_is_of_the_future(release: Release) -> None:
    """RFC 9110, section 8.8.2.1; a clock that was ahead made this release."""
    ahead = replace(release.manifest, created="2999-01-01T00:00:00Z")
    site = Site.of(Release(release.folder, ahead), Settings())

    answer = create_app(site).test_client().get(PAGE)

    modified = parsedate_to_datetime(answer.headers["Last-Modified"])
    assert modified <= datetime.now(UTC)


def test_a_page_keeps_its_tag_when_the_release_is_rolled_back_to(
    release: Release, tmp_path: Path
) -> None:
    """It has no age then: a newer release, seen by many, lies beside it."""
    older = tmp_path / release.id
    shutil.copytree(release.folder, older)
    before = _page(older)
    shutil.copytree(older, tmp_path / "2-000000000000")

    after = _page(older)

    assert "Last-Modified" in before[0]
    assert "Last-Modified" not in after[0]
    assert before[1] == after[1]


def _page(folder: Path) -> tuple[dict[str, str], bytes]:
    """Return the head of a page, and the tag with which it is sent."""
    release = Release.open(folder)
    answer = create_app(Site.of(release, Settings())).test_client().get(PAGE)
    head = [(n.lower().encode(), v.encode()) for n, v in answer.headers]
    kept = keep_answer(200, head, answer.data, release.id)
    return dict(answer.headers), kept.etag
