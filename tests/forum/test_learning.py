"""Reflections after an exchange: the author is asked once, and what changed is marked by words."""

import datetime
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from commons.texts import differing
from forum.models import Reflection
from forum.reflecting import learning, reflections

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def reflection(publish, adjoa) -> Reflection:
    """Adjoa's, published an hour ago."""
    made = publish(adjoa, "Periods count", "We count <them>.")
    Reflection.objects.update(published_at=timezone.now() - HOUR)
    made.refresh_from_db()
    return made


def asks(member) -> int:
    return member.notices.filter(kind="what-changed").count()


def test_the_author_is_asked_once(reflection, adjoa, kerwin) -> None:
    for _again in range(2):
        learning.ask_what_changed(reflection.topic, [adjoa, kerwin])
    assert (asks(adjoa), asks(kerwin)) == (1, 0)


def test_what_changed_after_the_exchange_stands_beside_what_was(
    client_of, reflection, said, adjoa, kerwin, tunde
) -> None:
    address = reverse("reflection_change", args=[reflection.pk])
    assert client_of(kerwin).get(address).status_code == 302  # nothing has changed yet
    learning.ask_what_changed(reflection.topic, [adjoa])
    assert "Has it changed" in client_of(adjoa).get(reflection.get_absolute_url()).content.decode()
    reflections.publish(reflection.topic, by=adjoa, text=said("Periods count twice", "We count <them> together."))
    page = client_of(kerwin).get(address).content.decode()
    assert "Periods count<ins> twice</ins>" in page
    assert "We count <del>&lt;them&gt;.</del>" in page
    assert "<ins>&lt;them&gt; together.</ins>" in page
    assert address in client_of(tunde).get(reflection.get_absolute_url()).content.decode()


def test_a_change_before_the_exchange_is_not_its_fruit(client_of, reflection, said, adjoa, kerwin) -> None:
    reflections.publish(reflection.topic, by=adjoa, text=said("Earlier", "We count."))
    learning.ask_what_changed(reflection.topic, [adjoa])
    assert client_of(kerwin).get(reverse("reflection_change", args=[reflection.pk])).status_code == 302


def test_a_text_that_was_written_anew_is_compared_soon() -> None:
    """Ten seconds of a worker would be anybody's to take."""
    old, new = (" ".join(f"w{n % every}" for n in range(3000)) for every in (499, 501))
    before = time.process_time()
    differing.marked(old, new)
    assert time.process_time() - before < 1
