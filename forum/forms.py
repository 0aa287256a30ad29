"""Forms of the forum, and their messages when something typed is wrong."""

import dataclasses
import uuid
from functools import cache
from typing import Any, cast

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from academy.forms import SPOKEN
from academy.models import Membership
from academy.pages.numbers import LARGEST
from academy.typed.fields import TypedLine, TypedText
from commons.marks.marking import usual_language
from forum.models import ThreadKind
from forum.permissions import may_announce
from forum.posting import LONGEST_POST, LONGEST_TITLE


class PostForm(forms.Form):
    """The form of a post. ``client_id`` turns a double tap into one post; ``answers`` is the id of the post that this
    one answers."""

    body = TypedText(
        label=_("Your text"),
        longest=LONGEST_POST,
        error_messages={"required": _("Write something first.")},
        widget=forms.Textarea(attrs={"class": "field", "rows": 5}),
    )
    language = forms.ChoiceField(label=_("Written in"), choices=SPOKEN, required=False)
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    answers = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=LARGEST)

    def __init__(self, membership: Membership, data: Any = None, **initial: Any) -> None:
        usual = usual_language(membership)
        super().__init__(data, initial={"language": usual, "client_id": uuid.uuid4(), **initial})
        self.usual = usual
        self.fields["language"].widget.attrs["class"] = "field"
        self._offer(membership)
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"

    def _offer(self, membership: Membership) -> None:
        """Sets the choices that this member has. It runs before validation."""

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or self.usual

    def clean_client_id(self) -> uuid.UUID:
        return self.cleaned_data["client_id"] or uuid.uuid4()


@dataclasses.dataclass(frozen=True)
class BlankPost:
    """A ``PostForm`` to be filled in, as a page of posts shows it. It exists because a form with its widgets takes half
    a millisecond, and only three values of this one differ.
    """

    client_id: uuid.UUID
    language: str
    answers: int | None

    @property
    def body(self) -> SafeString:
        return _empty_body(get_language())


def blank(membership: Membership, answers: int | None) -> BlankPost:
    return BlankPost(uuid.uuid4(), usual_language(membership), answers)


@cache
def _empty_body(_language: str | None) -> SafeString:
    field: forms.Field = PostForm.base_fields["body"]
    return SafeString(field.get_bound_field(forms.Form(), "body"))


class ThreadForm(PostForm):
    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    title = TypedLine(
        label=_("Title, in one sentence"),
        longest=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"class": "field"}),
        error_messages={"required": _("Give it a title.")},
    )

    def __init__(self, membership: Membership, data: Any = None, **initial: Any) -> None:
        super().__init__(membership, data, **{"kind": ThreadKind.QUESTION, **initial})

    def _offer(self, membership: Membership) -> None:
        kinds = [ThreadKind.QUESTION, ThreadKind.EXPERIENCE, ThreadKind.PROPOSAL]
        if may_announce(membership):
            kinds.append(ThreadKind.ANNOUNCEMENT)
        offered = cast(forms.ChoiceField, self.fields["kind"])
        offered.choices = [(kind.value, str(kind.label).capitalize()) for kind in kinds]
