"""Write ``.htaccess``: how a service of permanent names finds the present server.

At w3id.org each project has a folder with such a file. The names then outlive
the server: when it moves, this file alone is written anew.

Source: Apache HTTP Server 2.4, mod_rewrite (flags B, NE, R); RFC 9110, sections
15.4.4 (303) and 15.4.8 (307).
"""

from typing import Final

_TEXT: Final = """\
# {base} is served at {target}
# Written by `dissensus redirects`; for the folder of this name at the service.
Options +FollowSymLinks -Indexes -MultiViews
DirectorySlash Off
<IfModule mod_headers.c>
Header always set Access-Control-Allow-Origin "*"
Header always set Access-Control-Expose-Headers "Location, Link"
</IfModule>
RewriteEngine On

# What is not a document is described by one: see also (303). The path is taken
# as the client wrote it, so that an escaped letter stays escaped.
RewriteCond %{{THE_REQUEST}} "^\\S+ {path}(id/[^\\s?]*)"
RewriteRule ^ {target}%1 [R=303,NE,L]

# A query that is sent as a body must be sent again, not turned into a GET (307).
RewriteCond %{{THE_REQUEST}} "^\\S+ {path}(sparql/?)(?=[\\s?])"
RewriteRule ^ {target}%1 [R=307,NE,L]

# Documents, files and pages are there for now (302).
RewriteCond %{{THE_REQUEST}} "^\\S+ {path}([^\\s?]*)"
RewriteRule ^ {target}%1 [R=302,NE,L]
"""


def write_redirects(base: str, target: str) -> str:
    """Return the rules that send what is below ``base`` to ``target``.

    Args:
        base: IRI below which the dataset mints its own, ending in a slash.
        target: Address of the server's first page, ending in a slash.
    """
    path = "/" + base.split("/", 3)[3]
    return _TEXT.format(base=base, target=target, path=_quoted(path))


def _quoted(path: str) -> str:
    return "".join(c if c.isalnum() or c in "/-_" else f"\\{c}" for c in path)
