"""The audit log only grows, because the model and the database both refuse any change."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from commons import moderation, notices
from commons.models import AuditEntry
from commons.moderation import auditing


@pytest.fixture
def entry(kerwin, chiara) -> AuditEntry:
    moderation.mute(kerwin, by=chiara, minutes=60, reason="Too sharp.")
    return AuditEntry.objects.get()


def unchanged(entry: AuditEntry) -> bool:
    return list(AuditEntry.objects.values_list("pk", "act", "reason")) == [(entry.pk, "mute", "Too sharp.")]


STATEMENTS = [
    "UPDATE commons_auditentry SET reason = 'Nothing.'",
    "UPDATE commons_auditentry SET by_id = subject_id WHERE id = {pk}",
    "UPDATE commons_auditentry SET id = id + 1",
    "DELETE FROM commons_auditentry",
    "DELETE FROM commons_auditentry WHERE id = {pk}",
]
if connection.vendor == "postgresql":  # SQLite has no TRUNCATE
    STATEMENTS += [
        f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {what}"
        for what in ("commons_auditentry", "academy_membership CASCADE")
    ]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_statements_that_change_the_log(entry, statement) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(pk=entry.pk))
    assert unchanged(entry)


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: AuditEntry.objects.update(reason="Nothing."),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: AuditEntry.objects.bulk_update([AuditEntry(pk=entry.pk, reason="Nothing.")], ["reason"]),
        lambda entry: AuditEntry.objects.bulk_create(
            [AuditEntry(pk=entry.pk, edition=entry.edition, by=entry.by, act="mute", reason="Nothing.")],
            update_conflicts=True,
            update_fields=["reason"],
            unique_fields=["id"],
        ),
        lambda entry: AuditEntry.objects.all()._raw_delete("default"),
    ],
    ids=["update", "delete", "bulk_update", "upsert", "raw delete"],
)
def test_the_database_refuses_querysets_that_bypass_the_model(entry, change) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change(entry)
    assert unchanged(entry)


def test_the_model_refuses_to_save_or_delete_an_entry(entry) -> None:
    entry.reason = "Nothing."
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    assert unchanged(entry)


@pytest.mark.parametrize("name", ["kerwin", "chiara"])
def test_people_in_the_log_cannot_be_deleted(request, entry, name) -> None:
    with pytest.raises(ProtectedError):
        request.getfixturevalue(name).delete()


def test_an_entry_outlives_its_target(write, kerwin, chiara) -> None:
    post = write(kerwin)
    moderation.hide(post, by=chiara, reason="Because.")
    post.delete()
    entry = AuditEntry.objects.get()
    assert entry.target is None
    assert entry.subject == kerwin


def test_a_measure_its_notice_and_its_entry_are_saved_together_or_not_at_all(kerwin, chiara, monkeypatch) -> None:
    def fails(*_args, **_kwargs) -> None:
        raise RuntimeError

    monkeypatch.setattr(notices, "tell", fails)
    with pytest.raises(RuntimeError):
        moderation.mute(kerwin, by=chiara, minutes=60, reason="Because.")
    kerwin.refresh_from_db()
    assert kerwin.muted_until is None
    assert not AuditEntry.objects.exists()
    assert not kerwin.mutes.exists()


def test_an_act_that_no_app_registered_is_refused(edition, chiara) -> None:
    with pytest.raises(ValueError, match="'dance' is not registered"):
        auditing.record("dance", by=chiara, edition=edition)
    assert not AuditEntry.objects.exists()


def test_two_verbs_cannot_share_the_name_of_an_act() -> None:
    before = auditing.acts()
    with pytest.raises(ValueError, match="'mute' is already registered"):
        auditing.register("mute", "Muffled")
    assert auditing.acts() == before
