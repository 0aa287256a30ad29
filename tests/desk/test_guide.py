"""docs/facilitating.md, step by step, from an empty database to the archive. The pages have the words it promises."""

import datetime
import html
import re
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academy.models import Edition, Membership
from academy.sign_in import beginning
from board.models import Card
from compare.models import Provision
from compare.objections import corrections
from exchanges.models import Exchange, Format, Gathering, Hour, Outcome, Round
from rooms.models import Message
from tests.academy.letters import delivered

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "facilitating.md"
LINK = re.compile(r'href="http://[^/"]+(/enter/[^"]+)"')
HEADER = "given_name;family_name;email;role;bloc;country\n"
PEOPLE = [
    ("adjoa", "ECOWAS", "BJ"),
    ("mariam", "ECOWAS", "SN"),
    ("kerwin", "CARICOM", "JM"),
    ("guerline", "CARICOM", "HT"),
]
ROSTER = HEADER + "".join(f"{name.title()};É.;{name}@example.org;delegate;{bloc};{c}\n" for name, bloc, c in PEOPLE)
ADA = {"given_name": "Ada", "family_name": "M.", "email": "ada@example.org"}


@pytest.fixture(autouse=True)
def demo(settings) -> None:
    """The mail of a demo is read in its mailbox. The demo's own course is not filled in."""
    settings.DEMO, settings.EMAIL_BACKEND = True, "commons.mail.MailboxBackend"


@pytest.fixture
def walk(db, client, django_capture_on_commit_callbacks) -> "Walk":
    return Walk(client, django_capture_on_commit_callbacks)


def promised() -> dict[int, set[str]]:
    """Maps the number of each step of the guide -> the words in bold there."""
    steps = re.findall(r"^### (\d+)\.(.*?)(?=^##|\Z)", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
    return {int(number): {" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", text, re.S)}
            for number, text in steps}  # fmt: skip


class Walk:
    """The facilitator's browser, with the words of all pages that it showed in the step under way."""

    def __init__(self, client: Client, on_commit) -> None:
        self.client, self.on_commit, self.members, self.seen, self.done = client, on_commit, {}, "", []

    @property
    def edition(self) -> Edition:
        return Edition.objects.get()

    def at(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.edition.slug, *args])

    def see(self, address: str) -> str:
        return self._take(self.client.get(address, follow=True))

    def press(self, address: str, **said: object) -> str:
        with self.on_commit(execute=True):
            return self._take(self.client.post(address, said, follow=True))

    def _take(self, answer) -> str:
        assert answer.status_code == 200, answer.request["PATH_INFO"]
        text = answer.content.decode()
        self.seen += " ".join(html.unescape(text).split()) + "\n"
        return text

    def does(self, who: str, address: str, **said: object):
        with self.on_commit(execute=True):
            answer = self.members[who].post(address, said, headers={"accept": "text/html"})
        assert answer.status_code == 302, (address, answer.content.decode()[:2000])
        return answer

    def ends(self, number: int) -> None:
        """The guide's step is done: each of its words in bold stood on a page."""
        missing = {words for words in promised()[number] if words not in self.seen}
        assert not missing, f"{GUIDE.name}, step {number}"
        self.seen = ""
        self.done.append(number)


def test_the_guide_leads_from_an_empty_database_to_the_archive(walk) -> None:
    before(walk)
    during(walk)
    after(walk)
    assert walk.done == list(promised())


def before(walk: Walk) -> None:
    today = timezone.localdate()
    walk.press(beginning.make_link(), **ADA)
    walk.see(reverse("home"))
    walk.see(reverse("new_course"))
    days = {"starts": today, "ends": today + datetime.timedelta(days=11)}
    walk.press(reverse("new_course"), source="folder:lma-2023", facilitates="on", **days)
    walk.ends(1)

    assert "0 delegates from 0 blocs" in walk.see(walk.at("setup"))
    topic = walk.edition.topics.first()
    walk.see(walk.at("edit_item", "topic", topic.pk))
    walk.see(walk.at("write_side", topic.pk, topic.aspects.first().pk, "ECOWAS"))
    walk.press(walk.at("act_on_item", "format", walk.edition.formats.first().pk), act="copy")
    ours = walk.edition.formats.last()
    Format.objects.filter(pk=ours.pk).update(closed_at=timezone.now())  # as when exchanges run by it
    walk.see(walk.at("edit_item", "format", ours.pk))
    walk.press(walk.at("act_on_item", "format", ours.pk), act="reopen")
    walk.press(walk.at("act_on_item", "format", ours.pk), act="remove")
    walk.ends(2)

    file = SimpleUploadedFile("roster.csv", ROSTER.encode("cp1252"))
    assert "4 new people" in walk.press(walk.at("roster"), act="preview", file=file)
    file.seek(0)
    assert "4 new people" in walk.press(walk.at("roster"), act="import", file=file)
    walk.see(walk.at("person_record", member("kerwin").pk))
    walk.ends(3)

    walk.see(walk.at("person_record", member("kerwin").pk))
    walk.press(walk.at("invite"), line="I look forward to it.")
    walk.see(walk.at("roster"))
    delivered()
    box = walk.see(reverse("mailbox"))
    links = LINK.findall(box)
    assert len(links) == len(set(links)) == 4
    assert "I look forward to it." in box
    for link in links:
        come_in(walk, link)
    assert "4 of 4 delegates have come" in walk.see(walk.at("setup"))
    walk.ends(4)


def come_in(walk: Walk, link: str) -> None:
    """What the welcome asks is tests/academy/members/test_profile.py's."""
    browser, welcome = Client(), walk.at("welcome")
    assert browser.get(link).status_code == 200, "a scanner or a preview"
    assert browser.post(link)["Location"] == welcome
    walk.seen += browser.get(welcome).content.decode()
    me = Membership.objects.filter(person=int(browser.session["_auth_user_id"]))
    assert me.update(welcomed_at=timezone.now(), ranked_topics=["climate"]) == 1
    walk.members[me.get().person.email.partition("@")[0]] = browser


def member(name: str) -> Membership:
    return Membership.objects.get(person__email=f"{name}@example.org")


def during(walk: Walk) -> None:
    provision = Provision.objects.filter(state=None, bloc__code="CARICOM").first()
    corrections.propose(provision, by=member("adjoa"), proposed={"year": 2013}, source="The act itself")
    walk.see(walk.at("desk"))
    walk.see(provision.get_absolute_url())
    walk.see(walk.at("comparison", "climate"))
    walk.see(walk.at("pack"))
    for name in ("topic", "discussions", "new_thread"):
        walk.see(walk.at(name, "climate"))
    walk.see(walk.edition.get_absolute_url())
    walk.ends(5)

    today = timezone.localdate()
    wishes = dict.fromkeys(["ranking", "interest", "hours", "language", "countries", "kind"], "1")
    walk.see(walk.at("rounds"))
    walk.see(walk.at("new_round"))
    asked = {"format": "compare-pair", "first_day": today, "last_day": today + datetime.timedelta(days=1)}
    walk.press(walk.at("new_round"), sides="same", **asked, **wishes)
    walk.ends(6)

    walk.see(walk.at("round", 1))
    assert "4 take part" in walk.see(walk.at("round_people", 1))
    assert "The round is published" in walk.press(walk.at("publish_round", 1))
    assert Round.objects.get().published_at
    assert Exchange.objects.count() == 2
    walk.ends(7)

    meet(walk)
    gather(walk)
    moderate(walk)


def meet(walk: Walk) -> None:
    exchange = of("adjoa")
    partner = next(name for name in walk.members if name != "adjoa" and of(name) == exchange)
    for address in (walk.at("round", 1), walk.at("repair_round", 1), walk.at("rounds"), walk.at("meetings")):
        walk.see(address)
    page = walk.see(exchange.get_absolute_url())
    assert "Why they were paired" in page
    soon = timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(hours=2)
    walk.does("adjoa", reverse("propose_hour", args=[exchange.pk]), begins_at=soon.isoformat(), seen="0")
    walk.does(partner, reverse("accept_hour", args=[exchange.pk, Hour.objects.get().pk]))
    exchange.refresh_from_db()
    assert exchange.begins_at == soon
    walk.ends(8)

    walk.does("adjoa", reverse("stage", args=[exchange.pk, "begin"]), seen="0")
    assert "live" in walk.see(walk.at("control"))
    assert "Said in 1 room." in walk.press(
        walk.at("control"), exchange=exchange.pk, act="say", words="Ten minutes left."
    )
    assert Message.objects.filter(body="Ten minutes left.").exists()
    walk.ends(9)


def gather(walk: Walk) -> None:
    walk.see(walk.at("exchanges"))
    walk.see(walk.at("new_gathering"))
    said = {
        "format": "world-cafe",
        "question": "What do we take home?",
        "tables": "Who pays?\nWho decides?",
        "turns": 1,
    }
    walk.press(walk.at("new_gathering"), language="en", **said)
    made = Gathering.objects.get()
    walk.does("adjoa", reverse("gathering_act", args=[made.pk, "come"]))
    walk.seen += walk.members["adjoa"].get(made.get_absolute_url()).content.decode()
    for act in ("bring", "begin"):
        walk.press(reverse("gathering_act", args=[made.pk, act]))
    table = made.tables.filter(room__members__membership=member("adjoa")).first()
    walk.seen += walk.members["adjoa"].get(table.room.get_absolute_url()).content.decode()
    assert "What do we take home?" in walk.see(walk.at("control"))
    walk.see(made.get_absolute_url())
    walk.press(reverse("gathering_act", args=[made.pk, "end"]))
    walk.see(walk.at("exchanges"))
    walk.ends(10)


def of(name: str) -> Exchange:
    return Exchange.objects.get(participants__membership=member(name))


def moderate(walk: Walk) -> None:
    exchange = of("adjoa")
    walk.seen += walk.members["adjoa"].get(exchange.room.get_absolute_url()).content.decode()
    walk.does("adjoa", reverse("raise_hand", args=[exchange.room_id]))
    walk.see(walk.at("moderation"))
    walk.see(exchange.room.get_absolute_url())
    said = Message.objects.get(body="Ten minutes left.")
    walk.does("adjoa", reverse("report", args=["message", said.pk]), reason="other")
    walk.see(walk.at("moderation"))
    for name in ("discussions", "new_thread"):
        walk.see(walk.at(name, "climate"))
    walk.press(walk.at("new_thread", "climate"), title="Welcome", body="To all of you.", kind="announcement")
    walk.see(walk.at("person_record", member("kerwin").pk))
    walk.see(walk.at("audit"))
    walk.ends(11)


def after(walk: Walk) -> None:
    exchange = of("adjoa")
    partner = next(name for name in walk.members if name != "adjoa" and of(name) == exchange)
    for field, body in (("east_could_adopt", "One form for both funds."), ("east_first_step", "A list of ten lines.")):
        written = {"form": str(uuid.uuid4()), "field": field, "body": body}
        walk.does("adjoa", reverse("room_sheet", args=[exchange.room_id]), **written)
    walk.see(exchange.room.get_absolute_url())
    walk.does(partner, reverse("make_outcome", args=[exchange.pk]))
    made = Outcome.objects.get()
    for name in ("adjoa", partner):
        wish = {"version": made.version, "readers": "edition", "quotes": "name", "takes_home": "on"}
        walk.does(name, reverse("confirm_outcome", args=[made.pk]), **wish)
    assert "A list of ten lines." in walk.see(made.get_absolute_url())
    assert "One form for both funds." in walk.see(walk.at("outcomes", exchange.topic.slug))
    walk.ends(12)

    card = Card.objects.get()
    for address in (walk.at("board"), walk.at("funnel"), walk.at("delegation", card.delegation), walk.at("new_round")):
        walk.see(address)
    walk.see(walk.at("exchanges"))
    for address in (walk.at("exchanges"), Provision.objects.filter(bloc__code="CARICOM").first().get_absolute_url()):
        walk.seen += walk.members["adjoa"].get(address).content.decode()
    walk.ends(13)

    archive(walk)


def archive(walk: Walk) -> None:
    page = walk.see(walk.at("setup"))
    fields = dict(re.findall(r'name="(title_\w+|part_of_\w+|starts|ends|place)" value="([^"]*)"', page))
    walk.press(walk.at("setup"), **fields, time_zone=walk.edition.time_zone, chosen_phase="archived")
    assert walk.edition.chosen_phase == "archived"
    answer = walk.members["adjoa"].post(reverse("raise_hand", args=[of("adjoa").room_id]))
    assert answer.status_code == 403
    walk.ends(14)
