"""Form fields for typed texts: nothing is cut, and a text that is too long comes back whole, with the excess named."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.typed.signs import one_line, plain, shows

TOO_LONG = _("Too long by {count}: at most {most} letters fit here. Nothing is lost.")
"""The browser fills it too, while a person types (static/js/length.js)."""


def too_long(text: str, longest: int) -> str:
    """Returns the fault in the length of a text, in the active language, or "".

    A line end counts as one letter, as in the browser.
    """
    over = len(text) - longest
    return str(TOO_LONG).format(count=over, most=longest) if over > 0 else ""


class TypedLine(forms.CharField):
    """A title or name, on one line. If nothing of it is visible, it counts as empty. The browser does not cut it."""

    clean_text = staticmethod(one_line)

    def __init__(self, *, longest: int, **options: Any) -> None:
        self.longest = longest
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"data-longest": self.longest, "data-too-long": TOO_LONG}

    def to_python(self, value: Any) -> str:
        text = self.clean_text(super().to_python(value) or "").strip()
        return text if shows(text) else ""

    def validate(self, value: str) -> None:
        super().validate(value)
        if fault := too_long(value, self.longest):
            raise forms.ValidationError(fault)


class TypedText(TypedLine):
    """A text of several lines, in Markdown or plain."""

    widget = forms.Textarea
    clean_text = staticmethod(plain)
