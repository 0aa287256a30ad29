"""Without JavaScript the language switch sends the form of the page, and only its button tells it from Send."""

from collections.abc import Iterator

import pytest
from django.forms import Form
from django.urls import get_resolver, reverse

from academy.typed.fields import TypedLine
from commons.sending.unsent import TEXTS
from forum.models import Post

TEXT = "It took me an hour to write this."


def every(form: type[Form]) -> Iterator[type[Form]]:
    for kind in form.__subclasses__():
        yield kind
        yield from every(kind)


def test_every_field_that_people_type_into_is_known_as_a_text() -> None:
    """One word in a form of its own would be lost otherwise."""
    get_resolver().url_patterns  # loads all views, and with them all forms  # noqa: B018
    typed = {name for form in every(Form) for name, field in form.base_fields.items() if isinstance(field, TypedLine)}
    assert {"body", "what", "sentence"} <= typed
    assert {name for name in typed if not name.startswith(TEXTS)} == set()


def test_what_was_typed_is_shown_in_the_other_language_and_is_not_sent(client_of, kerwin, thread) -> None:
    client = client_of(kerwin)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert 'lang="fr" name="page-language" formnovalidate form="answer"' in page
    sent = {"body": TEXT, "page": thread.get_absolute_url(), "page-language": "fr", "kept": "7-answer-1"}
    answer = client.post(reverse("write_post", args=[thread.pk]), sent)
    assert answer["Location"] == reverse("unsent")
    assert "kapok-sent" not in answer.cookies
    there = client.get(answer["Location"]).content.decode()
    assert '<html lang="fr">' in there
    assert f">\n{TEXT}</textarea>" in there
    assert not Post.objects.filter(body=TEXT).exists()
    client.post(reverse("write_post", args=[thread.pk]), {"body": TEXT})
    assert Post.objects.filter(author=kerwin, body=TEXT).count() == 1
    assert client.get(reverse("unsent")).status_code == 302


@pytest.mark.parametrize("page", ["/you/", "https://evil.example/"])
def test_where_nothing_was_typed_it_leads_back(client_of, kerwin, thread, page) -> None:
    answer = client_of(kerwin).post(
        reverse("write_post", args=[thread.pk]), {"body": " ", "page": page, "page-language": "fr"}
    )
    assert answer["Location"] == ("/you/" if page == "/you/" else "/")
    kerwin.person.refresh_from_db()
    assert kerwin.person.language == "fr"
