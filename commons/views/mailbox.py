"""The demo's mailbox: only on this machine, only in a demo."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from commons.mail import shows_mailbox
from commons.models import Letter


@login_not_required
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    if not shows_mailbox(request):
        raise Http404
    return render(request, "commons/mailbox.html", {"letters": Letter.objects.all()[:20]})
