"""Disputes: a member says that a provision is not right, and a facilitator answers."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from academy.pages.texts import localized
from academy.typed.signs import plain
from commons import notices
from commons.targets import hold_row
from compare.models import Dispute, DisputeAnswer, Provision
from compare.permissions import may_decide, may_say


@transaction.atomic
def dispute(provision: Provision, *, by: Membership, reason: str, source: str = "", language: str = "en") -> Dispute:
    """Leaves an open dispute; the same words again change nothing. The provision stays as it is.

    Raises PermissionDenied.
    """
    if not may_say(by):
        raise PermissionDenied
    hold_row(provision)  # a double tap leaves one dispute
    said = {"reason": plain(reason), "source": plain(source)}
    same = Dispute.objects.filter(provision=provision, author=by, settled_at=None, **said).first()
    if same is not None:
        return same
    return Dispute.objects.create(provision=provision, author=by, language=language, at=timezone.now(), **said)


@transaction.atomic
def answer(dispute: Dispute, *, by: Membership, text: str, settles: bool, language: str = "en") -> DisputeAnswer:
    """Answers the dispute, tells its author, and settles it if that is meant. The same answer again changes nothing.

    Raises PermissionDenied.
    """
    if not may_decide(by):
        raise PermissionDenied
    locked = Dispute.objects.select_for_update().get(pk=dispute.pk)
    text = plain(text)
    last = locked.answers.last()
    if last is not None and (last.by_id, last.text, last.settles) == (by.pk, text, settles):
        return last
    now = timezone.now()
    made = DisputeAnswer.objects.create(dispute=locked, by=by, language=language, text=text, settles=settles, at=now)
    locked.settled_at = now if settles else None
    locked.save(update_fields=["settled_at"])
    title = localized(dispute.provision.aspect.title)
    notices.tell([dispute.author], "dispute-answered", dispute.get_absolute_url(), by=by, title=title)
    return made
