"""The tabs of a topic show the pages that higher floors registered, if the topic has them."""

import pytest
from django.urls import reverse

from academy.models import Topic
from academy.pages.compiled import Compiled
from forum import tabs


@pytest.fixture
def topic(edition) -> Topic:
    return edition.topics.first()


@pytest.fixture
def shown(topic, adjoa, client_of):
    def shown(page: str) -> str:
        return client_of(adjoa).get(reverse(page, args=[topic.edition.slug, topic.slug])).content.decode()

    return shown


@pytest.mark.parametrize("page", ["topic", "discussions"])
def test_a_topic_with_a_lounge_has_a_tab_for_it(topic, shown, page) -> None:
    assert f'<a href="{topic.lounge.get_absolute_url()}">Lounge</a>' in shown(page)


@pytest.mark.parametrize("page", ["topic", "discussions"])
def test_a_topic_without_a_lounge_has_none(topic, shown, page) -> None:
    topic.lounge.delete()
    assert ">Lounge</a>" not in shown(page)


def test_an_app_adds_a_tab_when_the_topic_has_its_page(topic, shown, monkeypatch) -> None:
    monkeypatch.setattr(tabs, "_tabs", [])
    monkeypatch.setattr(tabs, "_TOPIC", Compiled(tabs._topics))
    tabs.register(tabs.Tab("Cards", lambda topic: f"/cards/{topic.slug}/"))
    tabs.register(tabs.Tab("Nothing", lambda topic: ""))
    assert f'<a href="/cards/{topic.slug}/">Cards</a>' in shown("topic")
    assert "Nothing</a>" not in shown("topic")


def test_a_topic_is_loaded_with_the_relations_that_its_tabs_read(topic, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        found = tabs.tabs_of(tabs.topic_with_tabs(topic.edition, topic.slug))
    assert [str(tab.words) for tab in found] == ["Lounge", "Outcomes", "Comparison", "Practices"]
