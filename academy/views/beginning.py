"""The page of the link with which an installation begins."""

from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from academy.forms import LONGEST_NAME, dress
from academy.sign_in import beginning
from academy.typed.fields import TypedLine


class BeginningForm(forms.Form):
    given_name = TypedLine(label=_("Given name"), longest=LONGEST_NAME)
    family_name = TypedLine(label=_("Family name"), longest=LONGEST_NAME, required=False)
    email = forms.EmailField(label=_("Your e-mail address"), max_length=254)

    def __init__(self, *data: Any) -> None:
        super().__init__(*data)
        dress(self)


@login_not_required
@never_cache
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the form while nobody administers the installation; POST signs the first administrator in."""
    if not beginning.works(token):
        return render(request, "academy/link_spent.html", status=410)
    form = BeginningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = beginning.begin(token, language=get_language() or "", **form.cleaned_data)
        if person is not None:
            login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("home")
    return render(request, "academy/begin.html", {"form": form})
