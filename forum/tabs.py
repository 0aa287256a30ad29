"""Tabs to other pages of a topic, beside its reflections and discussions. Higher floors register in ``apps.py``."""

import dataclasses
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from academy.models import Edition, Topic


@dataclasses.dataclass(frozen=True)
class Tab:
    """``words`` is a lazy translation. ``path(topic)``: the page behind the tab, "" where the topic has none.

    ``related``: what ``path`` reads, as paths from a topic for ``select_related``.
    """

    words: Any
    path: Callable[[Topic], str]
    related: tuple[str, ...] = ()


_tabs: list[Tab] = []


def register(tab: Tab) -> None:
    _tabs.append(tab)


def topics_with_tabs(edition: Edition) -> QuerySet[Topic]:
    """Returns the edition's topics with the relations that their tabs read. One query."""
    related = [path for tab in _tabs for path in tab.related]
    topics = Topic.objects.filter(edition=edition)
    return topics.select_related(*related) if related else topics


def tabs_of(topic: Topic) -> list[tuple[str, Any]]:
    """Returns path and words of each tab that the topic has, in the order of registration."""
    found = [(tab.path(topic), tab.words) for tab in _tabs]
    return [(path, words) for path, words in found if path]
