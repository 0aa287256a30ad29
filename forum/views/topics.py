"""The topics of a course, and one topic on its two shores."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from academy.access import CourseRequest, in_course
from academy.models import Kind, Membership
from academy.pages.addresses import address
from academy.pages.numbers import number
from academy.voices import Voices, voices_of
from commons import notices
from commons.marks.marked import buttons
from commons.permissions import may_mark_across
from commons.telling import following
from forum import openings, shores
from forum.models import Reflection
from forum.permissions import may_reflect, sees_other_shore
from forum.reflecting import reflections
from forum.showing import listed
from forum.tabs import tabs_of, topic_with_tabs


@in_course
def topics(request: CourseRequest) -> HttpResponse:
    tallies = shores.tallies(request.edition)
    mine = {
        reflection.topic_id: reflection
        for reflection in Reflection.objects.filter(author=request.membership, topic__edition=request.edition)
    }
    rows = [(topic, tallies[topic.pk], mine.get(topic.pk)) for topic in request.edition.topics.all()]
    return render(request, "forum/topics.html", {"section": "topics", "rows": rows})


@in_course
def topic(request: CourseRequest, topic: str) -> HttpResponse:
    this = topic_with_tabs(request.edition, topic)
    notices.mark_seen(request.membership, [address("topic", request.edition.slug, this.slug)])
    voices = voices_of(request.edition)
    blocs = voices.blocs
    filters, show = shores.filters(blocs), request.GET.get("show", "")
    show = show if show in filters else ""
    before = number(request, "before")
    if show or before:
        found = shores.published(this, request.membership).filter(filters[show])
        page = list(shores.older_than(found, before)[: shores.PAGE + 1])
    else:
        page = shores.newest(this, request.membership)
    shown, more = page[: shores.PAGE], page[shores.PAGE :]
    voices.lend(shown)
    _lay_across(shown, voices, request.membership)
    mine = reflections.own(this, request.membership)
    context = {
        "section": "topics",
        "topic": this,
        "tabs": tabs_of(this),
        "tally": shores.tally_of(this),
        "blocs": blocs,
        "show": show,
        "kinds": [Kind.GOVERNMENT, Kind.EMPLOYERS, Kind.WORKERS],
        "page": [listed(reflection) for reflection in shown],
        "older": shown[-1].pk if more else None,
        "mine": mine,
        "may_reflect": may_reflect(request.membership) and (this.closed_at is None or mine is not None),
        "stance": following.stance_of(request.membership, this),
        "open_shore": sees_other_shore(request.membership, this),
        "now": timezone.now(),
        **openings.opening_of(this, request.membership),
    }
    return render(request, "forum/topic.html", context)


def _lay_across(reflections: list[Reflection], voices: Voices, reader: Membership) -> None:
    """Gives each reflection its crossings to other blocs, the blocs it waits for, and the reader's button to mark it.

    Two queries. The reflections have their voices.
    """
    crossed = shores.crossings(reflections)
    marked = buttons(Reflection, [reflection.pk for reflection in reflections], reader)
    beside = {bloc: shores.others(voices, bloc) for bloc in {reflection.voice.bloc_id for reflection in reflections}}
    for reflection in reflections:
        reflection.crossed = crossed.get(reflection.pk, ())
        reflection.waits_for = beside[reflection.voice.bloc_id]
        markable = may_mark_across(reader, author_id=reflection.author_id, bloc_id=reflection.voice.bloc_id)
        reflection.button = marked[reflection.pk] if markable else None
