"""Tabs to other pages of a topic, beside its reflections and discussions. Higher floors register in ``apps.py``."""

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import Http404

from academy.models import Edition, Topic
from academy.pages.compiled import Compiled, later_id, later_text


@dataclasses.dataclass(frozen=True)
class Tab:
    """One tab of a topic's pages. ``words`` is a lazy translation. ``path(topic)``: the page behind the tab, "" where
    the topic has none.

    ``related``: what ``path`` reads, as paths from a topic for ``select_related``. The topic has its edition.
    ``is_read``: the page is there to be read, so the tab stands before the discussions.
    """

    words: Any
    path: Callable[[Topic], str]
    related: tuple[str, ...] = ()
    is_read: bool = False


class TabOfTopic(NamedTuple):
    path: str
    words: Any
    is_read: bool


_tabs: list[Tab] = []


def register(tab: Tab) -> None:
    _tabs.append(tab)


def topic_with_tabs(edition: Edition, slug: str) -> Topic:
    """Returns the edition's topic with the relations that its tabs read. One query. Raises Http404."""
    found = _TOPIC.first(edition=edition.pk, slug=slug)
    if found is None:
        raise Http404
    found.edition = edition
    return found


def _topics() -> QuerySet[Topic]:
    related = [path for tab in _tabs for path in tab.related]
    topics = Topic.objects.filter(edition=later_id("edition"), slug=later_text("slug"))
    return topics.select_related(*related) if related else topics


_TOPIC = Compiled(_topics)


def tabs_of(topic: Topic) -> list[TabOfTopic]:
    """Returns the tabs that the topic has, in the order of registration."""
    found = [TabOfTopic(tab.path(topic), tab.words, tab.is_read) for tab in _tabs]
    return [tab for tab in found if tab.path]
