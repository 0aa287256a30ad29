"""A large made-up course: as large as asked for, and the same for the same seed."""

from io import StringIO

import pytest
from django.core.management import call_command

from academy.models import Role
from forum.models import Post, Reflection, Thread

pytestmark = pytest.mark.django_db


def grown(edition, seed: int) -> list[str]:
    call_command(
        "generate_corpus", "--course", edition.slug, "--delegates=20", "--threads=6", "--posts=60", f"--seed={seed}",
        stdout=StringIO(),
    )  # fmt: skip
    return list(Post.objects.order_by("pk").values_list("body", flat=True))


def empty(edition) -> None:
    for model in (Post, Thread, Reflection):
        model.objects.all().delete()
    edition.memberships.all().delete()


def test_it_is_as_large_as_asked_for(edition) -> None:
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
