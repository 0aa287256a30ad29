"""The address of a source in a text unfolds to its card, for those who may read it."""

import pytest

from academy.courses.editions import open_edition
from commons import moderation
from tests.commons.written import cell_of, write

HOST = "http://testserver"


@pytest.fixture
def thread(edition, adjoa):
    return write("thread", adjoa)


def answer(client, thread, *addresses: str) -> str:
    body = "Look: " + " and ".join(HOST + address for address in addresses)
    client.post(f"{thread.get_absolute_url()}posts/", {"body": body, "language": "en"})
    return client.get(thread.get_absolute_url()).content.decode()


def test_a_card_stands_beneath_the_text_and_its_link_stays(edition, kerwin, thread, client_of) -> None:
    cell = cell_of(edition)
    text = answer(client_of(kerwin), thread, cell.get_absolute_url(), cell.get_absolute_url())
    assert text.count('class="source-card east"') == 1
    assert f'href="{HOST}{cell.get_absolute_url()}"' in text
    assert cell.aspect.title["en"] in text


def test_an_aspect_unfolds_with_both_blocs(edition, kerwin, thread, client_of) -> None:
    aspect = cell_of(edition).aspect
    text = answer(client_of(kerwin), thread, aspect.get_absolute_url())
    assert text.count('class="source-card middle"') == 1
    assert "CARICOM · ECOWAS" in text


def test_who_may_not_read_the_source_sees_a_plain_link(edition, kerwin, adjoa, chiara, thread, client_of) -> None:
    practice = write("practice", adjoa, title="Words that are hidden.")
    moderation.hide(practice, by=chiara, reason="Too sharp.")
    text = answer(client_of(kerwin), thread, practice.get_absolute_url())
    assert f'href="{HOST}{practice.get_absolute_url()}"' in text
    assert "Words that are hidden." not in text
    assert "Words that are hidden." in client_of(adjoa).get(thread.get_absolute_url()).content.decode()


def test_another_course_another_site_and_no_address_stay_plain(edition, kerwin, thread, client_of) -> None:
    other = cell_of(open_edition("lma-2024", pack="lma-2023"))
    odd = ["/provisions/99999999999999999999/", "/provisions/0/", "/nothing/", "/topics/1/", "/courses/x/"]
    text = answer(client_of(kerwin), thread, other.get_absolute_url(), *odd)
    assert "source-card" not in text
    client_of(kerwin).post(
        f"{thread.get_absolute_url()}posts/",
        {"body": f"https://example.org{cell_of(edition).get_absolute_url()}", "language": "en"},
    )
    assert "source-card" not in client_of(kerwin).get(thread.get_absolute_url()).content.decode()
