"""Cards: taking home, what is kept, two who change one at once, owners, helpers, and who reads."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from board.cards import helping, moving, writing
from board.models import Card, CardState, Helper
from commons import notices
from commons.marks import marking
from compare.practices.writing import say_needs
from tests.board.conftest import FORM


def told(member) -> list[str]:
    return [notice.kind for notice in notices.of(member)]


def page(card, by, client_of) -> str:
    return client_of(by).get(card.get_absolute_url()).content.decode()


def test_a_source_taken_home_becomes_a_card_of_the_delegation(card, cell, kerwin, adjoa, client_of) -> None:
    assert (card.delegation, card.bloc.code, card.state) == ("JM", "CARICOM", "noticed")
    assert [owner.member for owner in card.owners.all()] == [kerwin]
    source = card.sources.get()
    assert (source.source_id, source.bloc.code) == (cell.pk, "ECOWAS")
    text = page(card, adjoa, client_of)
    assert cell.get_absolute_url() in text
    assert "Employers can price it." in text


def test_the_form_sent_twice_makes_one_card(card, cell, kerwin, client_of) -> None:
    client_of(kerwin).post(reverse("take_home", args=["provision", cell.pk]), FORM)
    assert Card.objects.count() == 1


def test_the_form_is_filled_with_what_is_known(edition, cell, kerwin, client_of) -> None:
    marking.mark(cell, by=kerwin, why="Pensions abroad.")
    nurses = edition.practices.get(slug="ghana-barbados-nurses")
    say_needs(nurses, by=kerwin, needs={"law": "One paragraph."}, language="en")
    of_cell = client_of(kerwin).get(reverse("take_home", args=["provision", cell.pk])).content.decode()
    of_practice = client_of(kerwin).get(reverse("take_home", args=["practice", nurses.pk])).content.decode()
    assert "Pensions abroad." in of_cell
    assert '<option value="social-security" selected>' in of_cell
    assert "One paragraph." in of_practice


def test_a_card_without_what_says_so_and_keeps_the_rest(edition, kerwin, client_of) -> None:
    answer = client_of(kerwin).post(reverse("new_card", args=[edition.slug]), {**FORM, "what": " \0 "})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Say in a few words what you would try." in text
    assert all(FORM[field] in text for field in ("why", "law", "next_step", "due"))
    assert not Card.objects.exists()


def test_a_day_in_the_past_is_asked_about_and_not_refused(edition, kerwin, client_of) -> None:
    address = reverse("new_card", args=[edition.slug])
    asked = client_of(kerwin).post(address, {**FORM, "due": "2020-01-31"})
    assert asked.status_code == 422
    assert "This day has passed." in asked.content.decode()
    client_of(kerwin).post(address, {**FORM, "due": "2020-01-31", "past": "on"})
    assert Card.objects.get().due == datetime.date(2020, 1, 31)


@pytest.mark.parametrize("due", ["31 February", "0000-00-00", "9" * 400, "1\0"])
def test_a_day_that_is_none_keeps_the_rest(due, edition, kerwin, client_of) -> None:
    answer = client_of(kerwin).post(reverse("new_card", args=[edition.slug]), {**FORM, "due": due})
    assert answer.status_code == 422
    assert "Employers can price it." in answer.content.decode()


def test_ten_thousand_letters_of_why_come_back_whole_with_a_sentence(edition, kerwin, client_of) -> None:
    answer = client_of(kerwin).post(reverse("new_card", args=[edition.slug]), {**FORM, "why": "w" * 10_000})
    assert "Too long by 6000" in answer.content.decode()
    assert "w" * 10_000 in answer.content.decode()


def test_another_source_goes_to_a_card_that_one_has(card, edition, kerwin, adjoa, client_of) -> None:
    nurses = edition.practices.get(slug="ghana-barbados-nurses")
    address = reverse("take_home", args=["practice", nurses.pk])
    client_of(kerwin).post(address, {"card": card.pk})
    assert card.sources.count() == 2
    assert client_of(adjoa).post(address, {"card": card.pk}).status_code == 403


def test_a_move_is_a_row_with_its_sentence_and_tells_owners_and_helpers(card, kerwin, verlyn, adjoa, mariam) -> None:
    writing.add_owner(card, verlyn, by=kerwin)
    helping.answer(helping.ask(card, adjoa, by=kerwin), True, by=adjoa, sentence="Gladly.")
    helping.ask(card, mariam, by=kerwin)
    moving.move(card, "planned", by=kerwin, sentence="A note to the board.", language="en")
    card.refresh_from_db()
    assert card.state == "planned"
    assert [row.state for row in card.states.all()] == ["planned", "noticed"]
    assert told(verlyn)[0] == told(adjoa)[0] == "card-planned"
    assert told(mariam) == ["helper-asked"]
    assert "card-planned" not in told(kerwin)


def test_of_two_moves_at_once_the_second_sees_the_first(card, kerwin, verlyn, client_of) -> None:
    writing.add_owner(card, verlyn, by=kerwin)
    seen = card.states.first().pk
    moving.move(card, "discussing", by=kerwin, sentence="We meet on Monday.", language="en", seen=seen)
    form = {"state": "planned", "sentence": "A note is ready.", "seen": seen}
    answer = client_of(verlyn).post(reverse("move_card", args=[card.pk]), form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "We meet on Monday." in text
    assert "A note is ready." in text
    again = {**form, "seen": answer.context["seen"]}
    assert client_of(verlyn).post(reverse("move_card", args=[card.pk]), again).status_code == 302
    assert [row.state for row in card.states.all()] == ["planned", "discussing", "noticed"]


def test_a_move_needs_a_sentence(card, kerwin, client_of) -> None:
    answer = client_of(kerwin).post(reverse("move_card", args=[card.pk]), {"state": "done", "sentence": " "})
    assert answer.status_code == 422
    assert CardState.objects.count() == 1


def test_two_who_change_a_card_at_once_see_both_texts(card, kerwin, verlyn, client_of) -> None:
    writing.add_owner(card, verlyn, by=kerwin)
    address = reverse("edit_card", args=[card.pk])
    seen = card.changed_at.isoformat()
    changed = {"why": "It is cheap.", "due": "2099-02-01", "readers": "delegation"}
    client_of(kerwin).post(address, {**FORM, **changed, "seen": seen})
    answer = client_of(verlyn).post(address, {**FORM, "why": "It is fair.", "seen": seen})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "It is cheap." in text
    assert "It is fair." in text
    assert f"as {kerwin.name} wrote it meanwhile" in text
    assert "2099" in answer.context["other"]["due"]
    assert set(answer.context["other"]) == {"why", "due", "readers"}, "all that saving again would overwrite"
    card.refresh_from_db()
    assert card.why == "It is cheap."
    again = {**FORM, "why": "It is fair.", "seen": card.edited_at.isoformat()}
    assert client_of(verlyn).post(address, again).status_code == 302


def test_only_owners_write_on_a_card(card, verlyn, adjoa, chiara) -> None:
    for by in (verlyn, adjoa, chiara):
        with pytest.raises(PermissionDenied):
            moving.move(card, "done", by=by, sentence="Done.", language="en")
        with pytest.raises(PermissionDenied):
            writing.edit(card, by=by, content={"what": "Mine"})
        with pytest.raises(PermissionDenied):
            helping.ask(card, adjoa, by=by)


def test_owners_are_of_one_delegation_and_the_last_one_stays(card, kerwin, verlyn, guerline) -> None:
    with pytest.raises(PermissionDenied):
        writing.add_owner(card, guerline, by=kerwin)
    assert not writing.leave(card, by=kerwin)
    writing.add_owner(card, verlyn, by=kerwin)
    assert writing.leave(card, by=kerwin)
    assert [owner.member for owner in card.owners.all()] == [verlyn]


def test_only_the_other_shore_is_asked_for_help(card, kerwin, guerline, chiara) -> None:
    for member in (guerline, chiara, kerwin):
        with pytest.raises(PermissionDenied):
            helping.ask(card, member, by=kerwin)


def test_a_helper_is_seen_by_owners_alone_until_they_accept(card, kerwin, adjoa, mariam, client_of) -> None:
    helper = helping.ask(card, adjoa, by=kerwin)
    asked_only = "asked, no answer yet"
    assert asked_only in page(card, kerwin, client_of)
    assert "Kerwin T. asks for your help." in page(card, adjoa, client_of)
    assert adjoa.name not in page(card, mariam, client_of)
    form = {"decision": "accept", "sentence": "Gladly.", "language": "en"}
    assert client_of(mariam).post(reverse("answer_helper", args=[helper.pk]), form).status_code == 403
    client_of(adjoa).post(reverse("answer_helper", args=[helper.pk]), form)
    assert "Gladly." in page(card, mariam, client_of)
    assert told(kerwin) == ["helper-accepted"]
    client_of(adjoa).post(reverse("answer_helper", args=[helper.pk]), {**form, "decision": "decline"})
    assert "Gladly." not in page(card, mariam, client_of)
    assert "cannot help" in page(card, kerwin, client_of)


def test_a_wrong_answer_of_a_helper_shows_no_card_that_is_closed_to_them(card, kerwin, adjoa, client_of) -> None:
    writing.edit(card, by=kerwin, content={"readers": "delegation"})
    helper = helping.ask(card, adjoa, by=kerwin)
    helping.answer(helper, False, by=adjoa)
    wrong = client_of(adjoa).post(reverse("answer_helper", args=[helper.pk]), {"decision": "perhaps"})
    assert (wrong.status_code, card.what in wrong.content.decode()) == (302, False)
    Card.objects.update(hidden_at=card.at)
    assert client_of(adjoa).post(reverse("answer_helper", args=[helper.pk]), {}).status_code == 403


def test_a_card_of_a_delegation_is_read_by_it_and_by_who_was_asked(
    card, kerwin, verlyn, guerline, adjoa, chiara, client_of
) -> None:
    writing.edit(card, by=kerwin, content={"readers": "delegation"})
    status = {
        who: client_of(who).get(card.get_absolute_url()).status_code for who in (kerwin, verlyn, guerline, chiara)
    }
    assert list(status.values()) == [200, 200, 403, 403]
    helper = helping.ask(card, adjoa, by=kerwin)
    assert client_of(adjoa).get(card.get_absolute_url()).status_code == 200
    helping.answer(helper, False, by=adjoa)
    assert client_of(adjoa).get(card.get_absolute_url()).status_code == 403
    board = reverse("board", args=[card.edition.slug]) + "?of=all"
    assert card.what not in client_of(guerline).get(board).content.decode()
    assert card.what in client_of(verlyn).get(board).content.decode()


def test_who_runs_the_course_reads_and_hides_a_delegations_card_once_it_is_reported(
    card, kerwin, verlyn, chiara, client_of
) -> None:
    writing.edit(card, by=kerwin, content={"readers": "delegation"})
    hide = reverse("hide", args=["card", card.pk])
    assert client_of(chiara).post(hide, {"reason": "Rude."}).status_code == 403
    client_of(verlyn).post(reverse("report", args=["card", card.pk]), {"reason": "other"})
    assert client_of(chiara).get(card.get_absolute_url()).status_code == 200
    client_of(chiara).post(hide, {"reason": "Rude."})
    assert client_of(verlyn).get(card.get_absolute_url()).status_code == 403
    assert "Hidden by a facilitator." in page(card, kerwin, client_of)


def test_the_board_shows_ones_own_delegation_first_and_filters(card, kerwin, adjoa, client_of) -> None:
    address = reverse("board", args=[card.edition.slug])
    for query in ("", "?of=mine", "?of=CARICOM&topic=social-security", "?of=all&state=noticed&before=999999"):
        assert card.what in client_of(kerwin).get(address + query).content.decode(), query
    for query in ("", "?of=ECOWAS", "?of=asked", "?of=all&topic=climate"):
        assert card.what not in client_of(adjoa).get(address + query).content.decode(), query
    assert client_of(adjoa).get(address + "?of=%00&topic=%ff&state=x&before=-1").status_code == 200


def test_no_helper_is_asked_twice(card, kerwin, adjoa) -> None:
    helping.ask(card, adjoa, by=kerwin)
    helping.ask(card, adjoa, by=kerwin)
    assert Helper.objects.count() == 1
    assert told(adjoa) == ["helper-asked"]
