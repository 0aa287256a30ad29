"""Fixtures: a card of Kerwin's from what ECOWAS has on a question, and a form that makes one."""

import pytest
from django.urls import reverse

from academy.models import Membership, State
from board.models import Card
from compare.models import Provision
from tests import cast
from tests.commons.written import cell_of

FORM = {
    "what": "Employment injury first",
    "why": "Employers can price it.",
    "law": "A protocol.",
    "next_step": "One meeting.",
    "due": "2030-01-31",
    "topic": "social-security",
    "readers": "edition",
    "language": "en",
}


@pytest.fixture
def cell(edition) -> Provision:
    """What ECOWAS has on the branches of social security."""
    return cell_of(edition)


@pytest.fixture
def verlyn(edition) -> Membership:
    """A second delegate of Jamaica."""
    return cast.join(edition, "shanice", state=State.objects.get(code="JM"))


@pytest.fixture
def card(edition, cell, kerwin, client_of) -> Card:
    answer = client_of(kerwin).post(reverse("take_home", args=["provision", cell.pk]), FORM)
    assert answer.status_code == 302, answer.content.decode()
    return Card.objects.select_related("edition").get()
