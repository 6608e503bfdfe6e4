"""An archive of a release depends on nothing but what is in it."""

import zipfile
from pathlib import Path

import pytest

from dissensus.packaging.archive import write_zip


@pytest.mark.parametrize(
    ("created", "year"),
    [("2026-11-23T01:02:03Z", 2026), ("1970-01-02T00:00:00Z", 1980), ("", 1980)],
)
def test_a_clock_before_the_format_gives_its_first_moment(
    tmp_path: Path, created: str, year: int
) -> None:
    """The format counts from 1980 on; a machine without a battery from 1970."""
    (tmp_path / "tides.ttl").write_text("<urn:moon> <urn:pulls> <urn:sea> .\n")

    write_zip(tmp_path / "tides.zip", tmp_path, ["tides.ttl"], created)

    with zipfile.ZipFile(tmp_path / "tides.zip") as archive:
        [entry] = archive.infolist()
        assert entry.date_time[0] == year
        assert archive.read(entry) == (tmp_path / "tides.ttl").read_bytes()
