"""The people page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from academy.access import CourseRequest, in_course
from academy.models import Kind, Role
from academy.people import people_of
from academy.voices import voices_of


@in_course
def people(request: CourseRequest) -> HttpResponse:
    topics = list(request.edition.topics.all())
    topic, kind = request.GET.get("topic", ""), request.GET.get("kind", "")
    here = list(
        people_of(
            request.edition,
            topic=topic if topic in {known.slug for known in topics} else "",
            kind=kind if kind in Kind.values else "",
        )
    )
    titles = {known.slug: known.titles for known in topics}
    for member in here:
        member.first_topics = [titles[slug] for slug in member.ranked_topics[:2] if slug in titles]
    blocs = voices_of(request.edition).blocs
    delegates = [member for member in here if member.role == Role.DELEGATE]
    context = {
        "section": "people",
        "others": [member for member in here if member.role != Role.DELEGATE],
        "banks": [(bloc, [member for member in delegates if member.bloc_id == bloc.pk]) for bloc in blocs],
        "nobody": not delegates,
        "topics": topics,
        "topic": topic,
        "kind": kind,
        "kinds": [Kind.GOVERNMENT, Kind.EMPLOYERS, Kind.WORKERS, Kind.SECRETARIAT],
        "now": timezone.now(),
    }
    return render(request, "academy/people.html", context)
