"""Drafts of a reflection: stored on the server, read by their author only, never overwritten unseen."""

import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from forum.models import Reflection
from forum.reflecting import reflections


@pytest.fixture
def save(topic, client_of):
    """``save(adjoa, text)`` sends a draft as the page does while she types, and returns the answer."""

    def save(member, text, **more):
        address = reverse("save_draft", args=[topic.edition.slug, topic.slug])
        return client_of(member).post(address, {**text, **more}, content_type="application/json")

    return save


def page(client_of, member, topic) -> str:
    return client_of(member).get(reverse("write_reflection", args=[topic.edition.slug, topic.slug])).content.decode()


def test_a_draft_is_shown_on_another_device(save, client_of, adjoa, topic, said) -> None:
    answer = save(adjoa, said("Not done yet", "Half a thought"))
    assert answer.status_code == 200
    assert answer.json()["other"] is None
    again = page(client_of, adjoa, topic)
    assert "Not done yet" in again
    assert "Half a thought" in again


@pytest.mark.parametrize("reader", ["kerwin", "tunde", "trevor", "chiara"])
def test_nobody_reads_another_members_draft(request, save, client_of, adjoa, said, topic, reader) -> None:
    save(adjoa, said("Not done yet"))
    draft, reader = Reflection.objects.get(), request.getfixturevalue(reader)
    assert client_of(reader).get(draft.get_absolute_url()).status_code == 403
    assert client_of(reader).get(reverse("reflection_history", args=[draft.pk])).status_code == 403
    for name, args in (("topic", [topic.edition.slug, topic.slug]), ("today", [topic.edition.slug])):
        assert "Not done yet" not in client_of(reader).get(reverse(name, args=args)).content.decode()


def test_others_read_the_published_text_until_its_change_is_published(
    save, publish, client_of, adjoa, kerwin, said
) -> None:
    reflection = publish(adjoa, "As it was")
    save(adjoa, said("As it will be"))
    read = client_of(kerwin).get(reflection.get_absolute_url()).content.decode()
    assert "As it was" in read
    assert "As it will be" not in read


def test_a_save_does_not_overwrite_a_newer_text_of_another_device(save, adjoa, said) -> None:
    first = save(adjoa, said("From the phone")).json()
    save(adjoa, said("From the office"), seen=first["saved_at"])
    late = save(adjoa, said("From the phone, offline"), seen=first["saved_at"]).json()
    assert late["other"]["headline"] == "From the office"
    assert Reflection.objects.get().draft["headline"] == "From the office"


def test_a_save_overwrites_another_devices_text_once_it_was_seen(save, adjoa, said) -> None:
    save(adjoa, said("From the office"))
    late = save(adjoa, said("From the phone")).json()
    after = save(adjoa, said("From both"), seen=late["saved_at"]).json()
    assert after["other"] is None
    assert Reflection.objects.get().draft["headline"] == "From both"


def test_without_javascript_the_page_shows_both_the_other_text_and_the_typed_one(
    save, client_of, adjoa, topic, said
) -> None:
    save(adjoa, said("From the office"))
    seen = (timezone.now() - datetime.timedelta(days=1)).isoformat()
    answer = client_of(adjoa).post(
        reverse("write_reflection", args=[topic.edition.slug, topic.slug]),
        {"act": "save", "headline": "From the phone", "seen": seen},
    )
    assert "From the office" in answer.content.decode()
    assert "From the phone" in answer.content.decode()


def test_saving_twice_makes_one_reflection(save, adjoa, said) -> None:
    save(adjoa, said("One"))
    save(adjoa, said("Two"))
    assert Reflection.objects.count() == 1


def test_the_database_refuses_a_second_reflection_on_a_topic(publish, adjoa, topic) -> None:
    publish(adjoa)
    with pytest.raises(IntegrityError):
        Reflection.objects.create(topic=topic, author=adjoa)


def test_a_draft_keeps_only_the_courses_questions_and_the_whole_text(save, adjoa, said) -> None:
    text = said("H" * 500, "a" * 10_000)
    save(adjoa, {**text, "answers": {**text["answers"], "none-of-ours": "x"}})
    draft = Reflection.objects.get().draft
    assert "none-of-ours" not in draft["answers"]
    assert draft["headline"] == "H" * 500
    assert max(len(answer) for answer in draft["answers"].values()) == 10_000


def test_a_text_that_is_too_long_is_not_published_but_kept_and_shown_with_its_excess(client_of, adjoa, topic) -> None:
    address = reverse("write_reflection", args=[topic.edition.slug, topic.slug])
    key = topic.edition.prompts.first().key
    long = "é\r\n" * 3_001
    typed = {"act": "publish", "headline": "H" * 161, f"answer-{key}": long}
    answer = client_of(adjoa).post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Too long by 1: at most 160 letters fit here." in page
    assert "Too long by 1: at most 6000 letters fit here." in page
    assert "H" * 161 in page
    reflection = Reflection.objects.get()
    assert reflection.published_at is None
    assert reflection.draft["answers"][key] == long.replace("\r\n", "\n").strip()
    assert "Too long by 1: at most 160 letters fit here." in client_of(adjoa).get(address).content.decode()
    typed |= {"headline": "H" * 160, f"answer-{key}": long.removeprefix("é\r\n"), "seen": "9999-01-01T00:00:00+00:00"}
    assert client_of(adjoa).post(address, typed).status_code == 302


@pytest.mark.parametrize("who", ["trevor", "chiara"])
def test_only_delegates_write_reflections(request, edition, topic, said, who) -> None:
    member = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        reflections.save_draft(topic, by=member, text=said())
    with pytest.raises(PermissionDenied):
        reflections.publish(topic, by=member, text=said())


def test_a_muted_delegate_neither_saves_nor_publishes(adjoa, topic, said, client_of) -> None:
    adjoa.muted_until = timezone.now() + datetime.timedelta(hours=1)
    adjoa.save()
    for act in ("save", "publish"):
        answer = client_of(adjoa).post(
            reverse("write_reflection", args=[topic.edition.slug, topic.slug]), {"act": act, "headline": "One"}
        )
        assert answer.status_code == 403
    assert not Reflection.objects.exists()


@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b'{"headline": "x"}', b'{"headline": "x", "answers": 3}'])
def test_an_unreadable_draft_is_refused_with_a_message(client_of, adjoa, topic, sent) -> None:
    address = reverse("save_draft", args=[topic.edition.slug, topic.slug])
    answer = client_of(adjoa).post(address, sent, content_type="application/json")
    assert answer.status_code == 400
    assert json.loads(answer.content)["detail"]
