"""``/metrics``: permission to read it, and its figures."""

import re

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from rooms import figures

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-the-tests"
AWAY = "203.0.113.7"


@pytest.fixture(autouse=True)
def token(settings) -> None:
    settings.METRICS_TOKEN = TOKEN


def ask(address: str = "127.0.0.1", **headers: str):
    return Client(REMOTE_ADDR=address, headers=headers).get("/metrics")


def value(name: str, **labels: str) -> float:
    for family in text_string_to_metric_families(ask().text):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    raise AssertionError(f"no {name} {labels}")


def test_a_request_from_this_machine_reads_metrics() -> None:
    assert ask().status_code == 200
    assert ask("::1").status_code == 200


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip"])
def test_a_request_through_a_proxy_does_not_count_as_local(header) -> None:
    assert ask(**{header: "127.0.0.1"}).status_code == 403


def test_a_remote_request_without_the_token_is_refused() -> None:
    assert ask(AWAY).status_code == 403
    for brought in ("", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer é"):
        assert ask(AWAY, authorization=brought).status_code == 403


def test_a_request_with_the_token_reads_from_anywhere() -> None:
    assert ask(AWAY, authorization=f"Bearer {TOKEN}").status_code == 200
    forwarded = {"x-forwarded-for": AWAY, "authorization": f"bearer {TOKEN}"}
    assert ask(**forwarded).status_code == 200


def test_without_a_configured_token_every_token_is_refused(settings) -> None:
    settings.METRICS_TOKEN = None
    for brought in ("Bearer None", "Bearer ", "Bearer"):
        assert ask(AWAY, authorization=brought).status_code == 403


def test_page_requests_are_counted_by_class_of_status() -> None:
    before = value("kapok_page_seconds_count", status="4xx")
    for _n in range(3):
        Client().get("/nothing-here/")
    assert value("kapok_page_seconds_count", status="4xx") == before + 3


def test_the_figures_of_rooms_are_counted() -> None:
    sockets, acks = value("kapok_room_sockets"), value("kapok_room_ack_seconds_count")
    closed = value("kapok_room_closes_total", code="4408")
    other = value("kapok_room_closes_total", code="other")
    for _n in range(3):
        figures.socket_opened()
    figures.socket_closed(4408)
    figures.socket_closed(4999)
    figures.act_came()
    figures.act_acked(0.003)
    figures.delivered(200)
    figures.waiting(7)
    figures.layer_answers(False)
    assert value("kapok_room_sockets") == sockets + 1
    assert value("kapok_room_ack_seconds_count") == acks + 1
    assert value("kapok_room_closes_total", code="4408") == closed + 1
    assert value("kapok_room_closes_total", code="other") == other + 1, "a client cannot make up series"
    assert value("kapok_room_waiting") == 7
    assert value("kapok_layer_up") == 0
    figures.layer_answers(True)


def test_every_figure_of_kapok_has_a_help_sentence() -> None:
    text = ask().text
    ours = set(re.findall(r"^# TYPE (kapok_\w+) ", text, re.MULTILINE))
    assert {"kapok_room_sockets", "kapok_room_sends_total", "kapok_room_ack_seconds", "kapok_page_seconds"} <= ours
    for name in ours:
        assert re.search(rf"^# HELP {name} \w.+\.$", text, re.MULTILINE), name
