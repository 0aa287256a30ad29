"""The command ``generate_corpus`` makes a course of the given size, the same one for the same seed."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.models import Role
from forum.models import Post, Reflection, Thread

pytestmark = pytest.mark.django_db


def grown(edition, seed: int, posts: int = 60) -> list[str]:
    size = ["--delegates=20", "--threads=6", f"--posts={posts}", f"--seed={seed}"]
    call_command("generate_corpus", "--course", edition.slug, *size, stdout=StringIO())
    return list(Post.objects.order_by("pk").values_list("body", flat=True))


def empty(edition) -> None:
    for model in (Post, Thread, Reflection):
        model.objects.all().delete()
    edition.memberships.all().delete()


def test_the_course_has_the_size_that_was_asked_for(edition) -> None:
    grown(edition, 1)
    assert edition.memberships.filter(role=Role.DELEGATE).count() == 20
    assert {member.bloc.code for member in edition.memberships.select_related("bloc")} == {"ECOWAS", "CARICOM"}
    assert Post.objects.count() == 60
    assert Thread.objects.filter(reflection=None).count() == 6
    assert Reflection.objects.filter(published_at__isnull=False).exists()


def test_the_same_seed_gives_the_same_course_and_another_seed_another(edition, other_edition) -> None:
    first = grown(edition, 7)
    empty(edition)
    assert grown(other_edition, 7) == first
    empty(other_edition)
    assert grown(edition, 8) != first


def test_a_million_posts_are_not_written_one_by_one(edition, other_edition) -> None:
    """`make bench` measures the minutes; this test bounds the queries: at most one for 20 posts."""
    asked = []
    for course, posts in ((edition, 100), (other_edition, 3100)):
        with CaptureQueriesContext(connection) as queries:
            grown(course, 1, posts)
        asked.append(len(queries))
        empty(course)
    assert (asked[1] - asked[0]) / 3000 < 1 / 20


def test_the_newest_course_grows_when_none_is_named(edition, other_edition) -> None:
    newest = max(edition, other_edition, key=lambda course: course.starts)
    call_command("generate_corpus", "--delegates", "4", "--threads", "2", "--posts", "3", stdout=StringIO())
    assert set(Post.objects.values_list("thread__topic__edition", flat=True)) == {newest.pk}
