"""Forms of comparing, and the words when something typed is wrong."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.models import Membership
from academy.typed.fields import TypedLine, TypedText
from commons.forms import Written
from commons.sending.meanwhile import SharedForm
from compare.models import Confidence, NeedKind, Provision, Status, Word
from compare.objections.parts import parts_of, value_of
from compare.permissions import may_decide
from forum.posting import LONGEST_POST, LONGEST_TITLE

SENTENCE, LONGEST = 600, 4000


def sentence(label: Any, *, rows: int = 2, longest: int = SENTENCE, **options: Any) -> TypedText:
    return TypedText(label=label, longest=longest, widget=forms.Textarea(attrs={"rows": rows}), **options)


class ViewForm(Written):
    law = forms.ChoiceField(
        label=_("How do the two sides stand, in law?"),
        choices=Word.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the words.")},
    )
    why = sentence(_("Why? One sentence, if you like"), required=False)
    practice = forms.ChoiceField(
        label=_("And in practice?"),
        choices=[("", _("as in law")), *Word.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    practice_why = sentence(_("What is otherwise in practice?"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("practice_why") and not said.get("practice"):
            self.add_error("practice", _("Choose how they stand in practice, too."))
        return said


class CommentForm(Written):
    """The form of a comment. ``client_id`` turns a double tap into one comment."""

    body = sentence(
        _("Your comment"), rows=3, longest=LONGEST_POST, error_messages={"required": _("Write something first.")}
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, membership: Membership, data: Any = None, **initial: Any) -> None:
        super().__init__(membership, data, **{"client_id": uuid.uuid4(), **initial})

    def clean_client_id(self) -> uuid.UUID:
        return self.cleaned_data["client_id"] or uuid.uuid4()


class DisputeForm(Written):
    reason = sentence(
        _("What is not right, or no longer so?"),
        longest=LONGEST,
        error_messages={"required": _("Say what is not right.")},
    )
    source = sentence(_("Where can one read it? A title, an article, an address"), longest=LONGEST, required=False)


class CorrectionForm(Written):
    """The parts of a provision as they are; what somebody changes is the correction."""

    source = sentence(
        _("Where can one read it? A title, an article, an address"),
        longest=LONGEST,
        error_messages={"required": _("A text changes only with a source.")},
    )

    def __init__(self, membership: Membership, provision: Provision, data: Any = None) -> None:
        self.provision, self.parts = provision, parts_of(provision, checks=may_decide(membership))
        self.present = {field: value_of(provision, part) for field, part in self.parts.items()}
        super().__init__(membership, data, **self.present)

    def offer(self) -> None:
        made: dict[str, forms.Field] = {
            "instrument": TypedLine(label=_("Instrument"), longest=SENTENCE),
            "articles": TypedLine(label=_("Articles"), longest=120, required=False),
            "year": forms.IntegerField(label=_("Year"), min_value=1000, max_value=2199, required=False),
            "status": forms.ChoiceField(label=_("Status"), choices=Status.choices),
            "summary": sentence(_("Text"), rows=5, longest=LONGEST),
            "confidence": forms.ChoiceField(label=_("How sure are we?"), choices=Confidence.choices),
            "doubt": sentence(_("What should a lawyer look at?"), required=False),
        }
        own = {field: made[field] for field in self.parts}
        self.fields = own | self.fields

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not self.proposed():
            self.add_error("summary", _("Nothing differs from what stands there now."))
        return said

    def proposed(self) -> dict[str, Any]:
        """Maps each part that differs to its new value."""
        typed = {field: self.cleaned_data.get(field) for field in self.parts}
        return {
            self.parts[field]: value
            for field, value in typed.items()
            if (value or None) != (self.present[field] or None)
        }


class AnswerForm(Written):
    text = sentence(_("Your answer"), longest=LONGEST, error_messages={"required": _("Write an answer.")})
    settles = forms.BooleanField(label=_("This settles the dispute"), required=False)


class DecisionForm(Written):
    decision = forms.ChoiceField(choices=[("accept", "accept"), ("refuse", "refuse")])
    reason = sentence(
        _("Reason, told to the author"), longest=LONGEST, error_messages={"required": _("Give a reason.")}
    )


class NeedsForm(Written):
    """A sentence for each kind; all may be left out."""

    def offer(self) -> None:
        needs = {kind.value: sentence(str(kind.label).capitalize(), required=False) for kind in NeedKind}
        self.fields = {**needs, **self.fields}

    def needs(self) -> dict[str, str]:
        return {kind: self.cleaned_data[kind] for kind in NeedKind.values}


class TextForm(Written):
    """One text: a question for a source, or its answer."""

    text = sentence(_("Your text"), error_messages={"required": _("Write something first.")})


class PracticeForm(SharedForm, Written):
    """The same questions for every practice."""

    title = TypedLine(label=_("What is it called?"), longest=LONGEST_TITLE)
    topics = forms.MultipleChoiceField(
        label=_("Which topics does it belong to?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one topic.")},
    )
    who = sentence(_("Who did it, and with whom?"))
    years = TypedLine(label=_("Since when, or in which years?"), longest=60, required=False)
    done = sentence(_("What was done?"), rows=4, longest=LONGEST)
    result = sentence(_("What came of it, and how do we know?"), rows=4, longest=LONGEST)
    possible = sentence(_("What made it possible?"), rows=3, longest=LONGEST, required=False)
    asks = sentence(_("What is still open? One question on each line"), rows=3, longest=LONGEST, required=False)
    references = sentence(
        _("Where can one read about it? One source on each line"), rows=3, longest=LONGEST, required=False
    )
    confidence = forms.ChoiceField(label=_("How sure are we?"), choices=Confidence.choices, required=False)

    def __init__(
        self, membership: Membership, choices: list[tuple[str, str]], data: Any = None, **initial: Any
    ) -> None:
        """``choices``: slug and title of the course's topics."""
        self.choices = choices
        self.checks = bool(initial.get("confidence")) and membership.runs_the_course
        super().__init__(membership, data, **initial)

    def offer(self) -> None:
        self.fields["topics"].choices = self.choices  # type: ignore[attr-defined]
        if not self.checks:
            del self.fields["confidence"]
