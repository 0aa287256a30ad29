"""The form of an offer or a need."""

import uuid
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.models import Edition, Membership
from academy.pages.texts import localized
from board.models import Offering, OfferingKind
from compare.forms import SENTENCE, Written, sentence
from compare.models import Aspect
from compare.practices.listing import practices_of


class OfferingForm(Written):
    """``cleaned_data`` gains ``aspect`` and ``practice``; one of them, or neither."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=OfferingKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you offer it or look for it.")},
    )
    text = sentence(
        _("What, in one or two sentences?"),
        rows=3,
        longest=SENTENCE,
        error_messages={"required": _("Say what it is.")},
    )
    topic = forms.ChoiceField(label=_("Topic"), error_messages={"required": _("Choose a topic.")})
    of = forms.ChoiceField(label=_("Aspect or practice, if one fits"), required=False)
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, membership: Membership, edition: Edition, data: Any = None, **initial: Any) -> None:
        self.topics = {topic.slug: topic for topic in edition.topics.standing_or(initial.get("topic", ""))}
        chosen = str(initial.get("of", "")).removeprefix("aspect-")
        standing = Q(closed_at=None) | Q(pk=chosen if chosen.isdecimal() else None)
        aspects = Aspect.objects.filter(standing, topic__edition=edition)
        self.aspects = list(aspects.order_by("topic__place", "place"))
        self.practices = list(practices_of(edition, membership))
        super().__init__(membership, data, **{"client_id": uuid.uuid4(), **initial})

    def offer(self) -> None:
        groups: list[tuple[str, list[tuple[str, str]]]] = []
        for topic in self.topics.values():
            own = [(f"aspect-{each.pk}", localized(each.title)) for each in self.aspects if each.topic_id == topic.pk]
            groups.append((localized(topic.titles), own))
        groups.append((str(_("Practices")), [(f"practice-{each.pk}", str(each)) for each in self.practices]))
        titles = [(slug, localized(topic.titles)) for slug, topic in self.topics.items()]
        self.fields["topic"].choices = [("", ""), *titles]  # type: ignore[attr-defined]
        self.fields["of"].choices = [("", _("none of them")), *groups]  # type: ignore[attr-defined]

    def clean_client_id(self) -> uuid.UUID:
        return self.cleaned_data["client_id"] or uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        of, topic = said.get("of", ""), self.topics.get(said.get("topic", ""))
        said["aspect"] = next((each for each in self.aspects if f"aspect-{each.pk}" == of), None)
        said["practice"] = next((each for each in self.practices if f"practice-{each.pk}" == of), None)
        if topic and said["aspect"] and said["aspect"].topic_id != topic.pk:
            self.add_error("of", _("This aspect belongs to another topic. Choose that topic, or another aspect."))
        return said

    def said(self) -> dict[str, Any]:
        """Returns a value for each of ``writing.FIELDS``."""
        fields = ("kind", "aspect", "practice", "text", "language")
        topic = self.topics[self.cleaned_data["topic"]]
        return {**{field: self.cleaned_data[field] for field in fields}, "topic": topic}


def present(offering: Offering, topics: dict[int, str]) -> dict[str, Any]:
    """Returns the form's values for what the offering says now. ``topics``: slugs by id."""
    of = f"aspect-{offering.aspect_id}" if offering.aspect_id else ""
    of = f"practice-{offering.practice_id}" if offering.practice_id else of
    said = {field: getattr(offering, field) for field in ("kind", "text", "language")}
    return {**said, "topic": topics[offering.topic_id], "of": of}
