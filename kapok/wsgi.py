"""The WSGI application: pages and static files without sockets, for a server beside Daphne."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters
from servestatic import ServeStatic

django.setup(set_prefix=False)

from kapok.servers.finding import Remembering
from kapok.servers.warming import warm_up
from kapok.static_storage import served


class Utf8Request(WSGIRequest):
    """Ignores the client's charset: browsers send UTF-8, and a named charset may be a codec that decodes no text."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class Pages(Remembering, WSGIHandler):
    request_class = Utf8Request


warm_up()
application = ServeStatic(Pages(), **served())
