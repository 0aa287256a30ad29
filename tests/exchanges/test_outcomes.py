"""The outcome: gathered from the worksheet, confirmed as it stands, published as the narrowest wish says."""

import datetime
import io
import time
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from academy.models import Membership, Person
from board.models import Card, Help, Helper
from board.permissions import may_read
from commons import moderation
from commons.models import Mark
from exchanges.models import Outcome, OutcomeReaders, Quotes
from exchanges.outcomes import confirming, making, reading
from exchanges.outcomes.confirming import Wishes
from exchanges.outcomes.making import OutcomeFault, PartConflict
from rooms.messages.frames import Write
from rooms.messages.posting import Work, post
from rooms.models import Message

pytestmark = pytest.mark.django_db
OPEN = Wishes(OutcomeReaders.EDITION, Quotes.NAME)
DAY = datetime.date(2030, 9, 30)


@pytest.fixture
def sheet(exchange, adjoa, kerwin) -> None:
    for by, field, body in (
        (adjoa, "alike", "Periods are added up."),
        (kerwin, "west_could_adopt", "Employment injury first."),
        (kerwin, "west_first_step", "A note to the board."),
        (adjoa, "east_could_adopt", "Un seul certificat de vie."),
    ):
        post(Work(exchange.room_id, by.pk, Write(uuid.uuid4(), field, body), by.person.languages[0]))


@pytest.fixture
def outcome(exchange, sheet, adjoa) -> Outcome:
    return making.make(exchange, by=adjoa)


def all_confirm(outcome: Outcome, *wishes: tuple) -> Outcome:
    for member, wish in wishes:
        outcome.refresh_from_db()
        confirming.confirm(outcome, by=member, version=outcome.version, wishes=wish)
    outcome.refresh_from_db()
    return outcome


class TestMaking:
    def test_each_member_gets_the_texts_of_their_side_and_the_rest_stands_together(
        self, outcome, adjoa, kerwin
    ) -> None:
        parts = {part.member_id: part for part in outcome.parts.all()}
        assert parts[kerwin.pk].could_adopt == "Employment injury first."
        assert parts[kerwin.pk].first_step == "A note to the board."
        assert (parts[adjoa.pk].could_adopt, parts[adjoa.pk].language) == ("Un seul certificat de vie.", "fr")
        (entry,) = outcome.said_together
        assert (entry["field"], entry["text"], entry["language"]) == ("alike", "Periods are added up.", "fr")

    def test_what_a_facilitator_hid_stays_out_of_it(self, exchange, sheet, adjoa, kerwin) -> None:
        Message.objects.filter(field__in=["west_could_adopt", "alike"]).update(hidden_at=timezone.now())
        outcome = making.make(exchange, by=adjoa)
        assert outcome.together == []
        assert outcome.parts.get(member=kerwin).could_adopt == ""

    def test_what_is_hidden_later_goes_from_it_and_comes_back(self, exchange, outcome, chiara) -> None:
        version = Message.objects.get(field="alike")
        moderation.hide(version, by=chiara, reason="A name.")
        outcome.refresh_from_db()
        assert "Periods" not in outcome.typed
        moderation.restore(version, by=chiara, reason="The name is gone.")
        outcome.refresh_from_db()
        assert "Periods" in outcome.typed

    def test_a_second_member_gets_the_same_one(self, exchange, outcome, kerwin) -> None:
        assert making.make(exchange, by=kerwin) == outcome
        assert kerwin.notices.filter(kind="outcome-made").count() == 1

    def test_only_members_of_the_exchange_make_and_change_it(self, exchange, outcome, tunde, chiara) -> None:
        for other in (tunde, chiara):
            with pytest.raises(PermissionDenied):
                making.make(exchange, by=other)
            with pytest.raises(PermissionDenied):
                making.change(outcome, by=other, content={"noticed": "Mine."})

    def test_a_change_takes_the_confirmations_back(self, outcome, adjoa, kerwin) -> None:
        confirming.confirm(outcome, by=adjoa, version=1, wishes=OPEN)
        making.change(outcome, by=kerwin, content={"noticed": "Nine branches."})
        outcome.refresh_from_db()
        assert outcome.version == 2
        confirming.confirm(outcome, by=kerwin, version=2, wishes=OPEN)
        outcome.refresh_from_db()
        assert outcome.published_at is None

    def test_a_later_worksheet_is_taken_when_somebody_asks(self, exchange, outcome, adjoa) -> None:
        assert not making.gather_again(outcome, by=adjoa)
        post(Work(exchange.room_id, adjoa.pk, Write(uuid.uuid4(), "missing", "The employer.")))
        assert making.gather_again(outcome, by=adjoa)
        outcome.refresh_from_db()
        assert ([entry["field"] for entry in outcome.together], outcome.version) == (["alike", "missing"], 2)

    def test_two_pages_of_one_member_lose_nothing(self, outcome, kerwin) -> None:
        seen = outcome.parts.get(member=kerwin).changed_at
        making.change(outcome, by=kerwin, content={"why": "One."}, seen=seen)
        with pytest.raises(PartConflict) as conflict:
            making.change(outcome, by=kerwin, content={"why": "Two."}, seen=seen)
        assert conflict.value.part.why == "One."


class TestConfirming:
    def test_an_older_text_cannot_be_confirmed(self, outcome, adjoa, kerwin) -> None:
        making.change(outcome, by=kerwin, content={"noticed": "Nine branches."})
        with pytest.raises(OutcomeFault) as fault:
            confirming.confirm(outcome, by=adjoa, version=1, wishes=OPEN)
        assert fault.value.code == "changed"

    def test_an_empty_one_cannot_be_confirmed(self, exchange, adjoa) -> None:
        with pytest.raises(OutcomeFault) as fault:
            confirming.confirm(making.make(exchange, by=adjoa), by=adjoa, version=1, wishes=OPEN)
        assert fault.value.code == "empty"

    def test_the_last_confirmation_publishes_it(self, outcome, adjoa, kerwin, tunde) -> None:
        assert not reading.may_read(tunde, outcome)
        all_confirm(outcome, (adjoa, OPEN), (kerwin, OPEN))
        assert outcome.readers == OutcomeReaders.EDITION
        assert reading.may_read(tunde, outcome)

    def test_the_narrowest_wish_holds(self, outcome, adjoa, kerwin, tunde) -> None:
        all_confirm(outcome, (adjoa, OPEN), (kerwin, Wishes(OutcomeReaders.MEMBERS)))
        assert (outcome.readers, outcome.published_at is None) == (OutcomeReaders.MEMBERS, False)
        assert not reading.may_read(tunde, outcome)

    @pytest.mark.parametrize("state", ["suspended_at", "left_at"])
    def test_somebody_who_no_longer_takes_part_is_not_waited_for(self, outcome, adjoa, kerwin, state) -> None:
        setattr(kerwin, state, outcome.made_at)
        kerwin.save()
        all_confirm(outcome, (adjoa, OPEN))
        assert outcome.published_at is not None

    def test_what_somebody_wished_before_they_left_still_holds(self, outcome, adjoa, kerwin, tunde) -> None:
        confirming.confirm(outcome, by=kerwin, version=1, wishes=Wishes(OutcomeReaders.MEMBERS, Quotes.NAME))
        kerwin.left_at = outcome.made_at
        kerwin.save()
        all_confirm(outcome, (adjoa, OPEN))
        assert (outcome.readers, outcome.published_at is None) == (OutcomeReaders.MEMBERS, False)
        assert [card.author for card in Card.objects.all()] == [adjoa]

    def test_cards_of_one_that_is_kept_are_read_by_the_delegation_and_the_partner(
        self, outcome, adjoa, kerwin, tunde
    ) -> None:
        all_confirm(outcome, (adjoa, Wishes(OutcomeReaders.MEMBERS, takes_home=False)), (kerwin, OPEN))
        card = Card.objects.select_related("edition").get()
        assert [may_read(member, card) for member in (kerwin, adjoa, tunde)] == [True, True, False]

    def test_who_declines_holds_it_back_and_says_why(self, outcome, adjoa, kerwin) -> None:
        confirming.confirm(outcome, by=adjoa, version=1, wishes=OPEN)
        for _tap in range(2):
            confirming.decline(outcome, by=kerwin, sentence="It flatters us.", language="en")
        outcome.refresh_from_db()
        assert outcome.published_at is None
        assert adjoa.notices.filter(kind="outcome-declined").count() == 1

    def test_parts_become_cards_of_their_members_with_the_partner_as_helper(self, outcome, adjoa, kerwin) -> None:
        making.change(outcome, by=kerwin, content={"due": DAY, "law": "A protocol."})
        named = Wishes(OutcomeReaders.EDITION, Quotes.NAME, takes_home=False)
        all_confirm(outcome, (adjoa, named), (kerwin, OPEN))
        card = Card.objects.get()
        assert (card.what, card.next_step, card.due, card.law) == (
            "Employment injury first.", "A note to the board.", DAY, "A protocol.",
        )  # fmt: skip
        assert [owner.member for owner in card.owners.all()] == [kerwin]
        assert [(helper.member, helper.state) for helper in Helper.objects.all()] == [(adjoa, Help.ACCEPTED)]

    def test_no_card_names_somebody_who_wished_not_to_be_named(self, outcome, adjoa, kerwin) -> None:
        all_confirm(outcome, (adjoa, Wishes(OutcomeReaders.EDITION, Quotes.NONE)), (kerwin, OPEN))
        found = {card.author_id: card for card in Card.objects.all()}
        assert found[adjoa.pk].readers == "delegation"
        assert found[kerwin.pk].readers == "edition"
        assert list(found[kerwin.pk].helpers.values_list("member", "state")) == [(adjoa.pk, Help.ASKED)]

    def test_taken_back_it_is_its_members_again_and_the_card_is_made_once(self, outcome, adjoa, kerwin, tunde) -> None:
        all_confirm(outcome, (adjoa, OPEN), (kerwin, OPEN))
        with pytest.raises(OutcomeFault):
            making.change(outcome, by=adjoa, content={"why": "So."})
        confirming.take_back(outcome, by=kerwin)
        outcome.refresh_from_db()
        assert not reading.may_read(tunde, outcome)
        all_confirm(outcome, (adjoa, OPEN), (kerwin, OPEN))
        assert Card.objects.count() == 2


def called() -> dict[int, str]:
    outcome = reading.loaded().get()
    named = reading.named_in(outcome)
    return {part.member_id: named[part.pk] for part in outcome.parts.all()}


class TestNames:
    def test_each_is_named_as_they_wished(self, outcome, adjoa, kerwin) -> None:
        all_confirm(outcome, (adjoa, OPEN), (kerwin, Wishes(OutcomeReaders.EDITION, Quotes.NONE)))
        named = called()
        assert named[kerwin.pk] == "CARICOM"
        assert named[adjoa.pk].startswith(adjoa.name)

    def test_the_name_given_for_an_earlier_text_names_nobody(self, outcome, adjoa, kerwin) -> None:
        confirming.confirm(outcome, by=kerwin, version=1, wishes=OPEN)
        making.change(outcome, by=adjoa, content={"why": "So."})
        kerwin.left_at = outcome.made_at
        kerwin.save()
        all_confirm(outcome, (adjoa, OPEN))
        assert called()[kerwin.pk] == "CARICOM"

    def test_a_role_is_named_only_among_five(self, outcome, edition, adjoa, kerwin) -> None:
        all_confirm(outcome, (adjoa, OPEN), (kerwin, Wishes(OutcomeReaders.EDITION, Quotes.ROLE)))
        assert called()[kerwin.pk] == "CARICOM"
        for n in range(4):
            person = Person.objects.create(email=f"another{n}@example.org")
            same = {"role": kerwin.role, "bloc": kerwin.bloc, "kind": kerwin.kind}
            Membership.objects.create(edition=edition, person=person, **same)
        assert called()[kerwin.pk] == f"CARICOM · {kerwin.get_kind_display()}"


class TestPages:
    def test_two_members_confirm_in_the_browser_and_the_course_reads_it(
        self, client_of, exchange, sheet, adjoa, kerwin, tunde
    ) -> None:
        made = client_of(adjoa).post(reverse("make_outcome", args=[exchange.pk]))
        form = {"version": 1, "readers": "edition", "quotes": "name", "takes_home": "on"}
        for member in (adjoa, kerwin):
            done = client_of(member).post(f"{made['Location']}confirmation/", form)
            assert done.status_code == 302
        page = client_of(tunde).get(made["Location"]).content.decode()
        assert "Un seul certificat de vie." in page
        listed = client_of(tunde).get(reverse("outcomes", args=[exchange.edition.slug, exchange.topic.slug]))
        assert made["Location"] in listed.content.decode()
        card = Card.objects.get(owners__member=adjoa)
        assert made["Location"] in client_of(tunde).get(card.get_absolute_url()).content.decode()
        client_of(tunde).post(reverse("mark", args=["outcome", Outcome.objects.get().pk]))
        own = client_of(kerwin).post(reverse("mark", args=["outcome", Outcome.objects.get().pk]))
        assert own.status_code == 403, "nobody marks what they made"
        assert Mark.objects.filter(member=tunde).count() == 1

    def test_one_that_says_nothing_leads_to_the_worksheet_and_offers_no_confirmation(
        self, client_of, exchange, kerwin
    ) -> None:
        page = client_of(kerwin).post(reverse("make_outcome", args=[exchange.pk]), follow=True).content.decode()
        assert "It says nothing yet." in page
        assert f'href="{reverse("room", args=[exchange.room_id])}#sheet"' in page
        assert reverse("confirm_outcome", args=[Outcome.objects.get().pk]) not in page

    def test_who_confirms_or_declines_is_told_what_happened(self, client_of, outcome, adjoa, kerwin) -> None:
        path = reverse("confirm_outcome", args=[outcome.pk])
        said = {"version": outcome.version, "readers": "edition", "quotes": "name", "language": "en"}
        first = client_of(kerwin).post(path, said, follow=True).content.decode()
        assert "You have confirmed it. The others still have to." in first
        refused = {"sentence": "I said another year.", "language": "en"}
        other = client_of(kerwin).post(reverse("refuse_outcome", args=[outcome.pk]), refused, follow=True)
        assert "The others are told what you would say otherwise." in other.content.decode()
        client_of(kerwin).post(path, said)
        assert "Everybody has confirmed it." in client_of(adjoa).post(path, said, follow=True).content.decode()

    def test_a_part_with_a_wrong_date_comes_back_whole(self, client_of, outcome, kerwin) -> None:
        form = {"noticed": "Nine branches.", "due": "31.2.2030", "language": "en"}
        answer = client_of(kerwin).post(reverse("write_part", args=[outcome.pk]), form)
        assert answer.status_code == 422
        assert "Nine branches." in answer.content.decode()

    def test_the_document_says_what_the_page_says(self, client_of, outcome, kerwin) -> None:
        answer = client_of(kerwin).get(reverse("outcome_document", args=[outcome.pk]))
        words = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)
        assert "Un seul certificat de vie." in words
        assert "Periods are added up." in words

    def test_the_pdf_says_so_too_and_is_made_in_two_seconds(self, client_of, outcome, kerwin) -> None:
        making.change(outcome, by=kerwin, content={"noticed": "#set *Nine* $branches$ @of \\ social security."})
        began = time.monotonic()
        answer = client_of(kerwin).get(reverse("outcome_pdf", args=[outcome.pk]))
        assert time.monotonic() - began < 2
        words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert "Un seul certificat de vie." in words
        assert "#set *Nine* $branches$ @of \\ social security." in words

    @pytest.mark.parametrize("route", ["outcome_document", "outcome_pdf"])
    def test_no_sign_keeps_a_document_from_being_made(self, client_of, outcome, kerwin, route) -> None:
        making.change(outcome, by=kerwin, content={"noticed": "Nine\uffff branches.\ufffe \x0b \u202e 🎉"})
        assert client_of(kerwin).get(reverse(route, args=[outcome.pk])).status_code == 200
