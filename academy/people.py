"""Who is here, on two shores."""

from django.db.models import QuerySet

from academy.models import Edition, Membership, Role


def people_of(edition: Edition, *, topic: str = "", kind: str = "") -> QuerySet[Membership]:
    """Active members with person, bloc and state, by name; only those who ranked a topic (its slug), or of a kind."""
    people = edition.memberships.active().exclude(role=Role.ADMINISTRATOR).select_related("person", "bloc", "state")
    if kind:
        people = people.filter(kind=kind)
    if topic:
        people = people.filter(pk__in=[member.pk for member in people if topic in member.ranked_topics])
    return people.order_by("person__given_name", "person__family_name", "pk")
