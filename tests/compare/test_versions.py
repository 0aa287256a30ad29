"""A comparison that is remembered equals one that is read anew, whatever people do in between."""

import random

import pytest
from django.urls import reverse
from django.utils.translation import override

from academy.models import Membership, Person
from commons import moderation
from commons.marks import marking
from compare.comparing import saying, versions
from compare.models import Aspect, Comparison, Dispute, Provision, View, Word
from compare.objections import corrections, disputes
from tests.forum.test_pieces import OF_ONE_ANSWER

pytestmark = pytest.mark.django_db
ACTS, PAGES = 40, ("comparison", "topic", "comparison_json")


class Course:
    """People who say, mark, dispute and change things by chance."""

    def __init__(self, edition, people: list[Membership], chiara: Membership, chance: random.Random) -> None:
        self.chance, self.people, self.chiara = chance, people, chiara
        self.topic = edition.topics.get(slug="social-security")
        self.aspects = list(self.topic.aspects.all()[:3])

    def cell(self, **where) -> Provision:
        return self.chance.choice(list(Provision.objects.filter(aspect__in=self.aspects, state=None, **where)))

    def say(self) -> None:
        member, words = self.chance.choice(self.people), self.chance.choices(Word.values, k=2)
        saying.say(self.chance.choice(self.aspects), by=member, law=words[0], practice=words[1])

    def hide(self) -> None:
        for view in View.objects.filter(hidden_at=None)[:1]:
            moderation.hide(view, by=self.chiara, reason="Rules.")

    def restore(self) -> None:
        for view in View.objects.exclude(hidden_at=None)[:1]:
            moderation.restore(view, by=self.chiara, reason="Better so.")

    def mark(self) -> None:
        member = self.chance.choice(self.people)
        cell = self.chance.choice(list(Provision.objects.filter(aspect__in=self.aspects).exclude(bloc=member.bloc)))
        self.chance.choice([marking.mark, marking.mark, marking.unmark])(cell, by=member)

    def dispute(self) -> None:
        disputes.dispute(self.cell(), by=self.chance.choice(self.people), reason="No longer so.", source="")

    def settle(self) -> None:
        for dispute in Dispute.objects.filter(settled_at=None)[:1]:
            disputes.answer(dispute, by=self.chiara, text="It is.", settles=True)

    def correct(self) -> None:
        said = {"summary.en": f"Counted {self.chance.random()} months."}
        made = corrections.propose(
            self.cell(), by=self.chance.choice(self.people), proposed=said, source="The gazette", language="en"
        )
        corrections.close(made, "accepted", by=self.chiara, reason="True.", language="en")

    def move(self) -> None:
        """To another language of the pages, or to another role."""
        member = Membership.objects.get(pk=self.chance.choice(self.people).pk)
        Person.objects.filter(pk=member.person_id).update(language=self.chance.choice(["en", "fr", "pt"]))
        member.role = self.chance.choice(["delegate", "delegate", "resource"])
        member.save()


@pytest.mark.parametrize("seed", range(2))
def test_a_remembered_comparison_equals_one_that_is_read_anew(seed, edition, adjoa, kerwin, chiara, client_of) -> None:
    course = Course(edition, [adjoa, kerwin], chiara, random.Random(seed))
    addresses = [reverse(name, args=[edition.slug, course.topic.slug]) for name in PAGES]

    def read(reader: Membership, address: str) -> str:
        return OF_ONE_ANSWER.sub("", client_of(reader).get(address).content.decode())

    for _act in range(ACTS):
        by = course.chance.choice(["say", "hide", "restore", "mark", "dispute", "settle", "correct", "move"])
        course.people = [
            Membership.objects.select_related("person", "edition", "bloc").get(pk=each.pk) for each in course.people
        ]
        getattr(course, by)()
        reader, address = course.chance.choice([adjoa, kerwin, chiara]), course.chance.choice(addresses)
        remembered = read(reader, address)
        versions.forget()
        assert remembered == read(reader, address), by
        read(reader, address)


def test_one_readers_words_and_marks_are_not_another_readers(edition, adjoa, kerwin, client_of) -> None:
    topic = edition.topics.get(slug="social-security")
    aspect, address = topic.aspects.first(), reverse("comparison", args=[edition.slug, topic.slug])
    saying.say(aspect, by=adjoa, law="alike")
    marking.mark(aspect.provisions.get(bloc=kerwin.bloc, state=None), by=adjoa)
    mine, theirs = (client_of(who).get(address).context["rows"][0] for who in (adjoa, kerwin))
    assert (mine.mine, mine.marked) == ("alike", (True, None))
    assert (theirs.mine, theirs.marked) == ("", (None, False))
    assert mine.aspect is theirs.aspect or kerwin.person.language != adjoa.person.language


def test_an_act_that_is_undone_leaves_no_version_that_another_takes(edition, adjoa) -> None:
    topic = edition.topics.get(slug="social-security")
    seen = set()
    for word in Word.values:
        saying.say(topic.aspects.first(), by=adjoa, law=word)
        seen.add(Comparison.objects.get(topic=topic).version)
    assert len(seen) == len(Word.values)
    with override("fr"):
        assert versions.version_of(type(topic).objects.get(pk=topic.pk)) in seen


def test_a_topic_without_a_version_is_not_remembered(edition) -> None:
    topic, made = edition.topics.first(), []
    Comparison.objects.filter(topic=topic).delete()
    for _asked in range(2):
        versions.remembered(topic, "what", lambda: made.append(1))
    assert len(made) == 2
    Aspect.objects.filter(topic=topic).first().save()
    assert versions.version_of(type(topic).objects.get(pk=topic.pk)) is None
