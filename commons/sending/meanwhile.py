"""A form of what several people may change: what somebody else changed meanwhile is neither lost nor taken back."""

import zlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from academy.typed.sentences import fill


class SharedForm(forms.Form):
    """Its page sends back, as the field ``shown``, a mark of each value that it showed.

    A field that only somebody else changed keeps their value. A field that both changed is a fault that shows theirs;
    the page that says so has shown it, and so saving again keeps one's own.
    """

    @property
    def shown(self) -> str:
        return " ".join(f"{name}:{_mark(self._present(name))}" for name in self.fields)

    def _present(self, name: str) -> Any:
        return self.get_initial_for_field(self.fields[name], name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        shown = dict(pair.rsplit(":", 1) for pair in self.data.get("shown", "").split() if ":" in pair)
        for name in self.fields.keys() & shown.keys() & cleaned.keys():
            present, own = self._present(name), cleaned[name]
            if shown[name] in (_mark(present), "") or _mark(own) == _mark(present):
                continue
            if _mark(own) == shown[name]:
                cleaned[name] = present
            else:
                words = _("Somebody changed this meanwhile: “%(words)s”. Save again to keep yours.")
                self.add_error(name, fill(words, {"words": str(present)}))
        return cleaned


def _mark(value: Any) -> str:
    return format(zlib.crc32(str(value or "").encode("utf-8", "replace")), "x")
