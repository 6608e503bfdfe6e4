"""Any web server hands a copy out; nginx and Apache also choose the form."""

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.xdist_group("frozen")

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
KEPLER = "/doc/person/johannes-kepler"
APACHE = """
ServerRoot {folder}
ServerName localhost
PidFile {folder}/pid
ErrorLog {folder}/errors
Listen 127.0.0.1:{port}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule negotiation_module {modules}/mod_negotiation.so
LoadModule autoindex_module {modules}/mod_autoindex.so
LoadModule rewrite_module {modules}/mod_rewrite.so
TypesConfig /etc/mime.types
DocumentRoot {root}
<Directory {root}>
    AllowOverride FileInfo Indexes Options=MultiViews,Indexes
    Require all granted
</Directory>
"""
NGINX = """
daemon off;
pid {folder}/pid;
error_log {folder}/errors;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder};
    proxy_temp_path {folder};
    fastcgi_temp_path {folder};
    uwsgi_temp_path {folder};
    scgi_temp_path {folder};
    include /etc/nginx/mime.types;
    include {folder}/copy.conf;
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int) -> Iterator[str]:
    """Run a server until the block ends; yield its address."""
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        try:
            for _ in range(500):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert process.poll() is None, command
                time.sleep(0.01)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def nginx(copy: Path, folder: Path) -> Iterator[str]:
    port = free_port()
    rules = (copy / "nginx.conf").read_text()
    rules = rules.replace("listen 8080", f"listen 127.0.0.1:{port}")
    (folder / "copy.conf").write_text(rules.replace("/srv/dissensus", str(copy)))
    (folder / "main.conf").write_text(NGINX.format(folder=folder))
    # Where the tests run as root, its workers would be somebody else.
    with running(
        ["nginx", "-c", str(folder / "main.conf"), "-g", "master_process off;"], port
    ) as url:
        yield url


def apache(copy: Path, folder: Path) -> Iterator[str]:
    port, root = free_port(), folder / "root"
    shutil.copytree(copy, root / "copy")
    folder.chmod(0o755)
    for parent in folder.parents:
        if parent.stat().st_mode & 0o077 == 0:
            parent.chmod(0o711)
    text = APACHE.format(
        folder=folder, port=port, root=root, modules="/usr/lib/apache2/modules"
    )
    (folder / "httpd.conf").write_text(text)
    with running(["apache2", "-X", "-f", str(folder / "httpd.conf")], port) as url:
        yield f"{url}/copy"


@pytest.fixture(scope="module", params=[nginx, apache])
def server(
    request: pytest.FixtureRequest,
    frozen: tuple[Path, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of a real web server that hands out the copy."""
    serve: Callable[[Path, Path], Iterator[str]] = request.param
    if not shutil.which({nginx: "nginx", apache: "apache2"}[serve]):
        pytest.skip(f"{serve.__name__} is not installed")
    yield from serve(frozen[0], tmp_path_factory.mktemp("server"))


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        (BROWSER, "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/trig", "application/trig"),
        ("application/x-bibtex", "application/x-bibtex"),
    ],
)
def test_an_address_without_suffix_has_the_form_that_is_accepted(
    server: str, frozen: tuple[Path, str], accept: str, type_: str
) -> None:
    response = httpx.get(f"{server}{KEPLER}", headers={"Accept": accept})

    assert response.status_code == 200
    assert response.headers["Content-Type"].partition(";")[0] == type_
    assert "accept" in response.headers["Vary"].lower()
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    forms = {p.read_bytes() for p in frozen[0].glob("doc/person/johannes-kepler.*")}
    assert response.content in forms


def test_the_name_of_a_thing_leads_to_its_document(server: str) -> None:
    """Cool URIs for the Semantic Web, section 4.2."""
    response = httpx.get(f"{server}/id/person/johannes-kepler")

    assert response.status_code == 303
    assert httpx.URL(response.url).join(response.headers["Location"]) == httpx.URL(
        f"{server}{KEPLER}"
    )


@pytest.mark.parametrize(
    "path", ["/", "/browse", "/queries", "/dumps", "/ontology", "/browse/Person"]
)
def test_pages_keep_their_addresses(server: str, path: str) -> None:
    """Also where there is a folder of the same name."""
    response = httpx.get(f"{server}{path}", headers={"Accept": BROWSER})

    assert response.status_code == 200
    assert "<main" in response.text


def test_what_is_not_there_is_said_to_be_missing(server: str) -> None:
    response = httpx.get(f"{server}/doc/person/nobody", headers={"Accept": BROWSER})

    assert response.status_code == 404
    assert "There is no such page in this copy" in response.text
    assert re.search('href="/copy/static/style.css"', response.text)


def test_a_server_that_knows_nothing_serves_it_in_a_folder(
    frozen: tuple[Path, str],
) -> None:
    port = free_port()
    where = ["--directory", str(frozen[0].parent), "--bind", "127.0.0.1", str(port)]

    with running([sys.executable, "-m", "http.server", *where], port) as url:
        first = httpx.get(f"{url}/copy/").raise_for_status()
        links = re.findall(r'href="([^"#?:]+)["#?]', first.text)
        found = [httpx.get(httpx.URL(f"{url}/copy/").join(x)) for x in links]

    assert len(found) > 20
    assert {response.status_code for response in found} == {200}
