"""The demo's mailbox: only on this machine, only in a demo."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import linebreaksbr
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache

from commons.mail import shows_mailbox
from commons.models import Letter


def _with_links(body: str) -> SafeString:
    """Returns the escaped text with its addresses as links, because a demo's invitations are opened here."""
    return linebreaksbr(mark_safe(urlize(body, autoescape=True)))  # urlize escapes it


@login_not_required
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    if not shows_mailbox(request):
        raise Http404
    letters = [(letter, _with_links(letter.body)) for letter in Letter.objects.all()[:20]]
    return render(request, "commons/mailbox.html", {"letters": letters})
