"""Acts that fill the demo of the tests. ``make_lively`` of ``tests.demo`` runs them inside its process."""

import datetime
import hashlib
import uuid

from django.utils import timezone

from academy.models import Edition, Membership, Person, Role, SignInLink
from commons import moderation
from commons.marks import marking
from commons.models import Hiding, Lock, Mark, Mute, Note, Notice, Report, Suspension
from commons.moderation import auditing
from commons.texts.rendering import to_html
from compare import comments
from compare.comparing import saying
from compare.models import Aspect
from compare.practices import writing
from exchanges.rounds import making, proposing
from forum import posting
from forum.models import Post, PostVersion, Reflection, ReflectionVersion, Thread
from forum.reflecting import reflections
from rooms.models import Message, MessageKind, Room, RoomMeasure
from rooms.moderation import hands


def happen(*, muted: str, suspended: str, token: str) -> None:
    """Leaves an edit, reports, a hidden post, a call, a proposed round and a link with that token. Mutes and suspends
    these two people."""
    edition = Edition.objects.exclude(demo_at=None).get()
    who = {member.person.email: member for member in edition.memberships.select_related("person")}
    adjoa, mariam, kerwin, chiara = (
        who[f"{name}@example.org"] for name in ("adjoa.k", "mariam.p", "kerwin.l", "chiara.o")
    )
    _talk(Thread.objects.get(topic__slug="social-security", reflection=None), adjoa, mariam, kerwin, chiara)
    _publish_again(Reflection.objects.get(author=adjoa))
    _compare(edition, adjoa, kerwin, mariam, chiara)
    _propose_a_round(edition, chiara)
    hands.raise_hand(Room.objects.filter(exchange__participants__membership=mariam).latest("pk"), by=mariam)
    # The page "home" lists the courses only when each of them has welcomed the member.
    Membership.objects.filter(person=chiara.person, welcomed_at=None).update(welcomed_at=timezone.now())
    moderation.mute(who[muted], by=chiara, minutes=24 * 60, reason="A day to cool down; we have talked about it.")
    digest = hashlib.sha256(token.encode()).hexdigest()
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    SignInLink.objects.create(person=adjoa.person, digest=digest, expires_at=tomorrow)
    moderation.suspend(who[suspended], by=chiara, reason="An account that several people used. Write to me, please.")


LONG_WORD = "Vereinbarungsentwurfsbesprechungsprotokolle"
ADDRESS = f"https://www.example.org/{LONG_WORD}/{LONG_WORD}/{LONG_WORD}"
DEEP = "\n".join("  " * depth + f"- {LONG_WORD}" for depth in range(14))
TABLE = f"| {LONG_WORD} | {LONG_WORD} | {LONG_WORD} |\n|---|---|---|\n| 1 | 2 | {ADDRESS} |"
CODE = f"```\n{ADDRESS}\n```\n\n`{ADDRESS}`"
TEXT = "\n\n".join([ADDRESS, LONG_WORD * 5, DEEP, "> " * 14 + LONG_WORD, TABLE, CODE])


def widen() -> None:
    """Fills all typed fields of the demo with the widest words: names, organisations, addresses, titles, texts."""
    html = to_html(TEXT)
    # This one still gets a code by mail, and its mail is shown.
    for person in Person.objects.exclude(email="edna.a@example.org"):
        person.given_name, person.family_name = f"{person.given_name}-{LONG_WORD}", (LONG_WORD * 2)[:80]
        person.email = f"{LONG_WORD}.{person.email}"
        person.save()
    Membership.objects.update(organisation=(LONG_WORD * 4)[:160])
    Edition.objects.update(titles={"en": LONG_WORD * 2}, place=LONG_WORD)
    Thread.objects.exclude(title="").update(title=ADDRESS[:160])
    Post.objects.update(body=TEXT, html=html)
    PostVersion.objects.update(body=TEXT, html=html)
    Message.objects.filter(kind=MessageKind.SAID, deleted_at=None).update(body=TEXT, html=html)
    Report.objects.update(words=LONG_WORD * 5)
    Mark.objects.update(why=LONG_WORD * 5)
    Note.objects.update(text=LONG_WORD * 5)
    for measures in (Hiding, Lock, Mute, Suspension, RoomMeasure):
        measures.objects.update(reason=LONG_WORD * 5)
    for member in Membership.objects.filter(role=Role.FACILITATOR):
        auditing.record("settle", by=member, edition=member.edition, subject=member, reason=LONG_WORD * 5)
    for notice in Notice.objects.all():
        notice.words = dict.fromkeys(notice.words, ADDRESS)
        notice.save()
    for text in (*Reflection.objects.all(), *ReflectionVersion.objects.all()):
        text.headline = ADDRESS[:160]
        text.answers, text.answers_html = (dict.fromkeys(text.answers, said) for said in (TEXT, html))
        text.save()


def _talk(thread: Thread, adjoa: Membership, mariam: Membership, kerwin: Membership, chiara: Membership) -> None:
    """Leaves an edited post, a reported one, and one that was reported, hidden and settled."""

    def write(by: Membership, body: str):
        return posting.write(thread, by=by, body=body, language="en", client_id=uuid.uuid4())

    mine = write(adjoa, "Pensions first: two funds can begin by themselves.")
    posting.edit(mine, by=adjoa, body="Pensions first: two funds can begin by themselves, **within a year**.")
    reported = write(kerwin, "Nothing that was ever signed has paid anybody anything.")
    moderation.report(reported, by=mariam, reason="wrong", words="Pensions are paid between four of our funds.")
    hidden = write(kerwin, "Whoever believes that has never worked a day in a fund.")
    moderation.report(hidden, by=mariam, reason="disrespect")
    moderation.hide(hidden, by=chiara, reason="Please speak of the matter, not of people.")
    moderation.settle(hidden.edition.reports.latest("pk"), by=chiara, reason="Hidden.")


def _compare(edition: Edition, adjoa: Membership, kerwin: Membership, mariam: Membership, chiara: Membership) -> None:
    """Leaves a view that was changed and one that is hidden, and a comment beneath their aspect, where Adjoa
    marks the other shore's cell; an edited practice."""
    aspect = Aspect.objects.select_related("topic").get(topic__edition=edition, slug="branches")
    saying.say(aspect, by=kerwin, law="form", why="On second thought it is a matter of form.")
    hidden = aspect.views.select_related("aspect__topic__edition").get(author=mariam)
    moderation.hide(hidden, by=chiara, reason="Please speak of the matter.")
    said = {"language": "en", "client_id": uuid.uuid4()}
    comments.comment(aspect, aspect.topic, by=kerwin, body="Who knows which branch was **left out**?", **said)
    marking.mark(aspect.provisions.get(bloc__code="CARICOM", state=None), by=adjoa, why="With a list, we could too.")
    marking.note(aspect.provisions.get(bloc__code="ECOWAS", state=None), by=adjoa, text="Ask which branch is left out.")
    practice = edition.practices.select_related("edition").first()
    analysis = {field: getattr(practice, field) for field in writing.ANALYSIS} | {"years": "2019–2026"}
    writing.edit(practice, by=chiara, topics=practice.topics.all(), analysis=analysis)


def _publish_again(reflection: Reflection) -> None:
    text = reflections.working_copy(reflection)
    reflections.publish(
        reflection.topic, by=reflection.author, text=text | {"headline": f"{text['headline']}, toujours"}
    )


def _propose_a_round(edition: Edition, by: Membership) -> None:
    opens, closes = making.window(edition, *making.usual_days(edition))
    compare = edition.formats.get(slug="compare-pair")
    proposing.propose(making.make_round(edition, topic=None, format=compare, opens=opens, closes=closes, by=by), by=by)
