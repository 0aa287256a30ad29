"""The four reactions to a post: each member sets and takes back at most one of each kind."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from commons import moderation
from forum import marks
from forum.models import PostReaction, ReactionKind


@pytest.fixture
def press(client_of, thread):
    """``press(kerwin, "same")`` presses the button; ``on="0"`` takes the reaction back."""

    def press(member, kind, on="1", **headers):
        address = reverse("react", args=[thread.posts.first().pk])
        return client_of(member).post(address, {"on" if on == "1" else "off": kind}, headers=headers)

    return press


def shown(thread, member):
    post = thread.posts.first()
    return marks.reactions_of([post], member).get(post.pk, {})


def test_there_are_four_reactions() -> None:
    assert len(ReactionKind) == 4


@pytest.mark.parametrize("kind", ReactionKind.values)
def test_a_reaction_is_set_and_taken_back(press, thread, kerwin, adjoa, kind) -> None:
    press(kerwin, kind)
    assert shown(thread, kerwin) == {kind: (1, True)}
    assert shown(thread, adjoa) == {kind: (1, False)}
    press(kerwin, kind, on="0")
    assert shown(thread, kerwin) == {}


def test_a_second_tap_changes_nothing(press, thread, kerwin) -> None:
    for _tap in range(2):
        press(kerwin, "thanks")
    assert shown(thread, kerwin) == {"thanks": (1, True)}
    for _tap in range(2):
        press(kerwin, "thanks", on="0")
    assert shown(thread, kerwin) == {}


def test_a_member_sets_several_kinds_and_several_members_set_one(press, thread, kerwin, shanice, adjoa) -> None:
    press(kerwin, "useful")
    press(kerwin, "thanks")
    press(shanice, "useful")
    press(adjoa, "more")
    assert shown(thread, kerwin) == {"useful": (2, True), "thanks": (1, True), "more": (1, False)}


def test_taking_back_a_reaction_leaves_those_of_others(press, thread, kerwin, shanice) -> None:
    press(kerwin, "same")
    press(shanice, "same")
    press(kerwin, "same", on="0")
    assert shown(thread, kerwin) == {"same": (1, False)}


def test_the_page_shows_a_button_as_pressed_to_its_member_only(press, thread, client_of, kerwin, shanice) -> None:
    press(kerwin, "useful")
    for member, pressed in ((kerwin, "true"), (shanice, "false")):
        page = client_of(member).get(thread.get_absolute_url()).content.decode()
        assert re.search(f'aria-pressed="{pressed}"[^>]*>useful for us <b>1</b>', page)


def test_a_fragment_request_gets_the_reactions_alone(press, kerwin) -> None:
    fragment = press(kerwin, "useful", x_fragment="1").content.decode()
    assert re.search('aria-pressed="true"[^>]*>useful for us <b>1</b>', fragment)
    assert "<html" not in fragment


@pytest.mark.parametrize("kind", ["", "like", "USEFUL", "useful "])
def test_an_unknown_reaction_is_refused(press, kerwin, kind) -> None:
    assert press(kerwin, kind).status_code == 404
    assert not PostReaction.objects.exists()


def test_a_muted_member_does_not_react_and_a_hidden_post_takes_no_reaction(
    press, thread, kerwin, shanice, chiara
) -> None:
    kerwin.muted_until = timezone.now() + datetime.timedelta(hours=1)
    kerwin.save()
    assert press(kerwin, "useful").status_code == 403
    post = thread.posts.first()
    moderation.hide(post, by=chiara, reason="No.")
    post.refresh_from_db()
    with pytest.raises(PermissionDenied):
        marks.react(post, by=shanice, kind="useful", on=True)
    assert not PostReaction.objects.exists()
