"""Build the Flask application that serves one site."""

from flask import Flask, request
from jinja2 import StrictUndefined

from dissensus.web import memento, problems, responses, wording
from dissensus.web.exchange import exchange
from dissensus.web.pinning import pin
from dissensus.web.site import EXTENSION, Site
from dissensus.web.typography import install
from dissensus.web.views import BLUEPRINTS


def create_app(site: Site) -> Flask:
    """Return the application that serves ``site``, and nothing else.

    All routes, pages and negotiation are in it; what makes it fast and what
    evaluates queries stands before it (``front.py``). Takes 15 ms.
    """
    app = Flask("dissensus.web", static_folder=None)
    app.extensions[EXTENSION] = site
    app.config.update(
        MAX_CONTENT_LENGTH=site.settings.query_length * 4 + 4096,
        MAX_FORM_MEMORY_SIZE=site.settings.query_length * 4 + 4096,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Addresses are the dataset's: a slash at the end is part of the name.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    wording.install(app)
    install(app)
    problems.respond_to_problems(app)
    responses.dress(app)
    app.before_request(_hold_the_body)
    app.after_request(lambda response: exchange().as_get(response))
    memento.install(app, site)
    pin(app, site)
    app.before_request(_raise_what_the_front_met)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _hold_the_body() -> None:
    """Read the body as bytes once, so that forms can be read strictly too."""
    if request.method == "POST":
        request.get_data()


def _raise_what_the_front_met() -> None:
    if fault := exchange().fault:
        raise fault
