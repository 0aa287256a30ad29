"""The four reactions: set, taken back, counted, one of each kind for each reader."""

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
    """``press(kerwin, "same")``: the button; ``on="0"`` takes it back."""

    def press(member, kind, on="1", **headers):
        address = reverse("react", args=[thread.posts.first().pk])
        return client_of(member).post(address, {"on" if on == "1" else "off": kind}, headers=headers)

    return press


def shown(thread, member):
    post = thread.posts.first()
    return marks.reactions_of([post], member).get(post.pk, {})


def test_there_are_four() -> None:
    assert len(ReactionKind) == 4


@pytest.mark.parametrize("kind", ReactionKind.values)
def test_each_is_set_and_taken_back(press, thread, kerwin, adjoa, kind) -> None:
    press(kerwin, kind)
    assert shown(thread, kerwin) == {kind: (1, True)}
    assert shown(thread, adjoa) == {kind: (1, False)}
    press(kerwin, kind, on="0")
    assert shown(thread, kerwin) == {}


def test_twice_is_once(press, thread, kerwin) -> None:
    for _tap in range(2):
        press(kerwin, "thanks")
    assert shown(thread, kerwin) == {"thanks": (1, True)}
    for _tap in range(2):
        press(kerwin, "thanks", on="0")
    assert shown(thread, kerwin) == {}


def test_one_may_mean_several_things_and_many_may_mean_one(press, thread, kerwin, shanice, adjoa) -> None:
    press(kerwin, "useful")
    press(kerwin, "thanks")
    press(shanice, "useful")
    press(adjoa, "more")
    assert shown(thread, kerwin) == {"useful": (2, True), "thanks": (1, True), "more": (1, False)}


def test_taking_back_ones_own_leaves_the_others(press, thread, kerwin, shanice) -> None:
    press(kerwin, "same")
    press(shanice, "same")
    press(kerwin, "same", on="0")
    assert shown(thread, kerwin) == {"same": (1, False)}


def test_the_page_says_whose_button_is_pressed(press, thread, client_of, kerwin, shanice) -> None:
    press(kerwin, "useful")
    for member, pressed in ((kerwin, "true"), (shanice, "false")):
        page = client_of(member).get(thread.get_absolute_url()).content.decode()
        assert re.search(f'aria-pressed="{pressed}"[^>]*>useful for us <b>1</b>', page)


def test_a_page_that_asks_for_the_fragment_gets_the_reactions_alone(press, kerwin) -> None:
    fragment = press(kerwin, "useful", x_fragment="1").content.decode()
    assert re.search('aria-pressed="true"[^>]*>useful for us <b>1</b>', fragment)
    assert "<html" not in fragment


@pytest.mark.parametrize("kind", ["", "like", "USEFUL", "useful "])
def test_there_is_no_fifth(press, kerwin, kind) -> None:
    assert press(kerwin, kind).status_code == 404
    assert not PostReaction.objects.exists()


def test_the_muted_and_whatever_is_hidden_are_left_alone(press, thread, kerwin, shanice, chiara) -> None:
    kerwin.muted_until = timezone.now() + datetime.timedelta(hours=1)
    kerwin.save()
    assert press(kerwin, "useful").status_code == 403
    post = thread.posts.first()
    moderation.hide(post, by=chiara, reason="No.")
    post.refresh_from_db()
    with pytest.raises(PermissionDenied):
        marks.react(post, by=shanice, kind="useful", on=True)
    assert not PostReaction.objects.exists()
