"""The first visit of a delegate, and the morning of the course team."""

from django.urls import resolve

from academy.members import profiles
from academy.models import Membership
from commons import notices
from exchanges.models import Exchange
from exchanges.scheduling import hours
from exchanges.scheduling.proposing import offer_of
from tools.simulation.exchanging import members_of
from tools.simulation.roster import free_hours
from tools.simulation.world import World

TOPICS = 3


def welcome(world: World, member: Membership) -> None:
    """Lets a delegate rank topics and give their free hours."""
    topics = list(world.edition.topics.values_list("slug", flat=True))
    answers = {
        "ranked_topics": world.chance.sample(topics, min(TOPICS, len(topics))),
        "free_hours": free_hours(world.chance),
    }
    profiles.save_profile(member.person, member, answers=answers)


def look_after(world: World, team: Membership) -> None:
    """Sets an hour for the exchanges that stay silent, where their members share one."""
    unread = list(notices.of(team).filter(read_at=None).order_by("pk"))
    notices.mark_read(team)
    for notice in unread:
        if notice.kind == "silent-team":
            exchange = Exchange.objects.select_related("round__format").get(**resolve(notice.path).kwargs)
            if exchange.begins_at is None and (
                offered := offer_of(exchange, members_of(exchange), world.clock.now).beginnings
            ):
                world.tries(hours.propose, exchange, offered[0], by=team)
