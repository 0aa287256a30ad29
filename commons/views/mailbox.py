"""The demo's mailbox: only on this machine, only in a demo. Its mails can be answered as in a mail program."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import linebreaksbr
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache

from academy.pages.numbers import whole_number
from commons.mail import answer_letter, shows_mailbox
from commons.models import Letter


def _with_links(body: str) -> SafeString:
    """Returns the escaped text with its addresses as links, because a demo's invitations are opened here."""
    return linebreaksbr(mark_safe(urlize(body, autoescape=True)))  # urlize escapes it


@login_not_required
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    if not shows_mailbox(request):
        raise Http404
    if request.method == "POST":
        answer_letter(
            get_object_or_404(Letter, pk=whole_number(request.POST.get("letter", ""))), request.POST.get("body", "")
        )
        return redirect("mailbox")
    letters = [(letter, _with_links(letter.body)) for letter in Letter.objects.all()[:20]]
    return render(request, "commons/mailbox.html", {"letters": letters})
