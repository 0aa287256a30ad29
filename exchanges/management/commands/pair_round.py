import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from academy.models import Edition
from exchanges.models import Round
from exchanges.rounds.making import RoundFault, make_round, usual_days, window
from exchanges.rounds.proposing import as_json, propose, try_out
from exchanges.rounds.publishing import publish


class Command(BaseCommand):
    help = (
        "Pair a course's delegates across the blocs for one round: the next seven days of the course, with the usual "
        "weights. Says who would meet whom and why; nothing is kept unless --publish is given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--course", required=True, metavar="SLUG")
        parser.add_argument("--format", required=True, metavar="SLUG", help="a format of the course, like compare-pair")
        parser.add_argument("--topic", metavar="SLUG", help="one topic for all (default: each group's best common one)")
        parser.add_argument(
            "--publish", action="store_true", help="keep the round, open its rooms and tell everybody in it"
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="print groups, reasons and the whole worth matrix as JSON. Groups of three or more are not proven "
            "best: bound is what no groups of these sizes exceed in total, gap (0 to 1) by how much of it these fall "
            "short. Both are null for pairs, which are proven best",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        round = _unsaved_round(options["course"], options["format"], options["topic"])
        try:
            proposal = _published(round) if options["publish"] else try_out(round)
        except RoundFault as fault:
            raise CommandError(str(fault)) from fault
        data = as_json(proposal, round)
        if options["json"]:
            self.stdout.write(json.dumps(data, ensure_ascii=False))
            return
        for group in data["groups"]:
            self.stdout.write(" + ".join(f"{member['email']} ({member['bloc']})" for member in group["members"]))
            for email, why in group["reasons"].items():
                self.stdout.write(f"    {email}: {why}")
        for left in data["unplaced"]:
            self.stdout.write(f"without a group: {left['email']}: {left['reason']}")
        if proposal.bound is not None:
            most = (
                f"worth more than {proposal.bound:.3f} in all; these are at most {proposal.gap:.1%} short of the best"
            )
            self.stdout.write(f"No groups of these sizes are {most}.")
        kept = "published" if options["publish"] else "not kept; --publish makes it a round"
        self.stdout.write(f"{len(data['groups'])} groups, worth {data['total']:.3f} in all; {kept}.")


def _unsaved_round(course: str, format: str, topic: str | None) -> Round:
    """Returns a round that is not saved. Raises CommandError when the course, format or topic does not exist."""
    edition = Edition.objects.filter(slug=course).first()
    if edition is None:
        raise CommandError(f"There is no course named {course}.")
    formats = {known.slug: known for known in edition.formats.all()}
    topics = {known.slug: known for known in edition.topics.all()}
    if format not in formats:
        raise CommandError(f"The course has no format named {format}; it has {', '.join(formats)}.")
    if topic is not None and topic not in topics:
        raise CommandError(f"The course has no topic named {topic}; it has {', '.join(topics)}.")
    opens, closes = window(edition, *usual_days(edition))
    chosen = topics[topic] if topic is not None else None
    return Round(edition=edition, format=formats[format], topic=chosen, opens=opens, closes=closes)


@transaction.atomic
def _published(round: Round) -> Any:
    made = make_round(
        round.edition, topic=round.topic, format=round.format, opens=round.opens, closes=round.closes, by=None
    )
    proposal = propose(made, by=None)
    publish(made, by=None)
    return proposal
