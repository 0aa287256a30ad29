"""Pages of a discussion and of the list, unread marks, and the link to the first unread post."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from forum import marks, posting
from forum.models import Post, Thread, ThreadKind
from forum.views.threads import LIST, PAGE


@pytest.fixture
def many(thread, write, tunde):
    """Adjoa's thread with 57 more posts by Tunde."""
    return [thread.posts.get(), *(write(tunde, f"Post {n}.") for n in range(57))]


@pytest.fixture
def shown(client_of, thread):
    """``shown(kerwin, after=7)``: the ids of the posts on that page, and its context."""

    def shown(member, **query):
        context = client_of(member).get(thread.get_absolute_url(), query).context
        return [post.pk for post in context["posts"]], context

    return shown


@pytest.fixture
def unread(client_of, topic):
    """``unread(kerwin)``: ids of the discussions that the list marks as unread for him."""

    def unread(member):
        page = client_of(member).get(reverse("discussions", args=[topic.edition.slug, topic.slug]))
        return {thread.pk for thread in page.context["page"] if thread.unread}

    return unread


def test_paging_forward_shows_each_post_once_and_in_order(many, shown, kerwin) -> None:
    seen, after = [], 0
    while after is not None:
        posts, context = shown(kerwin, after=after)
        assert len(posts) <= PAGE
        seen, after = seen + posts, context["newer"]
    assert seen == [post.pk for post in many]


def test_paging_backward_shows_each_post_once_and_in_order(many, shown, kerwin) -> None:
    seen, before = [], many[-1].pk + 1
    while before is not None:
        posts, context = shown(kerwin, before=before)
        seen, before = posts + seen, context["older"]
    assert seen == [post.pk for post in many]


def test_a_page_links_to_older_and_newer_posts(many, shown, kerwin) -> None:
    _posts, context = shown(kerwin, after=many[19].pk)
    assert (context["older"], context["newer"]) == (many[20].pk, many[39].pk)
    assert shown(kerwin, before=context["older"])[0] == [post.pk for post in many[:20]]


def test_a_new_post_does_not_shift_pages(many, shown, write, kerwin, tunde) -> None:
    before = shown(kerwin, after=many[19].pk)[0]
    write(tunde, "Late.")
    assert shown(kerwin, after=many[19].pk)[0] == before


@pytest.mark.parametrize("place", [0, 5, 19, 20, 21, 40, 57])
def test_a_posts_address_leads_to_its_page(many, client_of, kerwin, place) -> None:
    client = client_of(kerwin)
    answer = client.get(many[place].get_absolute_url())
    assert answer["Location"].endswith(f"#post-{many[place].pk}")
    assert f'id="post-{many[place].pk}"' in client.get(answer["Location"]).content.decode()


def test_the_unread_link_leads_to_the_first_unread_post(many, client_of, shown, kerwin) -> None:
    client, jump = client_of(kerwin), reverse("unread", args=[many[0].thread_id])
    assert client.get(jump)["Location"].endswith(f"#post-{many[0].pk}"), "without a read post it leads to the first"
    shown(kerwin)
    assert client.get(jump)["Location"].endswith(f"?after={many[19].pk}#post-{many[20].pk}")
    shown(kerwin, after=many[37].pk)
    assert client.get(jump)["Location"].endswith(f"#post-{many[57].pk}"), "without an unread post it leads to the last"


def test_posts_since_the_last_visit_are_marked_as_new_once(many, shown, write, tunde, kerwin) -> None:
    shown(kerwin, after=many[40].pk)
    late = write(tunde, "New since then.")
    _posts, context = shown(kerwin, after=many[40].pk)
    assert [post.pk for post in context["posts"] if post.shown.first_new] == [late.pk]
    _posts, again = shown(kerwin, after=many[40].pk)
    assert not any(post.shown.first_new for post in again["posts"])


def test_a_read_mark_never_moves_back(many, shown, thread, kerwin) -> None:
    shown(kerwin, after=many[40].pk)
    shown(kerwin)
    assert marks.last_read(thread, kerwin) == many[57].pk


def test_a_discussion_is_unread_until_its_last_post_is_seen(thread, write, unread, shown, adjoa, kerwin, tunde) -> None:
    assert unread(kerwin) == {thread.pk}
    assert unread(adjoa) == set(), "an author has read their own post"
    shown(kerwin)
    assert unread(kerwin) == set()
    write(tunde)
    assert unread(kerwin) == unread(adjoa) == {thread.pk}


def test_each_member_has_their_own_read_marks(thread, unread, shown, kerwin, shanice) -> None:
    shown(kerwin)
    assert unread(shanice) == {thread.pk}


def discussion(topic, by, at) -> Thread:
    thread = posting.open_thread(
        topic, by=by, kind=ThreadKind.QUESTION, title="?", body="?", language="en", client_id=uuid.uuid4()
    )
    Thread.objects.filter(pk=thread.pk).update(last_post_at=at)
    return thread


@pytest.mark.parametrize("same_moment", [False, True])
def test_discussions_come_page_by_page_each_once_latest_post_first(
    client_of, topic, adjoa, kerwin, same_moment
) -> None:
    """An import may write in many discussions at the same moment."""
    now = timezone.now()
    made = [
        discussion(topic, adjoa, now - datetime.timedelta(hours=0 if same_moment else n)) for n in range(LIST * 2 + 5)
    ]
    client, seen, before = client_of(kerwin), [], ""
    while before is not None:
        page = client.get(reverse("discussions", args=[topic.edition.slug, topic.slug]), {"before": before}).context
        seen += [thread.pk for thread in page["page"]]
        before = page["older"]
    assert sorted(seen) == sorted(thread.pk for thread in made)
    if not same_moment:
        assert seen == [thread.pk for thread in made]


def test_a_new_post_moves_its_discussion_to_the_top(client_of, topic, write, thread, adjoa, kerwin) -> None:
    discussion(topic, adjoa, timezone.now())
    write(kerwin, where=thread)
    page = client_of(kerwin).get(reverse("discussions", args=[topic.edition.slug, topic.slug])).context["page"]
    assert page[0].pk == thread.pk
    assert page[0].posts_count == Post.objects.filter(thread=thread).count()
