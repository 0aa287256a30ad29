"""Acts of partners for their exchange: they agree on an hour and keep it, or write in turns when they find none."""

import datetime
import functools

from academy.models import Membership
from exchanges.models import Exchange, Hour, Outcome, StageAct
from exchanges.outcomes import making
from exchanges.relay.acts import relay_of
from exchanges.rounds.formats import agenda
from exchanges.scheduling import hours
from exchanges.scheduling.proposing import AFTER_THE_ROUND, offer_of
from exchanges.sheets.fields import keys_of
from exchanges.stages import acts
from rooms.messages.changes import standing
from tools.simulation.relaying import write_in_turn
from tools.simulation.world import World, language

MISSED = datetime.timedelta(hours=2)


def of(member: Membership) -> list[Exchange]:
    rows = Exchange.objects.filter(participants__membership=member, round__published_at__isnull=False)
    return list(rows.select_related("round__format", "round__edition", "room", "topic").order_by("pk"))


def members_of(exchange: Exchange) -> list[Membership]:
    rows = Membership.objects.active().filter(participations__exchange=exchange)
    return list(rows.select_related("person", "bloc", "state", "edition").order_by("pk"))


def prepare(world: World, member: Membership) -> int:
    """Reads what is new in the member's exchanges, and does what is next in each that has no outcome yet. Returns how
    many acts."""
    exchanges = of(member)
    for exchange in exchanges:
        world.sees([member], exchange.room_id)
    return sum(
        _next(world, member, exchange)
        for exchange in exchanges
        if not Outcome.objects.filter(exchange=exchange).exists()
    )


def _next(world: World, member: Membership, exchange: Exchange) -> int:
    if StageAct.objects.filter(exchange=exchange).exists() or relay_of(exchange)[0].is_over:
        return bool(world.happens("gathers the outcome") and world.tries(making.make, exchange, by=member))
    if exchange.asynchronous:
        return write_in_turn(world, member, exchange)
    now = world.clock.now
    if now > exchange.round.closes + AFTER_THE_ROUND or (exchange.begins_at and exchange.begins_at > now - MISSED):
        return 0
    offered = offer_of(exchange, members_of(exchange), world.clock.now).beginnings
    proposed = Hour.objects.filter(exchange=exchange, agreed_at=None, ended_at=None)
    open_one = proposed.filter(begins_at__gt=world.clock.now).first()
    if open_one is not None:
        return _respond(world, member, open_one, offered)
    if offered:
        chosen = world.chance.choice(offered)
        return bool(world.happens("proposes an hour") and world.tries(hours.propose, exchange, chosen, by=member))
    return write_in_turn(world, member, exchange)


def _respond(world: World, member: Membership, hour: Hour, offered: list[datetime.datetime]) -> int:
    if hour.by_id == member.pk or hour.acceptances.filter(by=member).exists():
        return 0
    if world.happens("accepts an hour"):
        return bool(world.tries(hours.accept, hour, by=member))
    if world.happens("objects to an hour"):
        instead = world.chance.choice(offered) if offered else None
        said = {"sentence": world.sentence(), "language": language(member), "instead": instead}
        return bool(world.tries(hours.object_to, hour, by=member, **said))
    return 0


def meet(world: World, pk: int, begins_at: datetime.datetime) -> None:
    """Plays the hour, if it still stands: who comes, the stages one after another, the worksheet."""
    exchange = Exchange.objects.select_related("round__format", "round__edition", "room", "topic").get(pk=pk)
    if exchange.begins_at != begins_at:
        return
    here = [member for member in members_of(exchange) if world.happens("keeps the hour")]
    if len({member.shore for member in here}) < 2:
        for member in here:
            world.says(member, exchange.room_id)
        return
    if not world.tries(acts.begin, exchange, by=here[0]):
        return
    moment = begins_at
    for number, stage in enumerate(agenda(exchange.staged), 1):
        moment += datetime.timedelta(minutes=stage["minutes"] - 1)
        keys = keys_of([stage])
        world.clock.at(moment, functools.partial(_stage, world, exchange, here, number, keys))
    world.clock.at(moment, functools.partial(_gather, world, exchange, here))


def _stage(world: World, exchange: Exchange, here: list[Membership], number: int, keys: list[str]) -> None:
    for member in here:
        world.says(member, exchange.room_id)
    world.sees(here, exchange.room_id)
    for key in keys:
        able = [member for member in here if not key.startswith(("west_", "east_")) or key.startswith(member.shore)]
        if able and world.happens("writes a field"):
            over = [message.pk for message in standing(exchange.room_id) if message.field == key]
            world.writes(world.chance.choice(able), exchange.room_id, key, over)
    world.tries(acts.move_on, exchange, by=world.chance.choice(here), stage=number)


def _gather(world: World, exchange: Exchange, here: list[Membership]) -> None:
    world.sees(here, exchange.room_id)
    if world.happens("gathers it at once"):
        world.tries(making.make, exchange, by=world.chance.choice(here))
