"""Validate an RO-Crate with roc-validator, without asking the network.

Run by the Python of this folder's environment: ``python crate.py FOLDER``. The
one document that validation needs from elsewhere, the context of RO-Crate 1.1,
is the copy that the ``rocrate`` package brings; any other request is refused.
"""

import sys
from importlib.resources import files
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from rocrate_validator import services
from rocrate_validator.models import Severity, ValidationSettings

_CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def _send(_: HTTPAdapter, request: requests.PreparedRequest, **__: Any) -> Any:
    if request.url != _CONTEXT:
        raise requests.ConnectionError(request.url)
    response = requests.Response()
    response.status_code = 200
    response.url = _CONTEXT
    response.request = request
    response.headers["Content-Type"] = "application/ld+json"
    response._content = (files("rocrate") / "data" / "ro-crate.jsonld").read_bytes()
    return response


def main(folder: str) -> int:
    """Print what is wrong with the crate in ``folder``, a line each."""
    HTTPAdapter.send = _send
    settings = ValidationSettings(
        rocrate_uri=folder,
        profile_identifier="ro-crate-1.1",
        requirement_severity=Severity.RECOMMENDED,
        no_cache=True,
        skip_availability_check=True,
    )
    found = services.validate(settings).get_issues(Severity.RECOMMENDED)
    for issue in found:
        line = f"{issue.severity.name}: {issue.check.identifier}: {issue.message}\n"
        sys.stdout.write(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
