"""Pages of lower floors link to pages of higher floors by their registered names."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from academy.pages.pages_above import PageAbove, front_page, hello, person_record


def test_a_page_that_nobody_registered_is_named_in_the_error() -> None:
    with pytest.raises(ImproperlyConfigured, match="No app registered the page of tides"):
        PageAbove("the page of tides").path("lma-2023")


def test_a_link_leads_to_the_page_that_an_app_registered(edition, kerwin) -> None:
    assert edition.get_absolute_url() == front_page.path(edition.slug) == reverse("today", args=[edition.slug])
    for page, name in ((person_record, "person_record"), (hello, "say_hello")):
        assert page.path(edition.slug, kerwin.pk) == reverse(name, args=[edition.slug, kerwin.pk])


def test_the_people_page_links_to_records_and_conversations(edition, kerwin, adjoa, chiara, client_of) -> None:
    record, talk = (page.path(edition.slug, kerwin.pk) for page in (person_record, hello))
    for reader, sees_record in ((adjoa, False), (chiara, True)):
        page = client_of(reader).get(reverse("people", args=[edition.slug])).content.decode()
        assert (f'href="{record}"' in page) is sees_record
        assert f'formaction="{talk}"' in page
