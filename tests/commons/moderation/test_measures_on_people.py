"""Mutes and suspensions: the person learns the reason, the log keeps it, and each can be lifted."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from academy.models import Membership, Role
from commons import moderation
from commons.models import AuditEntry, Mute, Notice, Suspension
from forum.models import Post
from tests import cast


def mute(member, by, reason="Too sharp.", minutes=60) -> None:
    moderation.mute(member, by=by, minutes=minutes, reason=reason)
    member.refresh_from_db()


def suspend(member, by, reason="Insults.") -> None:
    moderation.suspend(member, by=by, reason=reason)
    member.refresh_from_db()


def log() -> list[str]:
    return [entry.act for entry in AuditEntry.objects.order_by("pk")]


def test_a_mute_lasts_its_minutes_sends_a_notice_and_is_logged(kerwin, chiara) -> None:
    before = timezone.now()
    mute(kerwin, chiara)
    assert kerwin.is_muted
    assert (
        before + datetime.timedelta(minutes=60) <= kerwin.muted_until <= timezone.now() + datetime.timedelta(minutes=60)
    )
    row = kerwin.mutes.get()
    assert (row.by, row.reason, row.until) == (chiara, "Too sharp.", kerwin.muted_until)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.by, entry.subject, entry.reason) == ("mute", chiara, kerwin, "Too sharp.")
    assert Notice.objects.get(to=kerwin).words["reason"] == "Too sharp."


def test_a_muted_member_reads_but_does_not_write(kerwin, chiara, thread, client_of) -> None:
    mute(kerwin, chiara)
    client = client_of(kerwin)
    assert client.get(thread.get_absolute_url()).status_code == 200
    topic = [kerwin.edition.slug, thread.topic.slug]
    for address in (reverse("write_post", args=[thread.pk]), reverse("new_thread", args=topic)):
        assert client.post(address, {"body": "But", "title": "x", "kind": "question"}).status_code == 403
    assert not Post.objects.filter(author=kerwin).exists()
    assert reverse("write_post", args=[thread.pk]) not in client.get(thread.get_absolute_url()).content.decode()


def test_a_mute_ends_by_itself(kerwin, chiara, write) -> None:
    mute(kerwin, chiara)
    Membership.objects.filter(pk=kerwin.pk).update(muted_until=timezone.now() - datetime.timedelta(seconds=1))
    kerwin.refresh_from_db()
    assert not kerwin.is_muted
    assert write(kerwin).pk


def test_a_second_mute_replaces_the_first(kerwin, chiara, luca) -> None:
    mute(kerwin, chiara, "First.", minutes=7 * 24 * 60)
    mute(kerwin, luca, "Second.", minutes=15)
    assert kerwin.mutes.get(lifted_at=None).reason == "Second."
    assert kerwin.mutes.get(reason="First.").lifted_by == luca
    assert kerwin.muted_until < timezone.now() + datetime.timedelta(minutes=16)
    assert log() == ["mute", "mute"]


def test_an_unmute_sends_a_notice_is_logged_and_lets_the_member_write(kerwin, chiara, luca, write) -> None:
    mute(kerwin, chiara)
    moderation.unmute(kerwin, by=luca, reason="It was a misunderstanding.")
    kerwin.refresh_from_db()
    assert kerwin.muted_until is None
    assert write(kerwin).pk
    row = Mute.objects.get()
    assert row.lifted_by == luca
    assert AuditEntry.objects.first().reason == "It was a misunderstanding."
    assert Notice.objects.get(to=kerwin, kind="unmuted").words["reason"] == "It was a misunderstanding."


def test_a_suspended_member_sees_only_the_reason_and_whom_to_ask(kerwin, chiara, client_of) -> None:
    client = client_of(kerwin)
    assert client.get(reverse("today", args=[kerwin.edition.slug])).status_code == 200
    suspend(kerwin, chiara, "Insults, <i>twice</i>.")
    page = client.get(reverse("today", args=[kerwin.edition.slug]))
    assert page.status_code == 403, "at once, in the session that is open"
    for words in ("Insults, &lt;i&gt;twice&lt;/i&gt;.", chiara.person.name, chiara.person.email):
        assert words in page.content.decode()
    assert log() == ["suspend"]
    assert Suspension.objects.get().by == chiara


def test_a_suspension_holds_in_its_course_only(kerwin, chiara, other_edition, client_of) -> None:
    cast.join(other_edition, "kerwin")
    suspend(kerwin, chiara)
    assert client_of(kerwin).get(reverse("today", args=[other_edition.slug])).status_code == 200


def test_a_lifted_suspension_lets_the_member_in_and_sends_a_notice(kerwin, chiara, luca, client_of) -> None:
    suspend(kerwin, chiara)
    moderation.lift_suspension(kerwin, by=luca, reason="They have talked.")
    kerwin.refresh_from_db()
    assert kerwin.suspended_at is None
    client, course = client_of(kerwin), [kerwin.edition.slug]
    assert client.get(reverse("today", args=course)).status_code == 200
    page = client.get(reverse("notices", args=course)).content.decode()
    assert "Welcome back. Reason: They have talked." in page
    assert Suspension.objects.get().lifted_by == luca
    assert AuditEntry.objects.first().reason == "They have talked."
    assert log() == ["suspend", "lift"]


def test_a_second_suspension_counts_only_after_the_first_is_lifted(kerwin, chiara, luca) -> None:
    suspend(kerwin, chiara, "First.")
    suspend(kerwin, luca, "At the same time.")
    moderation.lift_suspension(kerwin, by=chiara, reason="Enough.")
    suspend(kerwin, luca, "Second.")
    assert sorted(kerwin.suspensions.values_list("reason", flat=True)) == ["First.", "Second."]
    assert log() == ["suspend", "lift", "suspend"]


def test_lifting_what_is_not_in_force_leaves_no_trace(kerwin, chiara) -> None:
    moderation.unmute(kerwin, by=chiara, reason="x")
    moderation.lift_suspension(kerwin, by=chiara, reason="x")
    assert log() == []
    assert not Notice.objects.exists()


VERBS = {
    "mute": lambda member, by: moderation.mute(member, by=by, minutes=60, reason="x"),
    "unmute": lambda member, by: moderation.unmute(member, by=by, reason="x"),
    "suspend": lambda member, by: moderation.suspend(member, by=by, reason="x"),
    "lift_suspension": lambda member, by: moderation.lift_suspension(member, by=by, reason="x"),
}


@pytest.fixture
def somebody(request, edition, other_edition):
    """Finds a member by name; two of the names give another course or role."""

    def find(name):
        if name == "other facilitator":
            return cast.join(other_edition, "luca")
        if name == "administrator":
            return cast.join(edition, "luca", role=Role.ADMINISTRATOR)
        return request.getfixturevalue(name)

    return find


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("by", "whom"),
    [
        ("adjoa", "kerwin"),
        ("trevor", "kerwin"),
        ("other facilitator", "kerwin"),
        ("chiara", "outsider"),
        ("chiara", "chiara"),
        ("chiara", "luca"),
        ("chiara", "administrator"),
    ],
)
def test_people_without_the_permission_are_refused(somebody, verb, by, whom) -> None:
    by, whom = somebody(by), somebody(whom)
    with pytest.raises(PermissionDenied):
        VERBS[verb](whom, by)
    assert not AuditEntry.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize("whom", ["kerwin", "trevor", "chiara"])
def test_an_administrator_moderates_the_team_too(somebody, whom) -> None:
    by, whom = somebody("administrator"), somebody(whom)
    for verb in VERBS.values():
        verb(whom, by)
    assert log() == ["mute", "unmute", "suspend", "lift"]


@pytest.mark.parametrize("name", VERBS)
def test_the_page_asks_for_a_reason(kerwin, chiara, client_of, name) -> None:
    if name in {"unmute", "lift_suspension"}:
        VERBS[{"unmute": "mute", "lift_suspension": "suspend"}[name]](kerwin, chiara)
    done, client = log(), client_of(chiara)
    address = reverse(name, args=[kerwin.edition.slug, kerwin.pk])
    record = reverse("person_record", args=[kerwin.edition.slug, kerwin.pk])
    answer = client.post(address, {"minutes": "60", "next": record}, follow=True)
    assert "Give a reason" in answer.content.decode()
    assert log() == done
    client.post(address, {"minutes": "60", "reason": "Because."})
    assert len(log()) == len(done) + 1


@pytest.mark.parametrize("minutes", ["", "0", "-5", "61", "1e9", "forever", str(2**63)])
def test_a_mute_takes_only_the_minutes_that_are_offered(kerwin, chiara, client_of, minutes) -> None:
    address = reverse("mute", args=[kerwin.edition.slug, kerwin.pk])
    client_of(chiara).post(address, {"minutes": minutes, "reason": "Because."})
    kerwin.refresh_from_db()
    assert kerwin.muted_until is None


def test_a_person_of_another_course_is_not_found(kerwin, chiara, outsider, client_of) -> None:
    address = reverse("mute", args=[kerwin.edition.slug, outsider.pk])
    assert client_of(chiara).post(address, {"minutes": "60", "reason": "x"}).status_code == 404
