"""Hiding and locking texts: the author learns the reason, the log keeps it, and each can be lifted."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from academy.models import Role
from commons import moderation
from commons.models import AuditEntry, Hiding, Lock, Notice
from commons.targets import kind_of, reference
from tests import cast
from tests.commons.written import KINDS, write

START = {"hide": moderation.hide, "lock": moderation.lock}
LIFT = {"hide": moderation.restore, "lock": moderation.unlock}
LIFTING = {"hide": "restore", "lock": "unlock"}
NOTICES = {"hide": "hidden", "restore": "restored", "lock": "locked", "unlock": "unlocked"}
ROWS = {"hide": Hiding, "lock": Lock}
CASES = [*(("hide", kind) for kind in KINDS), ("lock", "thread")]
COLUMN = {"hide": "hidden_at", "lock": "locked_at"}
every_case = pytest.mark.parametrize(("act", "kind"), CASES)


@every_case
def test_a_measure_has_a_reason_sends_a_notice_and_is_logged(act, kind, kerwin, chiara) -> None:
    target = write(kind, kerwin)
    START[act](target, by=chiara, reason="Too sharp.")
    target.refresh_from_db()
    assert getattr(target, COLUMN[act]) is not None
    row = ROWS[act].objects.get()
    assert (row.target, row.by, row.reason, row.lifted_at) == (target, chiara, "Too sharp.", None)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.by, entry.subject, entry.reason, entry.target) == (
        act,
        chiara,
        kerwin,
        "Too sharp.",
        target,
    )
    assert entry.edition == kerwin.edition
    notice = Notice.objects.get(to=kerwin, kind=NOTICES[act])
    assert notice.words["reason"] == "Too sharp."
    assert notice.path == target.get_absolute_url()


@every_case
def test_lifting_sends_a_notice_is_logged_and_keeps_its_author(act, kind, kerwin, chiara, luca) -> None:
    target = write(kind, kerwin)
    START[act](target, by=chiara, reason="Too sharp.")
    LIFT[act](target, by=luca, reason="On second thought.")
    target.refresh_from_db()
    assert getattr(target, COLUMN[act]) is None
    row = ROWS[act].objects.get()
    assert row.lifted_at is not None
    assert (row.by, row.lifted_by) == (chiara, luca)
    entry = AuditEntry.objects.first()
    assert (entry.act, entry.by, entry.subject, entry.reason) == (LIFTING[act], luca, kerwin, "On second thought.")
    assert Notice.objects.get(to=kerwin, kind=NOTICES[LIFTING[act]]).words["reason"] == "On second thought."


@every_case
def test_a_repeated_measure_and_a_needless_lifting_change_nothing(act, kind, kerwin, chiara, luca) -> None:
    target = write(kind, kerwin)
    LIFT[act](target, by=chiara, reason="Nothing to undo.")
    assert not AuditEntry.objects.exists()
    for by in (chiara, luca):
        START[act](target, by=by, reason=f"Because, says {by.person.given_name}.")
    assert ROWS[act].objects.get().by == chiara
    assert AuditEntry.objects.count() == Notice.objects.filter(kind=NOTICES[act]).count() == 1


@every_case
def test_a_new_measure_leaves_the_lifted_one_in_the_history(act, kind, kerwin, chiara) -> None:
    target = write(kind, kerwin)
    START[act](target, by=chiara, reason="First.")
    LIFT[act](target, by=chiara, reason="Undone.")
    START[act](target, by=chiara, reason="Second.")
    assert sorted(ROWS[act].objects.values_list("reason", flat=True)) == ["First.", "Second."]
    assert ROWS[act].objects.get(lifted_at=None).reason == "Second."
    assert [entry.act for entry in AuditEntry.objects.order_by("pk")] == [act, LIFTING[act], act]


@every_case
@pytest.mark.parametrize("name", ["kerwin", "adjoa", "trevor", "outsider", "other facilitator"])
def test_only_those_who_run_this_course_may_hide_and_lock(
    request, act, kind, kerwin, other_edition, chiara, name
) -> None:
    by = cast.join(other_edition, "luca") if name == "other facilitator" else request.getfixturevalue(name)
    target = write(kind, kerwin)
    with pytest.raises(PermissionDenied):
        START[act](target, by=by, reason="Because.")
    START[act](target, by=chiara, reason="Because.")
    with pytest.raises(PermissionDenied):
        LIFT[act](target, by=by, reason="Because.")
    target.refresh_from_db()
    assert getattr(target, COLUMN[act]) is not None
    assert AuditEntry.objects.count() == 1


@every_case
def test_an_administrator_may_hide_and_lock(act, kind, kerwin, edition) -> None:
    START[act](write(kind, kerwin), by=cast.join(edition, "chiara", role=Role.ADMINISTRATOR), reason="Because.")
    assert ROWS[act].objects.exists()


@every_case
@pytest.mark.parametrize("said", [{}, {"reason": ""}, {"reason": "  "}, {"reason": "\u200b"}])
def test_the_page_does_nothing_without_a_reason(act, kind, kerwin, chiara, client_of, said) -> None:
    target = write(kind, kerwin)
    client = client_of(chiara)
    answer = client.post(reverse(act, args=[kind, target.pk]), {**said, "next": "/you/"})
    assert answer["Location"] == "/you/"
    assert list(client.get("/you/").context["messages"]), "the page names the mistake"
    target.refresh_from_db()
    assert getattr(target, COLUMN[act]) is None
    assert not AuditEntry.objects.exists()


@every_case
def test_the_page_starts_and_lifts_a_measure(act, kind, kerwin, chiara, client_of) -> None:
    target, client = write(kind, kerwin), client_of(chiara)
    for name in (act, LIFTING[act]):
        answer = client.post(reverse(name, args=[kind, target.pk]), {"reason": "Because."})
        assert answer["Location"] == target.get_absolute_url()
    assert [entry.act for entry in AuditEntry.objects.order_by("pk")] == [act, LIFTING[act]]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "you/"]
)
def test_the_page_leads_back_within_this_site_only(kerwin, chiara, client_of, elsewhere) -> None:
    target = write("post", kerwin)
    said = {"reason": "Because.", "next": elsewhere}
    assert (
        client_of(chiara).post(reverse("hide", args=["post", target.pk]), said)["Location"] == target.get_absolute_url()
    )


@pytest.mark.parametrize("kind", ["reflection", "post", "message"])
def test_only_discussions_are_locked(kind, kerwin, chiara, client_of) -> None:
    target = write(kind, kerwin)
    assert client_of(chiara).post(reverse("lock", args=[kind, target.pk]), {"reason": "x"}).status_code == 403


@every_case
def test_a_notice_shows_the_reason_as_it_was_typed_in_every_language(act, kind, kerwin, chiara, client_of) -> None:
    START[act](write(kind, kerwin), by=chiara, reason="<b>100 %</b> %(who)s")
    client = client_of(kerwin)
    page = client.get(reverse("notices", args=[kerwin.edition.slug])).content.decode()
    assert "&lt;b&gt;100 %&lt;/b&gt; %(who)s" in page
    kerwin.person.language = "fr"
    kerwin.person.save()
    in_french = client.get(reverse("notices", args=[kerwin.edition.slug])).content.decode()
    assert "&lt;b&gt;100 %&lt;/b&gt; %(who)s" in in_french


def test_a_facilitator_gets_no_notice_of_hiding_their_own_post(chiara) -> None:
    moderation.hide(write("post", chiara), by=chiara, reason="A slip.")
    assert not Notice.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_author_and_the_team_read_a_hidden_text(kind, kerwin, adjoa, shanice, chiara) -> None:
    target = write(kind, kerwin)
    moderation.hide(target, by=chiara, reason="Because.")
    known = kind_of(type(target))
    target = known.queryset().get(pk=target.pk)
    readable = {member: known.readable_by(member, target) for member in (kerwin, adjoa, shanice, chiara)}
    assert readable == {kerwin: True, adjoa: False, shanice: False, chiara: True}


@pytest.mark.database
def test_the_database_allows_one_hiding_in_force(kerwin, chiara) -> None:
    target = write("post", kerwin)
    moderation.hide(target, by=chiara, reason="Because.")
    Hiding.objects.create(by=chiara, reason="Old.", lifted_at=timezone.now(), lifted_by=chiara, **reference(target))
    with pytest.raises(IntegrityError):
        Hiding.objects.create(by=chiara, reason="Again.", **reference(target))
