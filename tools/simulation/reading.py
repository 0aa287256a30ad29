"""Acts of delegates on what they read: they mark, reflect and answer."""

from django.db.models import Max, QuerySet
from django.urls import resolve

from academy.models import Membership
from commons.marks import marking
from commons.marks.sources import fetch
from commons.models import Mark, Notice
from compare.models import Provision
from forum import posting
from forum.models import Post, Reader, Reflection
from forum.reflecting import reflections
from tools.simulation.world import World, language


def read(world: World, member: Membership, unread: list[Notice]) -> int:
    """Lets somebody look around and act. ``unread``: the notices that they have just seen. Returns how many acts."""
    done = sum(answer(world, member, row.reflection) for row in _asked(member) if world.happens("answers a reflection"))
    done += sum(answer_again(world, member, notice) for notice in unread if notice.kind == "comment")
    done += sum(say_what_changed(world, member, notice) for notice in unread if notice.kind == "what-changed")
    if world.happens("marks"):
        done += mark(world, member)
    if world.happens("publishes a reflection"):
        done += reflect(world, member)
    return done


def mark(world: World, member: Membership) -> int:
    """Marks a provision of the other shore under one of their topics, or one of its reflections."""
    marked = Mark.objects.filter(member=member, removed_at=None)
    if world.chance.random() < 0.6:
        kind, rows = "provision", Provision.objects.filter(aspect__topic__edition=world.edition, state=None)
        rows = rows.filter(aspect__topic__slug__in=member.ranked_topics).exclude(bloc=member.bloc_id)
    else:
        kind, rows = "reflection", _across(member).exclude(author__bloc=member.bloc_id)
    done = set(marked.filter(source_type__model=kind).values_list("source_id", flat=True))
    found = [pk for pk in rows.order_by("pk").values_list("pk", flat=True) if pk not in done]
    if not found:
        return 0
    why = world.sentence() if world.happens("says why") else ""
    source = fetch(kind, world.chance.choice(found))
    return bool(world.tries(marking.mark, source, by=member, why=why, language=language(member)))


def reflect(world: World, member: Membership) -> int:
    """Publishes a reflection in the topic that they ranked first, once."""
    topic = world.edition.topics.filter(slug__in=member.ranked_topics[:1]).first()
    if topic is None or _across(member).filter(author=member).exists():
        return 0
    keys = list(world.edition.prompts.values_list("key", flat=True))
    answers = {key: world.sentence() for key in keys}
    text = {"headline": world.sentence(), "answers": answers, "language": language(member)}
    return bool(world.tries(reflections.publish, topic, by=member, text=text))


def say_what_changed(world: World, member: Membership, notice: Notice) -> int:
    """Changes one answer of their reflection, after an exchange on its topic."""
    if not world.happens("says what has changed"):
        return 0
    pk = resolve(notice.path).kwargs["pk"]
    mine = Reflection.objects.select_related("topic__edition").get(pk=pk, author=member)
    text = reflections.working_copy(mine)
    key = world.chance.choice(sorted(text["answers"]))
    text = {**text, "answers": {**text["answers"], key: f"{text['answers'][key]} {world.sentence()}"}}
    return bool(world.tries(reflections.publish, mine.topic, by=member, text=text))


def answer(world: World, member: Membership, reflection: Reflection, to: Post | None = None) -> int:
    said = {"body": world.sentence(), "language": language(member), "client_id": world.name(), "answers": to}
    return bool(world.tries(posting.write, reflection.thread, by=member, **said))


def answer_again(world: World, member: Membership, notice: Notice) -> int:
    """Answers who answered their reflection."""
    reflection = notice.about
    if reflection is None or not world.happens("answers an answer"):
        return 0
    newest = Post.objects.filter(thread=reflection.thread).exclude(author=member).aggregate(pk=Max("pk"))["pk"]
    return answer(world, member, reflection, Post.objects.get(pk=newest)) if newest else 0


def _asked(member: Membership) -> list[Reader]:
    rows = Reader.objects.filter(membership=member, answered_at=None, reflection__hidden_at=None)
    return list(rows.select_related("reflection__thread").order_by("pk"))


def _across(member: Membership) -> QuerySet[Reflection]:
    return Reflection.objects.filter(topic__edition=member.edition_id, published_at__isnull=False, hidden_at=None)
