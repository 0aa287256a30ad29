"""The list of an edition's people."""

from django.db.models import QuerySet

from academy.models import Edition, Membership, Role


def people_of(edition: Edition, *, topic: str = "", kind: str = "") -> QuerySet[Membership]:
    """Returns active members by name, with person, bloc and state loaded; administrators are left out.

    ``topic`` (a slug) keeps only those who ranked that topic, ``kind`` only those of that kind of organisation.
    """
    people = edition.memberships.active().exclude(role=Role.ADMINISTRATOR).select_related("person", "bloc", "state")
    if kind:
        people = people.filter(kind=kind)
    if topic:
        people = people.filter(pk__in=[member.pk for member in people if topic in member.ranked_topics])
    return people.order_by("person__given_name", "person__family_name", "pk")
