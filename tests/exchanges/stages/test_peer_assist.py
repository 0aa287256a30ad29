"""Peer assist: roles that go round, and fields that belong to a role."""

import datetime
import uuid

import pytest
from django.utils import timezone

from exchanges.creating import create_exchange
from exchanges.models import Round
from exchanges.relay.turns import turns
from exchanges.stages import acts
from exchanges.stages.roles import replaced, writers_of
from rooms.messages.frames import Write
from rooms.messages.posting import Refusal, Work, post
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(edition, adjoa, kerwin):
    return [adjoa, kerwin, cast.join(edition, "mariam")]


@pytest.fixture
def assist(edition, three):
    now = timezone.now()
    made = Round.objects.create(
        edition=edition,
        number=1,
        topic=edition.topics.first(),
        format=edition.formats.get(slug="peer-assist"),
        opens=now,
        closes=now + datetime.timedelta(days=7),
        published_at=now,
    )
    return create_exchange(made, made.topic, [member.pk for member in three])


def writes(assist, member, field) -> str:
    answer = post(Work(assist.room_id, member.pk, Write(uuid.uuid4(), field, "Words", ()))).answers[0]
    return answer.code if isinstance(answer, Refusal) else ""


def test_everybody_owns_the_stages_once(assist, three) -> None:
    stages = assist.own_stages
    assert [stage["owner"] for stage in stages] == [member.pk for member in three for _stage in range(4)]
    assert len({stage["key"] for stage in stages}) == 12
    assert all(stage["scribe"] != stage["owner"] for stage in stages)
    assert len(acts.clock_of(assist).plan) == 12


def test_a_field_is_written_by_the_role_that_owns_it(assist, three) -> None:
    adjoa, kerwin, mariam = three
    assert [writes(assist, who, "problem-1") for who in three] == ["", "not_your_role", "not_your_role"]
    assert [writes(assist, who, "advice-1") for who in three] == ["not_your_role", "", ""]
    assert [writes(assist, who, "problem-2") for who in (kerwin, mariam)] == ["", "not_your_role"]
    assert writes(assist, adjoa, "problem") == "invalid"


def test_the_room_names_the_roles_and_shows_the_fields_of_others_to_read(assist, three, client_of) -> None:
    acts.begin(assist, by=three[0])
    path = f"/rooms/{assist.room_id}/"
    own, other = (client_of(who).get(path, follow=True).text for who in three[:2])
    for page in (own, other):
        assert "1 of 12 · The problem · Adjoa" in page
        assert "The problem is that of Adjoa; Kerwin watches the time and writes." in page

    def box(page: str) -> str:
        return page.split('id="sheet-problem-1"')[1].split("</textarea>")[0]

    assert "readonly" not in box(own)
    assert "readonly" in box(other)


def test_the_composer_tells_each_role_what_it_does_and_asks_who_listens(assist, three, client_of) -> None:
    path = f"/rooms/{assist.room_id}/"

    def composer(member) -> str:
        return client_of(member).get(path).text.split("data-composer")[1].split("</form>")[0]

    assert "Send it although I listen now" in composer(three[0])
    assert "You tell" not in composer(three[0]), "nothing has begun"
    for stage, words in enumerate(["You tell", "You answer", "You listen now", "You say what you take"]):
        acts.begin(assist, by=three[0])
        assert words in composer(three[0])
        assert ("required disabled" not in composer(three[0])) == (stage == 2), "the owner listens to the advice"
        assert "required disabled" in composer(three[1])
        acts.move_on(assist, by=three[0])
    assert "You read; your questions come next." in composer(three[0])
    assert "You tell" in composer(three[1]), "the second owner's turn"


def test_a_form_for_a_field_of_others_comes_back_with_the_text(assist, three, client_of) -> None:
    form = {"form": str(uuid.uuid4()), "field": "problem-1", "body": "Not mine"}
    refused = client_of(three[1]).post(f"/rooms/{assist.room_id}/sheet", form, headers={"accept": "text/html"})
    assert refused.status_code == 403
    assert "Not mine" in refused.text
    assert "it is their role" in refused.text


def test_in_a_relay_only_the_role_that_writes_has_a_turn(assist, three) -> None:
    found = turns(assist.staged.stages, three)
    own = [holder for stage, holder in found if stage == 1]
    helpers = {holder for stage, holder in found if stage == 3}
    assert own == [three[0].pk]
    assert helpers == {three[1].pk, three[2].pk}


def test_who_comes_for_somebody_takes_their_roles(assist, three) -> None:
    stages = replaced(assist.own_stages, [three[0].pk], [99])
    assert stages[0]["owner"] == 99
    assert 99 in stages[4]["helpers"]
    assert three[0].pk not in stages[4]["helpers"]


def test_who_comes_besides_helps_and_nobody_waits_for_who_is_gone(assist, three) -> None:
    first, second, third = (member.pk for member in three)
    more = replaced(assist.own_stages, [], [99])
    assert all(99 in stage["helpers"] for stage in more)
    fewer = replaced(assist.own_stages, [first], [])
    assert [writers_of(stage) for stage in fewer if stage["owner"] == first and stage["key"].startswith("problem")] == [
        None
    ]
    assert {writers_of(stage) for stage in fewer if stage["owner"] == second} <= {
        None,
        frozenset([second]),
        frozenset([third]),
    }
