"""Registers what a member can report of what people say here."""

from commons import targets
from compare import permissions
from compare.models import Correction, Dispute, Need, Practice, View


def register() -> None:
    author = ("author__person", "author__bloc")
    provision = ("provision__aspect__topic__edition", *author)
    kinds = [
        targets.Kind(
            "view",
            View,
            lambda: View.objects.select_related("aspect__topic__edition", *author),
            permissions.may_read_view,
        ),
        targets.Kind(
            "dispute",
            Dispute,
            lambda: Dispute.objects.select_related(*provision),
            permissions.may_read_objection,
        ),
        targets.Kind(
            "correction",
            Correction,
            lambda: Correction.objects.select_related(*provision),
            permissions.may_read_objection,
        ),
        # A practice of the pack has no author to report.
        targets.Kind(
            "practice",
            Practice,
            lambda: Practice.objects.exclude(author=None).select_related("edition", *author),
            permissions.may_read_practice,
        ),
        targets.Kind(
            "need",
            Need,
            lambda: Need.objects.select_related("practice__edition", *author),
            permissions.may_read_need,
        ),
    ]
    for kind in kinds:
        targets.register(kind)
