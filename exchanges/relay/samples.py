"""The demo's relay: who held the word from when to when, as acts and as messages of its room."""

import datetime
from typing import Any

from academy.models import Membership
from exchanges.models import Exchange, RelayAct, RelayActKind
from exchanges.relay.acts import as_message
from exchanges.relay.clock import LONGEST, places, plan, relay_at
from exchanges.relay.turns import turns
from rooms.models import Message

Members = dict[str, Membership]


def load(exchange: Exchange, entry: dict[str, Any], members: Members, shift: datetime.timedelta) -> list[Message]:
    """Stores the acts of a sample relay. Returns their messages for the talk, unsaved."""
    acts = RelayAct.objects.bulk_create(_acts(exchange, entry, members, shift))
    stages = len(exchange.staged.stages)
    return [as_message(exchange, act, relay_at(acts[: act.number], act.at, stages), sent_at=act.at) for act in acts]


def _acts(exchange: Exchange, entry: dict[str, Any], members: Members, shift: datetime.timedelta) -> list[RelayAct]:
    agreed, held = entry["relay_agreed"], entry["turns"]
    beginner = members[held[0]["holder"]]
    here = [beginner, *(members[name] for name in entry["members"] if members[name].pk != beginner.pk)]
    planned = plan(turns(exchange.staged.stages, here), hours=LONGEST, weekends=False)
    where = places({member.pk: member.whereabouts for member in here})
    done: list[tuple[RelayActKind, str, str, dict[str, Any]]] = [
        (RelayActKind.ASKED, agreed["asked_by"], agreed["asked_at"], {}),
        (RelayActKind.BEGUN, held[0]["holder"], held[0]["opens"], {"turn": 1, "places": where, "plan": planned}),
        *(
            (RelayActKind.HANDED_ON, turn["holder"], turn["handed_on"], {"turn": number, "places": where})
            for number, turn in enumerate(held, 1)
        ),
        (RelayActKind.ENDED, held[-1]["holder"], held[-1]["handed_on"], {"turn": len(held)}),
    ]
    return [
        RelayAct(
            exchange=exchange,
            number=number,
            kind=kind,
            by=members[by],
            at=datetime.datetime.fromisoformat(at) + shift,
            **more,
        )
        for number, (kind, by, at, more) in enumerate(done, 1)
    ]
