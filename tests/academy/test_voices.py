"""Names, shores and roles from memory: never older than the database, and without a query while nothing changes."""

import pytest
from django.db import transaction
from django.urls import reverse

from academy import voices
from academy.members.profiles import OWN, save_profile
from academy.models import Bloc, Edition, Membership, State
from commons import moderation
from tests import cast

pytestmark = pytest.mark.django_db


def voice_of(member: Membership) -> voices.Voice:
    """Asks as a page does: with the edition as the database has it now."""
    return voices.voices_of(Edition.objects.get(pk=member.edition_id))[member.pk]


def test_a_voice_says_what_the_member_says(adjoa, chiara) -> None:
    for member in (adjoa, chiara):
        voice = voice_of(member)
        for name in ("pk", "name", "given_name", "shore", "bloc", "state", "kind", "role", "organisation", "time_zone"):
            assert getattr(voice, name) == getattr(member, name), name
    assert voice_of(adjoa).origin == "ECOWAS · Benin"
    assert voice_of(chiara).origin == "facilitator"


def test_nothing_is_read_while_nobody_changes(adjoa, kerwin, django_assert_num_queries) -> None:
    edition = Edition.objects.get(pk=adjoa.edition_id)
    voices.voices_of(edition)
    with django_assert_num_queries(0):
        assert {voices.voices_of(edition)[member.pk].name for member in (adjoa, kerwin)} == {adjoa.name, kerwin.name}


def rename(member: Membership) -> None:
    answers = {name: getattr(member.person, name) for name in OWN} | {"given_name": "Efua"}
    save_profile(member.person, None, answers=answers)


def move(member: Membership) -> None:
    member.bloc, member.state = Bloc.objects.get(code="CARICOM"), State.objects.get(code="JM")
    member.save(update_fields=["bloc", "state"])


def promote(member: Membership) -> None:
    member.role = "facilitator"
    member.save()


def rename_the_bloc(member: Membership) -> None:
    assert member.bloc is not None
    member.bloc.short = {"en": "West Africa"}
    member.bloc.save()


def rename_the_state(member: Membership) -> None:
    assert member.state is not None
    member.state.names = {"en": "Gold Coast"}
    member.state.save()


@pytest.mark.parametrize("act", [rename, move, promote, rename_the_bloc, rename_the_state])
def test_every_change_of_what_is_shown_is_seen_at_once(adjoa, act) -> None:
    before = voice_of(adjoa)
    act(Membership.objects.select_related("person", "bloc", "state").get(pk=adjoa.pk))
    after = voice_of(adjoa)
    assert (after.name, after.origin, after.role) != (before.name, before.origin, before.role)


def test_what_no_page_shows_of_a_member_reads_nothing_anew(adjoa, chiara) -> None:
    held = voices.voices_of(Edition.objects.get(pk=adjoa.edition_id))
    adjoa.person.save(update_fields=["last_login"])
    moderation.mute(adjoa, by=chiara, minutes=15, reason="A pause.")
    assert voices.voices_of(Edition.objects.get(pk=adjoa.edition_id)) is held


def test_somebody_who_joined_without_a_signal_is_found(adjoa) -> None:
    voice_of(adjoa)
    (new,) = cast.crowd(adjoa.edition, "CARICOM", 1)
    assert voice_of(new).name == new.name


def test_a_name_that_another_process_changed_is_shown_on_the_next_page(adjoa, kerwin, client_of) -> None:
    client, address = client_of(kerwin), reverse("people", args=[adjoa.edition.slug])
    for name in ("Adjoa", "Efua"):
        assert name not in client.get(address).content.decode() or name == "Adjoa"
        # Another process has its own memory: what it writes reaches this one through the database alone.
        held = dict(voices._held)
        adjoa.person.given_name = name
        adjoa.person.save()
        voices._held.update(held)
        assert name in client.get(address).content.decode()


def test_somebody_of_no_course_is_looked_for_once(adjoa, django_assert_num_queries) -> None:
    held = voices.voices_of(Edition.objects.get(pk=adjoa.edition_id))
    with django_assert_num_queries(4), pytest.raises(KeyError):
        held[0]


def test_what_a_transaction_undoes_is_not_remembered(adjoa) -> None:
    edition = Edition.objects.get(pk=adjoa.edition_id)
    voices.voices_of(edition)
    with transaction.atomic():
        adjoa.person.given_name = "Undone"
        adjoa.person.save()
        (new,) = cast.crowd(edition, "CARICOM", 1)
        assert voices.voices_of(edition)[new.pk].name == new.name
        transaction.set_rollback(True)
    assert voice_of(adjoa).given_name == "Adjoa"


def test_a_version_that_was_undone_never_comes_again(adjoa) -> None:
    for name in ("Undone", "Efua"):
        with transaction.atomic():
            adjoa.person.given_name = name
            adjoa.person.save()
            assert voice_of(adjoa).given_name == name
            transaction.set_rollback(name == "Undone")
    with transaction.atomic():
        adjoa.person.given_name = "Undone again"
        adjoa.person.save()
        voice_of(adjoa)
        transaction.set_rollback(True)
    held = dict(voices._held)
    adjoa.person.given_name = "Adjoa"
    adjoa.person.save()  # another process
    voices._held.update(held)
    assert voice_of(adjoa).given_name == "Adjoa"
