"""The form for an announcement in the languages of the pages."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from academy.forms import dress
from academy.typed.fields import TypedLine, TypedText
from commons.announcements.announcing import Words
from commons.models import Announcement

LONGEST_TITLE, LONGEST_TEXT = 160, 3000
CODES = [code for code, _name in settings.LANGUAGES]


class AnnouncementForm(forms.Form):
    """``words`` is what ``announcing`` takes. ``client_id`` turns a double tap into one announcement."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, announcement: Announcement | None, data: Any = None) -> None:
        super().__init__(data, initial={"client_id": uuid.uuid4()})
        for code, name in settings.LANGUAGES:
            for field, kind, longest, words, widget in (
                ("titles", TypedLine, LONGEST_TITLE, _("Title in %s"), forms.TextInput(attrs={"lang": code})),
                ("texts", TypedText, LONGEST_TEXT, _("Text in %s"), forms.Textarea(attrs={"lang": code, "rows": 4})),
            ):
                before = getattr(announcement, field).get(code, "") if announcement else ""
                label = str(words) % name
                made = kind(label=label, longest=longest, required=False, initial=before, widget=widget)
                self.fields[f"{field}_{code}"] = made
        dress(self)

    def clean_client_id(self) -> uuid.UUID:
        return self.cleaned_data["client_id"] or uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for code in CODES:
            title, text = (cleaned.get(f"{field}_{code}") for field in ("titles", "texts"))
            if text and not title and not self.has_error(f"titles_{code}"):
                self.add_error(f"titles_{code}", _("Give it a title."))
            if title and not text and not self.has_error(f"texts_{code}"):
                self.add_error(f"texts_{code}", _("Write something first."))
        if not self.errors and not any(cleaned.get(f"titles_{code}") for code in CODES):
            self.add_error(f"titles_{CODES[0]}", _("Say it in one language at least."))
        return cleaned

    def words(self) -> Words:
        typed = [
            {code: self.cleaned_data[f"{field}_{code}"] for code in CODES if self.cleaned_data[f"{field}_{code}"]}
            for field in ("titles", "texts")
        ]
        return Words(*typed)
