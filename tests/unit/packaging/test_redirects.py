"""The rules for permanent names, obeyed by a real Apache on a loopback port."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from dissensus.packaging import write_redirects

TARGET = "http://data.example.org/site/"
_MODULES = Path("/usr/lib/apache2/modules")
_CONFIGURATION = """
ServerRoot "{root}"
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{root}/pid"
ErrorLog "{root}/errors"
Mutex file:{root}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule rewrite_module {modules}/mod_rewrite.so
DocumentRoot "{root}/names"
<Directory "{root}/names">
AllowOverride All
Require all granted
</Directory>
User #{user}
Group #{group}
"""


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Apache, with the rules in the folder of the dataset's name."""
    apache = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
    if not apache and not os.environ.get("CI"):
        pytest.skip("Apache is not installed: `apt-get install apache2-bin`")
    assert apache, "CI installs Apache"
    root = tmp_path_factory.mktemp("apache")
    folder = root / "names" / "tides.x"
    folder.mkdir(parents=True)
    rules = write_redirects("https://w3id.org/tides.x/", TARGET)
    (folder / ".htaccess").write_text(rules, "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Apache drops root's rights, and then must still reach the folder.
    for path in (root, *root.parents):
        if path.is_relative_to("/tmp") and path != Path("/tmp") and os.getuid() == 0:  # noqa: S108
            path.chmod(0o755)
    text = _CONFIGURATION.format(
        root=root, port=port, modules=_MODULES, user=65534, group=65534
    )
    (root / "httpd.conf").write_text(text, "utf-8")
    command = [apache, "-d", root, "-f", root / "httpd.conf", "-DFOREGROUND"]
    server = subprocess.Popen(command)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(100):
            try:
                client.get("/")
                break
            except httpx.TransportError:
                assert server.poll() is None, (root / "errors").read_text("utf-8")
                time.sleep(0.05)
        yield client
    server.terminate()
    server.wait(15)


@pytest.mark.parametrize(
    ("path", "status", "found"),
    [
        ("", 302, ""),
        ("id/person/a", 303, "id/person/a"),
        ("id/person/a?x=1&y=%26", 303, "id/person/a?x=1&y=%26"),
        ("id/person/%C3%A9%5Bb", 303, "id/person/%C3%A9%5Bb"),
        ("ontology", 302, "ontology"),
        ("dumps/latest.ttl.gz", 302, "dumps/latest.ttl.gz"),
        ("releases/1-0123456789ab/", 302, "releases/1-0123456789ab/"),
        (".well-known/void", 302, ".well-known/void"),
        ("vocab/a/50%25+b", 302, "vocab/a/50%25+b"),
        ("sparql?query=ASK%20%7B%7D", 307, "sparql?query=ASK%20%7B%7D"),
        ("sparql-examples", 302, "sparql-examples"),
    ],
)
def test_a_permanent_name_leads_to_where_the_server_is(
    names: httpx.Client, path: str, status: int, found: str
) -> None:
    answer = names.get(f"/tides.x/{path}")

    assert answer.status_code == status
    assert answer.headers["Location"] == TARGET + found
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_query_that_is_sent_as_a_body_is_sent_again(names: httpx.Client) -> None:
    """RFC 9110, section 15.4.8: after 307 the method stays."""
    answer = names.post("/tides.x/sparql", data={"query": "ASK {}"})

    assert answer.status_code == 307
    assert answer.headers["Location"] == f"{TARGET}sparql"


def test_names_of_others_lead_nowhere(names: httpx.Client) -> None:
    assert names.get("/tidesxx/id/a").status_code == 404
    assert names.get("/").status_code in {403, 404}
