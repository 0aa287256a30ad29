"""When one is told of what: the choices, and the link in a mail that stops all of it."""

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from academy.mail import undelivered
from academy.models import Membership
from academy.permissions import may_open_editions
from academy.secret_addresses import NOTICES
from academy.sign_in.site import base_url
from commons.models import When
from commons.telling import groups
from commons.telling.feed import feed_of
from commons.telling.stopping import person_of


def telling(request: HttpRequest) -> HttpResponse:
    """Shows the choices of the person who is signed in; POST keeps them."""
    person: Any = request.user
    if request.method == "POST":
        chosen = {name: request.POST[name] for name in groups.GROUPS if request.POST.get(name) in When.values}
        groups.choose(person, chosen)
        messages.success(request, _("Saved."))
        return redirect("telling")
    own = Membership.objects.active().filter(person=person).order_by("-edition__starts", "-pk")
    choices, facilitates = groups.choices_of(person), may_open_editions(person)
    context = {
        "groups": [(name, group.words, choices[name]) for name, group in _groups(facilitates)],
        "feed": base_url() + reverse("notices_feed", args=[NOTICES.secret_of(person)]),
        "courses": own.values_list("edition__slug", "edition__titles"),
        "when": [(value, words) for value, words in groups.WHEN_WORDS.items()],
    }
    return render(request, "commons/telling.html", context)


@require_POST
def confirm_address(request: HttpRequest) -> HttpResponse:
    """The person says that their address is right, and mail that had stopped goes out again."""
    person: Any = request.user
    undelivered.confirm(person)
    messages.success(request, _("Mail goes to %(address)s again.") % {"address": person.email})
    return redirect("telling")


@require_POST
def renew_feed(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    NOTICES.renew(person)
    messages.success(request, _("Your feed has a new address. The old one shows nothing any more."))
    return redirect("telling")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Needs no session and sets no cookie: programs that read feeds have neither."""
    person = NOTICES.person_of(secret)
    if person is None:
        raise Http404
    file = feed_of(person, request.path)
    etag = f'"{hashlib.sha256(file).hexdigest()[:32]}"'
    answer = HttpResponse(file, content_type="application/atom+xml; charset=utf-8")
    answer["ETag"], answer["Cache-Control"], answer["X-Robots-Tag"] = etag, "private, max-age=300", "noindex"
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _groups(facilitates: bool) -> list[tuple[str, groups.Group]]:
    """Returns the groups that can concern the reader: calls and reports only reach people who run a course."""
    return [(name, group) for name, group in groups.GROUPS.items() if facilitates or name != groups.DESK]


SLOWER = (When.DAILY, When.WEEKLY)


@csrf_exempt  # a mail program posts it, on one click of its reader (RFC 8058)
@login_not_required
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows buttons; POST stops all mail about notices, or with ``instead`` lets it come once a day or a week."""
    person = person_of(token)
    if person is None:
        return render(request, "commons/stop_mail.html", {"known": False, "done": ""}, status=404)
    done = ""
    if request.method == "POST":
        done = request.POST.get("instead", "")
        if done in SLOWER:
            groups.slow_down(person, When(done))
        else:
            done = When.NEVER
            groups.stop(person)
    return render(request, "commons/stop_mail.html", {"known": True, "done": done})
