"""Generates a large, repeatable course for benchmarks: made-up delegates, reflections, threads and posts."""

import datetime
import random
import uuid
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max
from django.utils import timezone

from academy.models import Edition, Kind, Membership, Person, Role
from commons.texts.rendering import to_html
from forum.models import Post, Reflection, Thread, ThreadKind
from forum.shores import recount

BATCH = 5000
PARAGRAPHS = 400
WHO = [
    "Our ministry",
    "The employers' federation",
    "The trade union congress",
    "The social security fund",
    "A colleague",
]
DID = ["counted", "asked about", "reported on", "could not find", "signed", "explained", "postponed", "compared"]
WHAT = ["periods of contribution", "the residence card", "the claim form", "seasonal workers", "the skills certificate"]
WHEN = ["last year", "in three regions", "before the meeting", "without any budget", "with both partners present"]
ENDS = [
    "Nobody had expected that.",
    "How is it with you?",
    "We would do it again.",
    "It is a small thing, and it works.",
]

Progress = Callable[[str, int], None]


def grow(edition: Edition, *, delegates: int, threads: int, posts: int, seed: int, progress: Progress) -> None:
    """Adds the given numbers of delegates, threads and posts, and a reflection for four delegates in five.

    The same seed gives the same texts, authors and places. ``progress`` is called with a plural noun ("posts") and the
    number made so far.
    """
    chance = random.Random(seed)
    texts = [_paragraph(chance) for _ in range(PARAGRAPHS)]
    rendered = [(text, to_html(text)) for text in texts]
    members = _delegates(edition, delegates, chance)
    progress("delegates", len(members))
    members = members or list(edition.memberships.delegates())
    if members:
        progress("reflections", _reflections(edition, members[:delegates], rendered, chance))
        made = _threads(edition, members, threads, chance)
        progress("threads", len(made))
        if made:
            _posts(made, members, posts, rendered, chance, progress)


def _paragraph(chance: random.Random) -> str:
    sentences = [
        f"{chance.choice(WHO)} {chance.choice(DID)} {chance.choice(WHAT)} {chance.choice(WHEN)}."
        for _ in range(chance.randint(1, 4))
    ]
    return " ".join([*sentences, chance.choice(ENDS)])


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _uuid(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)


@transaction.atomic
def _delegates(edition: Edition, count: int, chance: random.Random) -> list[Membership]:
    first = Person.objects.aggregate(last=Max("pk"))["last"] or 0
    blocs = [(bloc, list(bloc.states_on(edition.membership_date))) for bloc in edition.blocs.order_by("code")]
    topics = list(edition.topics.values_list("slug", flat=True))
    seats = [(bloc, chance.choice(states)) for bloc, states in (blocs[n % len(blocs)] for n in range(count))]
    people = Person.objects.bulk_create(
        [
            Person(
                email=f"delegate{first + n}@example.org",
                given_name=f"Delegate {first + n}",
                languages=state.languages[:2],
                time_zone=state.time_zones[0],
                password="!",
            )
            for n, (_bloc, state) in enumerate(seats)
        ],
        BATCH,
    )
    return Membership.objects.bulk_create(
        [
            Membership(
                person=person,
                edition=edition,
                role=Role.DELEGATE,
                bloc=bloc,
                state=state,
                kind=chance.choice([Kind.GOVERNMENT, Kind.EMPLOYERS, Kind.WORKERS]),
                organisation=f"Organisation {person.pk}",
                ranked_topics=chance.sample(topics, k=min(3, len(topics))),
                free_hours=[[day, 60 * (start := chance.randint(8, 14)), 60 * (start + 4)] for day in range(5)],
                welcomed_at=timezone.now(),
            )
            for person, (bloc, state) in zip(people, seats, strict=True)
        ],
        BATCH,
    )


@transaction.atomic
def _reflections(edition: Edition, members: list[Membership], rendered: list[Any], chance: random.Random) -> int:
    topics, keys = list(edition.topics.all()), list(edition.prompts.values_list("key", flat=True))
    now = timezone.now()
    made = []
    for member in members:
        if chance.random() < 0.8:
            chosen = {key: chance.choice(rendered) for key in keys[: chance.randint(1, len(keys))]}
            made.append(
                Reflection(
                    topic=chance.choice(topics),
                    author=member,
                    headline=next(iter(chosen.values()))[0].split(".")[0][:160],
                    answers={key: text for key, (text, _html) in chosen.items()},
                    answers_html={key: html for key, (_text, html) in chosen.items()},
                    published_at=now - datetime.timedelta(minutes=chance.randint(1, 10_000)),
                )
            )
    Reflection.objects.bulk_create(made, BATCH)
    Thread.objects.bulk_create(
        [
            Thread(
                topic=reflection.topic,
                reflection=reflection,
                kind=ThreadKind.COMMENTS,
                author=reflection.author,
                opened_at=reflection.published_at or now,
            )
            for reflection in made
        ],
        BATCH,
    )
    return len(made)


@transaction.atomic
def _threads(edition: Edition, members: list[Membership], count: int, chance: random.Random) -> list[Thread]:
    topics = list(edition.topics.all())
    kinds = [ThreadKind.QUESTION, ThreadKind.EXPERIENCE, ThreadKind.PROPOSAL]
    opened = timezone.now() - datetime.timedelta(days=30)
    made = Thread.objects.bulk_create(
        [
            Thread(
                topic=chance.choice(topics),
                kind=chance.choice(kinds),
                title=_paragraph(chance).split(".")[0],
                author=chance.choice(members),
                opened_at=opened,
            )
            for _ in range(count)
        ],
        BATCH,
    )
    for topic in topics:
        recount(topic.pk)
    return made


def _posts(
    threads: list[Thread],
    members: list[Membership],
    count: int,
    rendered: list[Any],
    chance: random.Random,
    progress: Progress,
) -> None:
    """Writes most posts into few threads, as people do; each thread gets at least one, when there are enough."""
    began, made = timezone.now() - datetime.timedelta(days=30), 0
    step = datetime.timedelta(days=30) / max(1, count)

    def rows() -> Iterator[Post]:
        for n in range(count):
            thread = threads[n] if n < len(threads) else threads[int(len(threads) * chance.random() ** 2)]
            text, html = chance.choice(rendered)
            yield Post(
                thread=thread,
                author=chance.choice(members),
                body=text,
                html=html,
                client_id=_uuid(chance),
                posted_at=began + step * n,
            )

    for batch in _batches(rows()):
        with transaction.atomic():
            Post.objects.bulk_create(batch, BATCH)
        made += len(batch)
        progress("posts", made)
    _count_posts([thread.pk for thread in threads])


@transaction.atomic
def _count_posts(threads: list[int]) -> None:
    """Sets each thread's ``posts_count`` and ``last_post_at`` from its posts."""
    for start in range(0, len(threads), BATCH):
        some = threads[start : start + BATCH]
        counted = Post.objects.filter(thread__in=some).values_list("thread").annotate(Count("pk"), Max("posted_at"))
        Thread.objects.bulk_update(
            [Thread(pk=pk, posts_count=count, last_post_at=last) for pk, count, last in counted],
            ["posts_count", "last_post_at"],
            500,
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE forum_post, forum_thread")
