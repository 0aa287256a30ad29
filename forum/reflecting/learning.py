"""The change that an exchange made to a reflection: its author is asked once, and a page shows both texts."""

import dataclasses
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from markupsafe import Markup

from academy.models import Membership, Topic
from commons import notices
from commons.texts.differing import marked
from forum.models import Reflection, ReflectionVersion


@transaction.atomic
def ask_what_changed(topic: Topic, members: Iterable[Membership]) -> None:
    """Asks each of these members who has published a reflection on the topic, once for ever."""
    rows = Reflection.objects.select_for_update(of=("self",)).filter(
        topic=topic, author__in=list(members), published_at__isnull=False, hidden_at=None, asked_again_at=None
    )
    for reflection in rows.select_related("author"):
        Reflection.objects.filter(pk=reflection.pk).update(asked_again_at=timezone.now())
        notices.tell([reflection.author], "what-changed", reflection.get_absolute_url(), headline=reflection.headline)


@dataclasses.dataclass(frozen=True)
class Part:
    """One text of a reflection, before and now. ``heading`` is a question, "" for the headline. ``before`` and ``now``:
    HTML, with the differing words marked."""

    heading: str
    before: Markup
    now: Markup


def before(reflection: Reflection) -> ReflectionVersion | None:
    """Returns the text as it stood when its author was asked; None while it stands as it was. One query."""
    asked = reflection.asked_again_at
    if asked is None or reflection.edited_at is None or reflection.edited_at <= asked:
        return None
    return reflection.versions.filter(published_at__lte=asked).order_by("-published_at", "-pk").first()


def parts(then: ReflectionVersion, reflection: Reflection, questions: dict[str, str]) -> list[Part]:
    """Returns headline and answers of both, in the order of the questions (key -> text)."""
    found = [Part("", *marked(then.headline, reflection.headline))]
    for key, question in questions.items():
        old, new = then.answers.get(key, ""), reflection.answers.get(key, "")
        if old or new:
            found.append(Part(question, *marked(old, new)))
    return found
