"""Pages that are joined from remembered pieces equal pages that are made anew, whatever people do in between."""

import random
import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from academy.models import Membership, Person
from academy.pages import compiled
from commons import moderation, pieces
from forum import marks, posting
from forum.models import Post, ReactionKind, Thread

pytestmark = pytest.mark.django_db
ACTS = 40
OF_ONE_ANSWER = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|name="client_id" value="[-\w]+"')


@pytest.fixture
def page(client_of, monkeypatch) -> Callable[..., str]:
    """``page(adjoa, address, anew=True)`` makes every row and every piece of the page again."""
    make, read = pieces._made, compiled._made

    def get(reader: Membership, address: str, *, anew: bool = False) -> str:
        monkeypatch.setattr(pieces, "_made", make.__wrapped__ if anew else make)
        monkeypatch.setattr(compiled, "_made", read.__wrapped__ if anew else read)
        return OF_ONE_ANSWER.sub("", client_of(reader).get(address).content.decode())

    return get


class Course:
    """People who do things to posts and to themselves, by chance."""

    def __init__(self, thread: Thread, people: list[Membership], chiara: Membership, chance: random.Random) -> None:
        self.thread, self.people, self.chiara, self.chance = thread, people, chiara, chance

    def post(self) -> Post:
        return self.chance.choice(list(self.thread.posts.all()))

    def edit(self) -> None:
        post = self.post()
        if post.hidden_at is None:
            posting.edit(post, by=post.author, body=f"Changed {self.chance.random()}.")

    def hide(self) -> None:
        moderation.hide(self.post(), by=self.chiara, reason="Rules.")

    def restore(self) -> None:
        moderation.restore(self.post(), by=self.chiara, reason="Better so.")

    def react(self) -> None:
        post = self.post()
        if post.hidden_at is None:
            kind, on = self.chance.choice(ReactionKind.values), self.chance.random() < 0.7
            marks.react(post, by=self.chance.choice(self.people), kind=kind, on=on)

    def rename(self) -> None:
        person = Person.objects.get(pk=self.chance.choice(self.people).person_id)
        person.given_name = f"Name{self.chance.randrange(1000)}"
        person.save()

    def move(self) -> None:
        """To another zone and another language of the pages."""
        person = Person.objects.get(pk=self.chance.choice(self.people).person_id)
        person.language = self.chance.choice(["en", "fr", "pt"])
        person.time_zone = self.chance.choice(["Africa/Accra", "America/Jamaica"])
        person.save()


@pytest.mark.parametrize("seed", range(2))
def test_pages_of_pieces_equal_pages_made_anew(seed, page, publish, write, thread, adjoa, kerwin, chiara) -> None:
    people = [adjoa, kerwin, chiara]
    course = Course(thread, people, chiara, random.Random(seed))
    reflection = publish(adjoa)
    write(kerwin, where=reflection.thread)
    for n in range(4):
        write(course.chance.choice(people), f"Post {n}.", answers=course.post())
    topic = reverse("topic", args=[thread.topic.edition.slug, thread.topic.slug])
    for _ in range(ACTS):
        getattr(course, course.chance.choice(["edit", "hide", "restore", "react", "rename", "move"]))()
        reader = Membership.objects.select_related("person").get(pk=course.chance.choice(people).pk)
        address = course.chance.choice([thread.get_absolute_url(), reflection.get_absolute_url(), topic])
        page(reader, address)  # marks as read what is new
        assert page(reader, address) == page(reader, address, anew=True)


def test_a_hidden_post_is_on_no_page_that_is_asked_for_afterwards(page, write, thread, adjoa, kerwin, chiara) -> None:
    post = write(kerwin, "Not to be read.")
    for _asked in range(3):
        assert "Not to be read." in page(adjoa, thread.get_absolute_url())
    moderation.hide(post, by=chiara, reason="Rules.")
    for _asked in range(3):
        assert "Not to be read." not in page(adjoa, thread.get_absolute_url())
        assert "Not to be read." in page(chiara, thread.get_absolute_url())
