"""The checker finds each fault in a history, and none in a correct one."""

from typing import Any

import pytest

from rooms.messages.changes import lean
from tests.faults.checking import Measure, check
from tests.faults.written import ADJOA, KERWIN, ROOM, Telling, changes, message

pytestmark = pytest.mark.pure
ONE, TWO = message(1, 1, "one"), message(2, 2, "two")
CHANGED = message(1, 3, "changed", edited_at="e")


def adjoa() -> Telling:
    """Adjoa sends two messages and changes the first."""
    return (
        Telling(ADJOA).come(0, 0).send("a", "one").hear(**changes(ONE)).ack("a", 1, 1, 1)
        .send("b", "two").hear(**changes(TWO)).ack("b", 2, 2, 2)
        .say(type="edit", id="c", message=1, body="changed").ack("c", 1, 1, 3).hear(**changes(CHANGED))
    )  # fmt: skip


def kerwin() -> Telling:
    """Kerwin hears it all, over two connections."""
    return Telling(KERWIN).come(0, 0).hear(**changes(ONE)).end().come(1, 3).hear(**changes(TWO, CHANGED))


FINAL = [TWO, CHANGED]


def kinds(*tellings: Telling, final=FINAL, last: int = 3, measures=()) -> set[str]:
    return {fault.kind for fault in check([telling.story for telling in tellings], final, last, measures)}


def test_a_room_that_kept_its_promises_has_no_faults():
    assert check([adjoa().story, kerwin().story], FINAL, 3) == []


def test_a_client_of_lean_messages_holds_whole_ones():
    def hears(*heard: dict[str, Any], **asks: bool) -> Telling:
        one, two, changed = (lean(message) for message in heard)
        came = Telling(KERWIN).come(0, 0, **(asks or {"lean": True}))
        return came.hear(**changes(one)).hear(**changes(two)).hear(**changes(changed))

    assert kinds(adjoa(), hears(ONE, TWO, CHANGED)) == set()
    assert kinds(adjoa(), hears(ONE, TWO, CHANGED, lean=False)) == {"missed"}
    assert kinds(adjoa(), hears(ONE, TWO | {"html": "<p><b>two</b></p>\n"}, CHANGED)) == {"missed"}
    assert kinds(adjoa(), hears(ONE, TWO, CHANGED | {"reply_to": 2})) == {"missed", "out of order"}


def test_a_late_client_need_not_hear_states_that_have_changed_since():
    late = Telling(KERWIN).come(0, 3).hear(**changes(TWO, rev=2, more=True)).hear(**changes(CHANGED))
    assert kinds(adjoa(), late) == set()


def test_the_same_answer_again_through_a_form_is_no_fault():
    again = adjoa().send("a", "one").hear(type="placed", id="a", message=1).ack("a", 1, 1, 1)
    assert kinds(again, kerwin()) == set()


def test_an_acknowledged_message_that_is_gone_is_lost():
    assert "lost" in kinds(adjoa(), kerwin(), final=[CHANGED])


def test_an_acknowledged_change_that_is_gone_is_lost():
    assert "lost" in kinds(adjoa(), kerwin(), final=[ONE | {"rev": 3}, TWO])


def test_an_acknowledged_reaction_that_is_gone_is_lost():
    with_it, without = message(2, 4, "two", reactions={"👍": [ADJOA]}), message(2, 4, "two")
    for now, expected in ((with_it, set()), (without, {"lost"})):
        liked = adjoa().say(type="react", id="d", message=2, emoji="👍", on=True).ack("d", 2, 2, 4)
        tellings = [telling.hear(**changes(now)) for telling in (liked, kerwin())]
        assert kinds(*tellings, final=[CHANGED, now], last=4) == expected


def test_a_message_that_is_read_twice_is_doubled():
    twice = message(3, 4, "two")
    tellings = [telling.hear(**changes(twice)) for telling in (adjoa(), kerwin())]
    assert "doubled" in kinds(*tellings, final=[*FINAL, twice], last=4)


def test_a_revision_given_to_two_acts_is_found():
    other = kerwin().send("x", "three").ack("x", 3, 3, 3)
    assert "doubled" in kinds(adjoa(), other)


def test_a_revision_that_nobody_took_is_found():
    assert "lost" in kinds(adjoa(), kerwin(), last=4)


def test_two_answers_to_one_id_differ():
    assert "answers differ" in kinds(adjoa().ack("a", 1, 1, 2), kerwin())


def test_an_act_that_was_acknowledged_and_refused_is_found():
    assert "answers differ" in kinds(adjoa().hear(type="nack", id="b", code="muted"), kerwin())


@pytest.mark.parametrize(("copies", "code", "found"), [
    (2, "muted", set()), (1, "muted", {"lost", "doubled"}), (2, "invalid", {"lost", "doubled"}),
])  # fmt: skip
def test_an_act_that_was_refused_during_a_mute_may_be_done_by_another_copy(copies, code, found):
    late = message(3, 4, "Hello?")
    tellings = [telling.hear(**changes(late)) for telling in (adjoa(), kerwin())]
    for _n in range(copies):
        tellings[0].send("z", "Hello?")
    tellings[0].hear(type="nack", id="z", code=code)
    assert kinds(*tellings, final=[*FINAL, late], last=4) == found


def test_another_copy_may_do_the_act_once_only():
    late, again = message(3, 4, "Hello?"), message(4, 5, "Hello?")
    tellings = [telling.hear(**changes(late, again)) for telling in (adjoa(), kerwin())]
    tellings[0].send("z", "Hello?").send("z", "Hello?").hear(type="nack", id="z", code="muted")
    assert kinds(*tellings, final=[*FINAL, late, again], last=5) == {"lost", "doubled"}


def test_a_form_that_leads_to_another_message_is_found():
    assert "answers differ" in kinds(adjoa().hear(type="placed", id="b", message=1), kerwin())


def test_an_act_without_an_answer_is_found():
    assert kinds(adjoa().send("z", "Hello?"), kerwin()) == {"unanswered"}


def test_a_refusal_for_its_rate_is_no_answer_yet():
    hasty = adjoa().send("z", "Hello?").hear(type="nack", id="z", code="rate", retry_after=1)
    assert kinds(hasty, kerwin()) == {"unanswered"}


def test_places_with_a_gap_are_out_of_order():
    gap = [message(1, 3, "changed", edited_at="e"), message(2, 2, "two", seq=3)]
    assert "out of order" in kinds(adjoa(), kerwin(), final=gap)


def test_a_later_revision_heard_first_is_out_of_order():
    hasty = Telling(KERWIN).come(0, 2).hear(**changes(TWO, rev=2)).hear(**changes(ONE)).hear(**changes(CHANGED))
    assert "out of order" in kinds(adjoa(), hasty)


def test_an_earlier_state_after_a_later_one_is_out_of_order():
    back = kerwin().hello(3, 3).hear(**changes(ONE, rev=3))
    assert "out of order" in kinds(adjoa(), back)


def test_a_frame_that_is_not_in_order_is_found():
    mixed = Telling(KERWIN).come(0, 3).hear(**changes(CHANGED, TWO, rev=3))
    assert "out of order" in kinds(adjoa(), mixed)


def test_two_clients_that_heard_different_things_at_one_revision_are_found():
    other = (
        Telling(KERWIN).come(0, 0).hear(**changes(message(1, 1, "uno"))).hear(**changes(TWO)).hear(**changes(CHANGED))
    )
    assert "out of order" in kinds(adjoa(), other)


def test_the_same_state_twice_is_harmless_and_another_at_the_same_revision_is_not():
    assert kinds(adjoa(), kerwin().hello(3, 3).hear(**changes(CHANGED))) == set()
    assert "doubled" in kinds(adjoa(), kerwin().hello(3, 3).hear(**changes(CHANGED | {"body": "other"})))


def test_a_message_that_never_came_is_missed():
    deaf = Telling(KERWIN).come(0, 3).hear(**changes(CHANGED))
    assert kinds(adjoa(), deaf) == {"missed"}


def test_a_message_that_came_after_the_end_of_the_catch_up_was_missed():
    late = Telling(KERWIN).come(0, 3).hear(**changes(CHANGED)).hello(3, 3).hear(**changes(TWO, rev=3))
    assert {"missed"} <= kinds(adjoa(), late)


def test_a_client_that_stopped_hearing_missed_something():
    assert kinds(adjoa(), Telling(KERWIN).come(0, 0).hear(**changes(ONE))) == {"missed"}


def test_a_frame_after_a_gap_is_found_although_the_client_asks_again():
    """After the gap the client says hello and hears everything, so nothing is missed."""
    gap = Telling(KERWIN).come(0, 0).hear(**changes(ONE)).hear(after=2, **changes(CHANGED))
    asked = gap.hello(1, 3).hear(**changes(TWO, CHANGED))
    assert kinds(adjoa(), asked) == {"out of order"}


def test_pages_of_an_older_catch_up_after_a_new_welcome_are_found():
    late = Telling(KERWIN).come(0, 3).hear(**changes(ONE, more=True)).hello(0, 3).hear(after=1, **changes(TWO, CHANGED))
    assert "out of order" in kinds(adjoa(), late.hear(after=0, **changes(ONE, TWO, CHANGED)))


def test_an_act_of_a_muted_member_is_let_in():
    mute = Measure("adjoa", ADJOA, "mute", 0, 99, {ROOM: 2}, {ROOM: 3})
    assert kinds(adjoa(), kerwin(), measures=[mute]) == {"let in"}
    before = Measure("adjoa", ADJOA, "mute", 0, 99, {ROOM: 3}, {ROOM: 3})
    assert kinds(adjoa(), kerwin(), measures=[before]) == set()


def test_a_frame_heard_by_a_suspended_member_is_let_in():
    out = Measure("kerwin", KERWIN, "suspension", 6, 99, {ROOM: 2}, {ROOM: 3})
    assert kinds(adjoa(), kerwin(), measures=[out]) == {"let in"}


@pytest.mark.parametrize(("code", "expected"), [(4403, set()), (1006, set()), (4400, {"closed wrongly"})])
def test_a_suspended_member_is_closed_with_the_right_code(code, expected):
    out = Measure("kerwin", KERWIN, "suspension", 8, 99, {ROOM: 3}, {ROOM: 3})
    assert kinds(adjoa(), kerwin().end(code), measures=[out]) == expected


def sheet(over: list[int]) -> set[str]:
    """Kerwin writes over a version that he has not seen; the server says that his is over these."""
    first = message(1, 1, "ours", kind="field", field="alike", over=[])
    second = message(2, 2, "mine", author=KERWIN, kind="field", field="alike", over=over)
    wrote = Telling(ADJOA).come(0, 0).say(type="write", id="a", field="alike", body="ours", over=[])
    wrote.hear(**changes(first)).ack("a", 1, 1, 1).hear(**changes(second))
    clashed = Telling(KERWIN).come(0, 0).say(type="write", id="b", field="alike", body="mine", over=[])
    clashed.hear(**changes(first, second)).ack("b", 2, 2, 2)
    return kinds(wrote, clashed, final=[first, second], last=2)


def test_two_versions_that_clash_both_stand():
    assert sheet([]) == set()


def test_a_version_that_gave_way_unseen_is_lost():
    assert sheet([1]) == {"lost"}
