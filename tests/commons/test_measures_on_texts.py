"""Hiding and locking what people wrote: with a reason, told, undone again, each in the log."""

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

DO = {"hide": moderation.hide, "lock": moderation.lock}
UNDO = {"hide": moderation.restore, "lock": moderation.unlock}
BACK = {"hide": "restore", "lock": "unlock"}
TOLD = {"hide": "hidden", "restore": "restored", "lock": "locked", "unlock": "unlocked"}
ROWS = {"hide": Hiding, "lock": Lock}
CASES = [*(("hide", kind) for kind in KINDS), ("lock", "thread")]
MARK = {"hide": "hidden_at", "lock": "locked_at"}
every_case = pytest.mark.parametrize(("act", "kind"), CASES)


@every_case
def test_it_is_done_with_a_reason_told_and_logged(act, kind, kerwin, chiara) -> None:
    target = write(kind, kerwin)
    DO[act](target, by=chiara, reason="Too sharp.")
    target.refresh_from_db()
    assert getattr(target, MARK[act]) is not None
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
    notice = Notice.objects.get(to=kerwin, kind=TOLD[act])
    assert notice.words["reason"] == "Too sharp."
    assert notice.path == target.get_absolute_url()


@every_case
def test_it_is_undone_told_and_logged_and_who_undid_it_is_known(act, kind, kerwin, chiara, luca) -> None:
    target = write(kind, kerwin)
    DO[act](target, by=chiara, reason="Too sharp.")
    UNDO[act](target, by=luca, reason="On second thought.")
    target.refresh_from_db()
    assert getattr(target, MARK[act]) is None
    row = ROWS[act].objects.get()
    assert row.lifted_at is not None
    assert (row.by, row.lifted_by) == (chiara, luca)
    entry = AuditEntry.objects.first()
    assert (entry.act, entry.by, entry.subject, entry.reason) == (BACK[act], luca, kerwin, "On second thought.")
    assert Notice.objects.get(to=kerwin, kind=TOLD[BACK[act]]).words["reason"] == "On second thought."


@every_case
def test_twice_is_once_and_undoing_what_was_not_done_is_nothing(act, kind, kerwin, chiara, luca) -> None:
    target = write(kind, kerwin)
    UNDO[act](target, by=chiara, reason="Nothing to undo.")
    assert not AuditEntry.objects.exists()
    for by in (chiara, luca):
        DO[act](target, by=by, reason=f"Because, says {by.person.given_name}.")
    assert ROWS[act].objects.get().by == chiara
    assert AuditEntry.objects.count() == Notice.objects.filter(kind=TOLD[act]).count() == 1


@every_case
def test_done_again_after_it_was_undone_the_history_stays(act, kind, kerwin, chiara) -> None:
    target = write(kind, kerwin)
    DO[act](target, by=chiara, reason="First.")
    UNDO[act](target, by=chiara, reason="Undone.")
    DO[act](target, by=chiara, reason="Second.")
    assert sorted(ROWS[act].objects.values_list("reason", flat=True)) == ["First.", "Second."]
    assert ROWS[act].objects.get(lifted_at=None).reason == "Second."
    assert [entry.act for entry in AuditEntry.objects.order_by("pk")] == [act, BACK[act], act]


@every_case
@pytest.mark.parametrize("who", ["kerwin", "adjoa", "trevor", "outsider", "other facilitator"])
def test_only_those_who_run_this_course_may(request, act, kind, kerwin, other_edition, chiara, who) -> None:
    by = cast.join(other_edition, "luca") if who == "other facilitator" else request.getfixturevalue(who)
    target = write(kind, kerwin)
    with pytest.raises(PermissionDenied):
        DO[act](target, by=by, reason="Because.")
    DO[act](target, by=chiara, reason="Because.")
    with pytest.raises(PermissionDenied):
        UNDO[act](target, by=by, reason="Because.")
    target.refresh_from_db()
    assert getattr(target, MARK[act]) is not None
    assert AuditEntry.objects.count() == 1


@every_case
def test_an_administrator_may(act, kind, kerwin, edition) -> None:
    DO[act](write(kind, kerwin), by=cast.join(edition, "chiara", role=Role.ADMINISTRATOR), reason="Because.")
    assert ROWS[act].objects.exists()


@every_case
@pytest.mark.parametrize("said", [{}, {"reason": ""}, {"reason": "  "}, {"reason": "x" * 1001}, {"reason": "a\0b"}])
def test_by_the_page_nothing_happens_without_a_reason(act, kind, kerwin, chiara, client_of, said) -> None:
    target = write(kind, kerwin)
    client = client_of(chiara)
    answer = client.post(reverse(act, args=[kind, target.pk]), {**said, "next": "/you/"})
    assert answer["Location"] == "/you/"
    assert list(client.get("/you/").context["messages"]), "told what is wrong"
    target.refresh_from_db()
    assert getattr(target, MARK[act]) is None
    assert not AuditEntry.objects.exists()


@every_case
def test_by_the_page_it_is_done_and_undone(act, kind, kerwin, chiara, client_of) -> None:
    target, client = write(kind, kerwin), client_of(chiara)
    for name in (act, BACK[act]):
        answer = client.post(reverse(name, args=[kind, target.pk]), {"reason": "Because."})
        assert answer["Location"] == target.get_absolute_url()
    assert [entry.act for entry in AuditEntry.objects.order_by("pk")] == [act, BACK[act]]


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
def test_a_reason_is_told_in_the_persons_language_and_as_it_was_typed(act, kind, kerwin, chiara, client_of) -> None:
    DO[act](write(kind, kerwin), by=chiara, reason="<b>100 %</b> %(who)s")
    client = client_of(kerwin)
    page = client.get(reverse("notices", args=[kerwin.edition.slug])).content.decode()
    assert "&lt;b&gt;100 %&lt;/b&gt; %(who)s" in page
    kerwin.person.language = "fr"
    kerwin.person.save()
    in_french = client.get(reverse("notices", args=[kerwin.edition.slug])).content.decode()
    assert "&lt;b&gt;100 %&lt;/b&gt; %(who)s" in in_french


def test_who_hides_their_own_words_is_not_told_of_it(chiara) -> None:
    moderation.hide(write("post", chiara), by=chiara, reason="A slip.")
    assert not Notice.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_hidden_is_read_by_its_author_and_the_team_only(kind, kerwin, adjoa, shanice, chiara) -> None:
    target = write(kind, kerwin)
    moderation.hide(target, by=chiara, reason="Because.")
    known = kind_of(type(target))
    target = known.queryset().get(pk=target.pk)
    readable = {member: known.readable_by(member, target) for member in (kerwin, adjoa, shanice, chiara)}
    assert readable == {kerwin: True, adjoa: False, shanice: False, chiara: True}


def test_the_database_keeps_one_standing_hiding(kerwin, chiara) -> None:
    target = write("post", kerwin)
    moderation.hide(target, by=chiara, reason="Because.")
    Hiding.objects.create(by=chiara, reason="Old.", lifted_at=timezone.now(), lifted_by=chiara, **reference(target))
    with pytest.raises(IntegrityError):
        Hiding.objects.create(by=chiara, reason="Again.", **reference(target))
