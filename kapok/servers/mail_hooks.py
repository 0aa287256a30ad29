"""The addresses to which a mail provider posts whole mails, which are larger than any form may be."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from anymail.utils import get_request_basic_auth
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.crypto import constant_time_compare
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters

PATH = "/mail/hooks/"
LARGEST = 16 * 1024 * 1024
"""Bytes of one post, with what is attached to the mail."""


class MailHooks:
    """Middleware that lets posts to ``PATH`` with the installation's secret be LARGEST, before anything reads them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PATH) and _is_the_provider(request):
            body = request.read(LARGEST + 1)
            if len(body) > LARGEST:
                return HttpResponse(status=413)
            request._body = body
            request.upload_handlers = [_Whole(request)]
        return self.get_response(request)


def _is_the_provider(request: HttpRequest) -> bool:
    return constant_time_compare(get_request_basic_auth(request) or "", settings.ANYMAIL["WEBHOOK_SECRET"])


class _Whole(FileUploadHandler):
    """Reads a form whose fields may be whole mails; Django's own reading knows one limit for all addresses."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> tuple[QueryDict, MultiValueDict]:
        fields, files = QueryDict(mutable=True), MultiValueDict[str, Any]()
        for part in (b"\r\n" + input_data.read()).split(b"\r\n--" + boundary)[1:-1]:
            head, _blank, content = part.partition(b"\r\n\r\n")
            headers = dict(line.partition(":")[::2] for line in head.decode("utf-8", "replace").split("\r\n"))
            of_part = {name.strip().lower(): value.strip() for name, value in headers.items()}
            said = parse_header_parameters(of_part.get("content-disposition", ""))[1]
            if "filename" in said:
                kind, options = parse_header_parameters(of_part.get("content-type", ""))
                file = InMemoryUploadedFile(
                    BytesIO(content), None, said["filename"], kind, len(content), options.get("charset")
                )
                files.appendlist(said.get("name", ""), file)
            elif "name" in said:
                fields.appendlist(said["name"], content.decode(encoding or "utf-8", "replace"))
        return fields, files
