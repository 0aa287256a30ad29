"""Acts of partners without a common hour: each writes when the word is theirs, and hands it on."""

from academy.models import Membership
from exchanges.models import Exchange
from exchanges.relay import acts
from exchanges.sheets.fields import keys_of
from rooms.messages.changes import standing
from tools.simulation.world import World


def write_in_turn(world: World, member: Membership, exchange: Exchange) -> int:
    """Begins the relay, or does what one's own turn asks for. Returns how many acts."""
    relay, _acts = acts.relay_of(exchange)
    if not relay.has_begun:
        return bool(world.happens("begins a relay") and world.tries(acts.begin, exchange, by=member))
    turn = relay.turn
    if (
        turn is None
        or not relay.is_open
        or turn.holder != member.pk
        or not world.happens("writes when it is their turn")
    ):
        return 0
    done = int(world.says(member, exchange.room_id))
    other = "west_" if member.shore == "east" else "east_"
    here = standing(exchange.room_id)
    for key in keys_of([exchange.staged.stages[turn.stage - 1]]):
        if not key.startswith(other):
            over = [message.pk for message in here if message.field == key]
            done += world.writes(member, exchange.room_id, key, over)
    return done + bool(world.tries(acts.hand_on, exchange, by=member, turn=turn.number))
