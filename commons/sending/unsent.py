"""A text that could not be taken comes back: with the refusal, in another language, or once its writer signed in."""

import dataclasses
import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponseRedirect, QueryDict, RawPostDataException
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from academy.access import CourseRequest
from academy.languages import choose
from academy.models import Membership
from academy.sign_in.links import own_path

MOST = 64_000
"""Characters that are kept while their writer signs in."""
WRITER = "writer"
"""The field in which a page's form says whose text it is, because somebody else may sign in in the same browser. It is
signed, so that no stranger fills the sessions with texts."""
LANGUAGE, PAGE = "page-language", "page"
"""The fields of the language switch of a page whose form it sends: the language, and the page's own path. Without
JavaScript, nothing else on a page can carry what was typed."""
TEXTS = (
    *("body", "title", "headline", "words", "answer-", "text", "line", "sentence", "reason", "what", "why", "who"),
    *("asks", "could_adopt", "done", "first_step", "next_step", "noticed", "possible", "practice_why", "references"),
    *("result", "source", "years", "given_name", "family_name", "organisation", "place", "question", "tables"),
    *("law", "institution", "money", "partners", "data"),
)
"""The beginnings of the names of fields that people type into. A single word in such a field is a text, too."""
UNREADABLE = (BadRequest, MultiPartParserError, OSError, RawPostDataException, SuspiciousOperation)
"""Errors that Django raises for a form that it cannot read."""
_KEY = "unsent"


class Refused(PermissionDenied):
    """The member may not write here just now. A page gives the text back and says why, and until when."""

    status = 403

    def __init__(self, why: str, *, reason: str = "", until: datetime.datetime | None = None) -> None:
        super().__init__(why)
        self.why, self.reason, self.until = why, reason, until


class Locked(Refused):
    """The discussion was locked, perhaps while the text was written."""

    status = 422


class NotTaken(Refused):
    """A form was not taken for a fault in it, and has no page of its own that would show it again."""

    status = 400


def check_not_muted(by: Membership) -> None:
    """Raises Refused."""
    if by.is_muted:
        raise Refused("", until=by.muted_until)


@dataclasses.dataclass(frozen=True)
class Unsent:
    """A form's fields as they were sent to ``path``. ``writer``: the person on whose page they were typed, if known.
    ``page``: where they changed its language instead of sending it."""

    path: str
    fields: list[tuple[str, str]]
    writer: str = ""
    page: str = ""

    @property
    def texts(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.fields if _is_text(name, value)]

    @property
    def others(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.fields if not _is_text(name, value)]

    def is_of(self, person: Any) -> bool:
        return not self.writer or self.writer == str(person.pk)


_signer = signing.Signer(salt="writer of a form")


def signed_writer(person: Any) -> str:
    """Returns the value of ``WRITER`` for a form that is shown to this person; "" for somebody who is signed out."""
    return _signed(person.pk) if person.pk else ""


@lru_cache(maxsize=2**12)
def _signed(person: int) -> str:
    return _signer.sign(str(person))


def _writer(signed: str) -> str:
    try:
        return _signer.unsign(signed)
    except signing.BadSignature:
        return ""


def of(request: HttpRequest) -> Unsent | None:
    """Returns what a form sent; None when there is no text in it."""
    if request.method != "POST":
        return None
    sent = posted(request)
    fields = [
        (name, value)
        for name, values in sent.lists()
        for value in values
        if name not in {WRITER, LANGUAGE, PAGE, "csrfmiddlewaretoken"}
    ]
    found = Unsent(own_path(request.get_full_path()), fields, _writer(sent.get(WRITER, "")))
    return found if found.texts else None


def posted(request: HttpRequest) -> QueryDict:
    """Returns the fields of a form; none when it cannot be read."""
    try:
        return request.POST
    except UNREADABLE:
        return QueryDict()


def _is_text(name: str, value: str) -> bool:
    return bool(value.strip()) and (name.startswith(TEXTS) or len(value.split()) > 1)


def sign_in_first(request: HttpRequest) -> HttpResponseRedirect:
    """Redirects to the sign-in page. Keeps the text of a form that was shown to a member; ``kept`` gives it back."""
    found, path = of(request), request.get_full_path()
    if found is not None and found.writer and sum(len(name) + len(value) for name, value in found.fields) <= MOST:
        request.session[_KEY] = dataclasses.asdict(found)
        path = reverse("unsent")
    return redirect_to_login(path, resolve_url(settings.LOGIN_URL))


def in_another_language(request: HttpRequest) -> HttpResponseRedirect:
    """Changes the language of the pages. The member's text is not sent: it waits, and is shown in that language."""
    sent = posted(request)
    found = of(request) if request.user.is_authenticated else None
    page = own_path(sent.get(PAGE, "/"))
    if found is not None:
        found = dataclasses.replace(found, writer=str(request.user.pk), page=page)
        request.session[_KEY] = dataclasses.asdict(found)
    answer = redirect("unsent" if found is not None else page)
    choose(sent.get(LANGUAGE, ""), request, answer)
    return answer


def kept(request: CourseRequest) -> Unsent | None:
    """Returns the text that was kept for the person who is signed in."""
    stored = request.session.get(_KEY)
    if stored is None:
        return None
    fields = [(name, value) for name, value in stored["fields"]]
    found = Unsent(stored["path"], fields, stored["writer"], stored.get("page", ""))
    return found if found.is_of(request.user) else None


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def is_sent_again(request: HttpRequest) -> bool:
    """Returns whether this request sends the kept text to its place."""
    stored = request.session.get(_KEY) if request.method == "POST" else None
    return stored is not None and stored["path"] == request.get_full_path()
