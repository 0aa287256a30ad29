"""Background jobs of exchanges."""

from django_tasks import TaskContext, task

from exchanges.calendars import mailing
from exchanges.models import Hour


@task(takes_context=True)
def send_invitation(context: TaskContext, hour: int, to: int) -> None:
    """Sends one member the calendar file of an hour (see ``exchanges.calendars.mailing``)."""
    if found := Hour.objects.select_related("ended_by__person").filter(pk=hour).first():
        mailing.send(found, to, job=str(context.task_result.id))
