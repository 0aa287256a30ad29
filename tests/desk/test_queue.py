"""The moderation queue: open reports of all kinds with their context, until a facilitator settles them."""

import pytest
from django.urls import reverse

from commons import moderation
from commons.models import Report
from desk import queue
from desk.views.moderation import PAGE
from rooms.models import Message
from tests import cast
from tests.commons.written import KINDS
from tests.commons.written import write as write_a


@pytest.fixture
def look(edition, chiara, client_of):
    """Returns the items and the HTML of the queue's page as Chiara sees it."""

    def look(**query):
        page = client_of(chiara).get(reverse("moderation", args=[edition.slug]), query)
        return page.context.get("items"), page.content.decode()

    return look


def test_the_queue_lists_every_kind_longest_waiting_first(look, kerwin, adjoa) -> None:
    targets = [write_a(kind, kerwin) for kind in KINDS]
    for target in targets:
        moderation.report(target, by=adjoa, reason="wrong")
    items, page = look()
    assert [item.target for item in items] == targets
    assert [item.kind for item in items] == list(KINDS)
    assert page.count("Words of mine") >= 3
    assert all(target.get_absolute_url() in page for target in targets)


def test_a_post_with_two_reports_is_listed_once(look, kerwin, adjoa, shanice) -> None:
    post = write_a("post", kerwin)
    moderation.report(post, by=adjoa, reason="wrong", words="Article 4 says otherwise.")
    moderation.report(post, by=shanice, reason="disrespect")
    items, page = look()
    assert [report.by for report in items[0].reports] == [adjoa, shanice]
    assert len(items) == 1
    for words in ("Article 4 says otherwise.", adjoa.person.name, shanice.person.name, "Disrespectful or hurtful"):
        assert words in page


def test_a_post_is_shown_with_two_posts_before_and_two_after(look, thread, write, kerwin, adjoa) -> None:
    posts = [write(kerwin, f"Post {letter}.") for letter in "ABCDEFG"]
    moderation.report(posts[3], by=adjoa, reason="wrong")
    items, page = look()
    assert items[0].around == posts[1:6]
    assert "Post B." in page
    assert "Post A." not in page


def test_the_first_and_last_post_have_less_context(look, thread, write, kerwin, adjoa) -> None:
    first, last = thread.posts.get(), [write(kerwin) for _post in range(4)][-1]
    for post in (first, last):
        moderation.report(post, by=kerwin, reason="wrong")
    around = [[post.pk for post in item.around] for item in look()[0]]
    assert [len(near) for near in around] == [3, 3]
    assert around[0][0] == first.pk
    assert around[1][-1] == last.pk


def test_a_message_is_shown_with_two_messages_before_and_two_after(look, kerwin, adjoa) -> None:
    for _message in range(6):
        write_a("message", kerwin)
    third = Message.objects.order_by("pk")[2]
    moderation.report(third, by=adjoa, reason="wrong")
    assert [message.seq for message in look()[0][0].around] == [1, 2, 3, 4, 5]


def test_the_context_of_a_post_comes_from_its_thread_only(look, topic, thread, write, kerwin, adjoa) -> None:
    other = write_a("post", adjoa)
    post = write(kerwin)
    write(kerwin, where=other.thread)
    moderation.report(post, by=adjoa, reason="wrong")
    assert {near.thread_id for near in look()[0][0].around} == {thread.pk}


def test_the_queue_shows_a_discussions_title_and_a_reflections_headline(look, kerwin, adjoa) -> None:
    for kind in ("thread", "reflection"):
        moderation.report(write_a(kind, kerwin), by=adjoa, reason="wrong")
    page = look()[1]
    assert "Words of mine" in page
    assert "Mine" in page


def test_a_hidden_post_stays_in_the_queue_until_its_report_is_settled(look, kerwin, adjoa, chiara) -> None:
    post = write_a("post", kerwin)
    moderation.report(post, by=adjoa, reason="wrong")
    moderation.hide(post, by=chiara, reason="Because.")
    items, page = look()
    assert len(items) == 1
    assert reverse("restore", args=["post", post.pk]) in page


def test_a_settled_report_leaves_the_queue_and_is_listed_apart(look, edition, kerwin, adjoa, chiara, client_of) -> None:
    moderation.report(write_a("post", kerwin), by=adjoa, reason="wrong")
    report = Report.objects.get()
    client_of(chiara).post(reverse("settle", args=[edition.slug, report.pk]), {"reason": "Read."})
    assert look()[0] == []
    assert "settled by Chiara T." in look(settled="")[1]


def test_a_deleted_post_does_not_break_the_queue(look, write, kerwin, adjoa) -> None:
    gone, stays = write(kerwin), write(kerwin)
    for post in (gone, stays):
        moderation.report(post, by=adjoa, reason="wrong")
    gone.delete()
    assert [item.target for item in look()[0]] == [stays]


def test_a_facilitator_neither_sees_nor_settles_reports_of_another_course(
    look, other_edition, edition, chiara, client_of
) -> None:
    theirs = write_a("post", cast.join(other_edition, "kerwin"))
    moderation.report(theirs, by=cast.join(other_edition, "adjoa"), reason="wrong")
    assert look()[0] == []
    settle = reverse("settle", args=[edition.slug, Report.objects.get().pk])
    assert client_of(chiara).post(settle).status_code == 404
    assert queue.figures(other_edition).reports == 1


def test_settled_reports_come_page_by_page(edition, write, kerwin, adjoa, chiara, client_of) -> None:
    for _post in range(PAGE + 5):
        moderation.report(write(kerwin), by=adjoa, reason="wrong")
    for report in Report.objects.all():
        moderation.settle(report, by=chiara)
    client, seen, before = client_of(chiara), [], ""
    while before is not None:
        page = client.get(reverse("moderation", args=[edition.slug]), {"settled": "", "before": before})
        seen.append(page.content.decode().count("settled by"))
        before = page.context["older"]
    assert seen == [PAGE, 5]


def test_the_desk_counts_open_reports(edition, kerwin, adjoa, shanice, chiara, client_of) -> None:
    post = write_a("post", kerwin)
    for by in (adjoa, shanice):
        moderation.report(post, by=by, reason="wrong")
    page = client_of(chiara).get(reverse("desk", args=[edition.slug]))
    assert page.context["reports"] == 2
    assert reverse("moderation", args=[edition.slug]) in page.content.decode()
