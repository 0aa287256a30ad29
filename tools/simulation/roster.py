"""A roster of made-up people for any edition, as a file that is imported like any other."""

import csv
import io
import random

from academy.models import Edition

KINDS = ("government", "employers", "workers")
TEAM = 2
DOMAIN = "example.org"


def roster(edition: Edition, delegates: int, chance: random.Random) -> bytes:
    """Returns a CSV: as many delegates of each bloc as possible, spread over states and kinds, and the team."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["given_name", "family_name", "email", "role", "organisation_type", "organisation", "bloc",
                    "country", "languages", "time_zone"])  # fmt: skip
    blocs = [(bloc, list(bloc.states_on(edition.membership_date))) for bloc in edition.blocs.order_by("code")]
    for n in range(delegates):
        bloc, states = blocs[n % len(blocs)]
        state, kind = chance.choice(states), chance.choice(KINDS)
        spoken = [*state.languages[:1], *(["en"] if chance.random() < 0.3 else [])]
        table.writerow([f"Delegate{n}", bloc.code.title(), f"delegate{n}@{DOMAIN}", "delegate", kind,
                        f"Organisation {n}", bloc.code, state.code, ";".join(dict.fromkeys(spoken)),
                        state.time_zones[0]])  # fmt: skip
    for n in range(TEAM):
        table.writerow([f"Facilitator{n}", "Team", f"team{n}@{DOMAIN}", "facilitator", "", "", "", "", "en",
                        edition.time_zone])  # fmt: skip
    return written.getvalue().encode()


def free_hours(chance: random.Random) -> list[list[int]]:
    """Returns one span on most working days, within the day, as the welcome's table gives them."""
    hours = []
    for day in range(5):
        if chance.random() < 0.8:
            start = chance.randint(8, 19)
            hours.append([day, start * 60, min(22, start + chance.randint(2, 4)) * 60])
    return hours
