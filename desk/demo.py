"""The demo: the real course of 2023 with a made-up cohort, moved to this week, so that no page is empty."""

import datetime
from pathlib import Path

import yaml
from django.db import transaction
from django.utils import timezone

import board.offering.samples
import board.samples
import compare.samples
import exchanges.gatherings.samples
import exchanges.outcomes.samples
import exchanges.samples
import forum.registered.samples
import rooms.registered.samples
from academy.courses.packs import load_pack
from academy.models import Edition, Membership, Person, Role
from academy.roster import import_roster
from academy.sign_in.links import make_link
from board.models import CardOwner
from commons.models import Notice

PACK = Path(__file__).resolve().parent.parent / "academy" / "packs" / "lma-2023"
ADMINISTRATOR = "admin@example.org"
SIGNED_IN = [
    "adjoa.k@example.org",
    "mariam.p@example.org",
    "kerwin.l@example.org",
    "shanice.g@example.org",
    "trevor.j@example.org",
    "chiara.o@example.org",
]


def prepare() -> bool:
    """Fills a database without courses and returns True; otherwise changes nothing and returns False."""
    if Edition.objects.exists():
        return False
    fill(timezone.now())
    return True


@transaction.atomic
def fill(now: datetime.datetime) -> Edition:
    """Loads pack, roster, administrator, samples and one published round, with ``now`` in the course's first week.

    Dates move by whole weeks. The blocs' members stay those of the pack's date.
    """
    load_pack(PACK)
    edition = Edition.objects.get(slug=PACK.name)
    import_roster(edition, PACK / "sample_roster.csv")
    _move_to_week_of(edition, now)
    edition.memberships.update(welcomed_at=now)
    Person.objects.create_superuser(ADMINISTRATOR, given_name="Ada", family_name="M.")
    samples, more = (_samples(name) for name in ("samples.yaml", "samples_more.yaml"))
    moved = edition.starts - edition.membership_date
    shift = _into_the_past(samples, moved, now)
    forum.registered.samples.load(edition, samples, shift)
    members = forum.registered.samples.members_by_name(edition)
    rooms.registered.samples.load(samples["conversation"], members, shift)
    exchanges.samples.load(samples["exchange"], edition, members, shift)
    compared = {part: more[part] for part in compare.samples.PARTS}
    compare.samples.load(edition, compared, members, _into_the_past(compared, moved, now))
    carded = {part: more[part] for part in board.samples.PARTS}
    board.samples.load(edition, carded, members, _into_the_past(carded, moved, now))
    offered = more[board.offering.samples.PART]
    board.offering.samples.load(edition, offered, members, _into_the_past(offered, moved, now))
    held = {"exchanges": more["exchanges"]}
    for entry in held["exchanges"]:
        exchanges.samples.load(entry, edition, members, _into_the_past(held, moved, now, days=7))
    exchanges.outcomes.samples.take_home(more["board"], held["exchanges"], edition, members)
    gathered = {"gatherings": more["gatherings"]}
    for entry in gathered["gatherings"]:
        exchanges.gatherings.samples.load(entry, edition, members, _into_the_past(gathered, moved, now))
    forum.registered.samples.load_changes(edition, more["what_changed"], shift, now)
    exchanges.samples.publish_demo_round(edition)  # last, because marks, offers and needs make pairs
    Notice.objects.update(told_at=now)  # nobody of a demo gets mail about what happened before it
    return edition


def _samples(name: str) -> dict:
    return yaml.load((PACK / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _move_to_week_of(edition: Edition, now: datetime.datetime) -> None:
    weeks = (now.date() - edition.starts).days // 7
    edition.starts += datetime.timedelta(weeks=weeks)
    edition.ends += datetime.timedelta(weeks=weeks)
    edition.demo_at = now
    edition.save(update_fields=["starts", "ends", "demo_at"])


def _into_the_past(
    samples: dict, shift: datetime.timedelta, now: datetime.datetime, *, days: int = 1
) -> datetime.timedelta:
    """Returns the course's shift, shortened so that no sample lies after ``now``: by whole days, or by whole weeks
    where weekdays count."""
    latest = max(_times_in(samples)) + shift
    ahead = latest - now
    steps = 1 + ahead // datetime.timedelta(days=days)
    return shift - datetime.timedelta(days=max(0, steps) * days)


def _times_in(part: object) -> list[datetime.datetime]:
    """Returns every time in the tree: its values of ``at`` and ``began``."""
    if isinstance(part, list):
        return [at for item in part for at in _times_in(item)]
    if isinstance(part, dict):
        own = [datetime.datetime.fromisoformat(part[key]) for key in ("at", "began") if key in part]
        return own + [at for item in part.values() for at in _times_in(item)]
    return []


def remove_samples() -> int:
    """Deletes the samples of every edition and returns how many rows. People and the published round stay."""
    with transaction.atomic():
        return sum(
            samples.remove(edition)
            for edition in Edition.objects.all()
            for samples in (
                exchanges.samples,
                board.samples,
                board.offering.samples,
                rooms.registered.samples,
                compare.samples,
                forum.registered.samples,
            )
        )


def sign_in_lines(base_url: str) -> list[str]:
    """Returns one line ``SIGN-IN role bloc address link`` per person; no line when no edition is a demo.

    Each call makes fresh links that work once.
    """
    shown = [
        member for edition in Edition.objects.exclude(demo_at=None).order_by("-demo_at") for member in _shown(edition)
    ]
    if not shown:
        return []
    lines = [
        f"SIGN-IN {member.role} {member.bloc or '-'} {member.person.email} {base_url}{make_link(member.person)}"
        for member in shown
    ]
    administrator = Person.objects.filter(email=ADMINISTRATOR).first()
    if administrator is not None:
        lines.append(f"SIGN-IN {Role.ADMINISTRATOR} - {ADMINISTRATOR} {base_url}{make_link(administrator)}")
    return lines


def _shown(edition: Edition) -> list[Membership]:
    """Returns the people whose links are printed; of a simulated course one of each shore with a card, and one of the
    team."""
    members = edition.memberships.select_related("person", "bloc").order_by("pk")
    known = {member.person.email: member for member in members.filter(person__email__in=SIGNED_IN)}
    if known:
        return [known[email] for email in SIGNED_IN if email in known]
    busy = members.delegates().filter(pk__in=CardOwner.objects.values("member"))
    return [*{member.bloc_id: member for member in busy.reverse()}.values(), *members.facilitators()[:1]]
