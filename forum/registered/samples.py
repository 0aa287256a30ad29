"""The demo's sample texts: reflections with their answers, and discussions."""

import datetime
import uuid
from typing import Any

from academy.models import Edition, Membership
from commons.models import Notice
from commons.texts.rendering import to_html
from forum.models import Post, Reader, Reflection, ReflectionVersion, Thread, ThreadKind, ThreadRead
from forum.reflecting.readers import answers_across, ask_reader, mark_answered
from forum.reflecting.replies import record_replies
from forum.shores import recount

DOMAIN = "example.org"
HOUR = datetime.timedelta(hours=1)


def load(edition: Edition, samples: dict[str, Any], shift: datetime.timedelta) -> None:
    """Writes the samples' reflections and discussions, moved in time by ``shift``.

    Texts of authors who are not in the edition are left out.
    """
    members = members_by_name(edition)
    topics = {topic.slug: topic for topic in edition.topics.all()}
    for entry in samples["reflections"]:
        if entry["by"] in members:
            _reflection(entry, topics[entry["topic"]], members, shift)
    for entry in samples["discussions"]:
        if entry["by"] in members:
            _discussion(entry, topics[entry["topic"]], members, shift)


def members_by_name(edition: Edition) -> dict[str, Membership]:
    """Maps the part of the address before @example.org -> membership."""
    return {
        member.person.email.partition("@")[0]: member
        for member in edition.memberships.select_related("person", "bloc")
        if member.person.email.endswith(f"@{DOMAIN}")
    }


def load_changes(
    edition: Edition, entries: list[dict[str, Any]], shift: datetime.timedelta, now: datetime.datetime
) -> None:
    """Lets authors of samples change an answer after an exchange, an hour before ``now`` at the latest; the text before
    stays as a version."""
    for entry in entries:
        whose = f"{entry['reflection']['of']}@{DOMAIN}"
        found = Reflection.objects.filter(author__person__email=whose, topic__edition=edition, sample=True)
        reflection = found.filter(topic__slug=entry["reflection"]["topic"]).first()
        stood = reflection.answers.get(entry["field"], "") if reflection else ""
        edited = min(at(entry, shift), now - HOUR)
        if reflection is None or reflection.published_at is None or entry["before"] not in stood:
            continue
        if reflection.published_at >= edited - HOUR:
            continue
        ReflectionVersion.objects.create(
            reflection=reflection,
            headline=reflection.headline,
            answers=reflection.answers,
            answers_html=reflection.answers_html,
            published_at=reflection.published_at,
        )
        changed = stood.replace(entry["before"], entry["after"])
        reflection.answers = {**reflection.answers, entry["field"]: changed}
        reflection.answers_html = {**reflection.answers_html, entry["field"]: to_html(changed)}
        reflection.edited_at = edited
        reflection.asked_again_at = edited - HOUR
        reflection.save()


def remove(edition: Edition) -> int:
    """Deletes the edition's samples; returns how many posts, threads and reflections were deleted."""
    gone = 0
    for rows in (
        Post.objects.filter(thread__topic__edition=edition, sample=True),
        Thread.objects.filter(topic__edition=edition, sample=True),
        Reflection.objects.filter(topic__edition=edition, sample=True),
    ):
        gone += rows.count()
        # Their notices would lead to a missing page.
        Notice.objects.filter(path__in=[row.get_absolute_url() for row in rows]).delete()
        rows.delete()
    for topic in edition.topics.all():
        recount(topic.pk)
    return gone


def at(entry: dict[str, Any], shift: datetime.timedelta) -> datetime.datetime:
    return datetime.datetime.fromisoformat(entry["at"]) + shift


def _reflection(entry: dict[str, Any], topic: Any, members: dict[str, Membership], shift: datetime.timedelta) -> None:
    author, published = members[entry["by"]], at(entry, shift)
    reflection = Reflection.objects.create(
        topic=topic,
        author=author,
        language=entry["language"],
        headline=entry["headline"],
        answers=entry["answers"],
        answers_html={key: to_html(answer) for key, answer in entry["answers"].items()},
        published_at=published,
        sample=True,
    )
    thread = Thread.objects.create(
        topic=topic,
        reflection=reflection,
        kind=ThreadKind.COMMENTS,
        author=author,
        opened_at=published,
        sample=True,
    )
    ask_reader(reflection)
    for comment in entry["comments"]:
        if comment["by"] in members:
            _post(thread, comment, members, shift)
            mark_answered(reflection, members[comment["by"]])
    first = next((c for c in entry["comments"] if _crosses(c, author, members)), None)
    if first is not None:
        Reflection.objects.filter(pk=reflection.pk).update(answered_at=at(first, shift))
    Reader.objects.filter(reflection=reflection).update(asked_at=published)


def _crosses(comment: dict[str, Any], author: Membership, members: dict[str, Membership]) -> bool:
    writer = members.get(comment["by"])
    return writer is not None and answers_across(writer, author)


def _discussion(entry: dict[str, Any], topic: Any, members: dict[str, Membership], shift: datetime.timedelta) -> None:
    thread = Thread.objects.create(
        topic=topic,
        kind=entry["kind"],
        title=entry["title"],
        language=entry["posts"][0]["language"] if entry["posts"] else "en",
        author=members[entry["by"]],
        opened_at=at(entry, shift),
        sample=True,
    )
    for post in entry["posts"]:
        if post["by"] in members:
            _post(thread, post, members, shift)
    recount(thread.topic_id)


def _post(thread: Thread, entry: dict[str, Any], members: dict[str, Membership], shift: datetime.timedelta) -> None:
    author = members[entry["by"]]
    post = Post.objects.create(
        thread=thread,
        author=author,
        language=entry["language"],
        body=entry["text"],
        html=to_html(entry["text"]),
        client_id=uuid.uuid4(),
        posted_at=at(entry, shift),
        sample=True,
    )
    thread.posts_count += 1
    thread.last_post_at = post.posted_at
    thread.save(update_fields=["posts_count", "last_post_at"])
    record_replies(post)
    ThreadRead.objects.update_or_create(thread=thread, membership=author, defaults={"last_post_id": post.pk})
