"""Background jobs of exchanges."""

from django_tasks import task

from exchanges.calendars import mailing
from exchanges.models import Hour


@task()
def send_invitation(hour: int, to: int) -> None:
    """Sends one member the calendar file of an hour (see ``exchanges.calendars.mailing``)."""
    if found := Hour.objects.select_related("ended_by__person").filter(pk=hour).first():
        mailing.send(found, to)
