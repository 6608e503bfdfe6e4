"""Write the rules by which a web server negotiates over the files of a copy.

The name of a thing leads to its document by 303, an address without a suffix to
the form that Accept names. Preferences (``q=``) are not weighed: whoever takes
HTML at all gets the page, as browsers want, and else the first match counts.

Source: Cool URIs for the Semantic Web, section 4.2; Apache HTTP Server 2.4,
mod_rewrite; nginx, ngx_http_map_module and try_files.
"""

import re
from pathlib import Path
from string import Template
from typing import Final

from dissensus.web.negotiation import CITATION_OFFERS, GRAPH_OFFERS, Offer

_FORMS: Final = (*GRAPH_OFFERS, *CITATION_OFFERS)
_OTHERS: Final = {
    "rq": "application/sparql-query",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "srx": "application/sparql-results+xml",
}

_APACHE: Final = Template("""\
# Content negotiation for Apache 2.4: mod_rewrite, mod_headers, mod_mime, mod_dir.
# The folder needs: AllowOverride FileInfo Indexes Options=MultiViews,Indexes
Options -MultiViews -Indexes
DirectoryIndex index.html
DirectorySlash Off
AddDefaultCharset utf-8
$types
ErrorDocument 404 ${path}404.html
Header merge Vary Accept
Header set Access-Control-Allow-Origin "*"

RewriteEngine On
# The name of a thing is no document: 303 leads to the one about it.
RewriteCond %{REQUEST_URI} ^(.*/)id/(.+)$$
RewriteRule ^id/ %1doc/%2 [R=303,L]
RewriteCond %{REQUEST_URI} ^(.*/)vocab/(.+)$$
RewriteRule ^vocab/ %1doc/vocab/%2 [R=303,L]

# What is there under its own name is sent as it is.
RewriteCond %{REQUEST_FILENAME} -f
RewriteRule ^ - [L]

# Whoever takes a page gets the page; else the first form that is taken.
RewriteCond %{HTTP_ACCEPT} text/html
RewriteCond %{REQUEST_FILENAME}.html -f
RewriteRule ^(.+)$$ $$1.html [L]
$forms
RewriteCond %{REQUEST_FILENAME}.html -f
RewriteRule ^(.+)$$ $$1.html [L]
""")
_APACHE_FORM: Final = Template("""\
RewriteCond %{HTTP_ACCEPT} $type
RewriteCond %{REQUEST_FILENAME}.$suffix -f
RewriteRule ^(.+)$$ $$1.$suffix [L]""")

_NGINX: Final = Template("""\
# Content negotiation for nginx: include this file inside http { }, after the
# types of the system; put the folder of the copy into "root".
map $$http_accept $$dissensus_suffix {
    default html;
    ~text/html html;
$forms
}

server {
    listen 8080;
    root /srv/dissensus;
    index index.html;
    charset utf-8;
    charset_types text/html text/css text/csv text/plain text/turtle text/javascript;
    absolute_redirect off;
    error_page 404 /404.html;
    add_header Access-Control-Allow-Origin * always;
    # The name of a thing is no document: 303 leads to the one about it.
    location ~ ^/id/(?<named>.+)$$ { return 303 /doc/$$named; }
    location ~ ^/vocab/(?<named>.+)$$ { return 303 /doc/vocab/$$named; }
    location / {
        types {
            text/html html;
            text/css css;
            text/javascript js;
            text/plain txt;
            image/svg+xml svg;
            application/json json;
            application/xml xml;
            application/gzip gz;
$types
        }
        add_header Vary Accept always;
        add_header Access-Control-Allow-Origin * always;
        try_files $$uri $$uri.$$dissensus_suffix $$uri.html $$uri/index.html =404;
    }
}
""")


def write_rules(folder: Path, path: str) -> None:
    """Write ``.htaccess`` and ``nginx.conf`` into ``folder``.

    Args:
        folder: Of the copy.
        path: At which Apache serves the copy, beginning and ending in a slash.
    """
    types = {_plain(o): o.media_type for o in _FORMS if "." not in o.suffix} | _OTHERS
    apache = _APACHE.substitute(
        path=path,
        types="\n".join(f"AddType {type_} .{end}" for end, type_ in types.items()),
        forms="\n".join(
            _APACHE_FORM.substitute(type=re.escape(o.media_type), suffix=o.suffix)
            for o in _FORMS
        ),
    )
    nginx = _NGINX.substitute(
        types="\n".join(f"{'':12}{type_} {end};" for end, type_ in types.items()),
        forms="\n".join(
            f'    "~{re.escape(o.media_type)}" {o.suffix};' for o in _FORMS
        ),
    )
    (folder / ".htaccess").write_text(apache, encoding="utf-8")
    (folder / "nginx.conf").write_text(nginx, encoding="utf-8")


def _plain(offer: Offer) -> str:
    return offer.suffix.rpartition(".")[2]
