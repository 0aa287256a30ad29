"""Every form that people write texts into keeps them: on the device, and on the server while its writer signs in."""

import re

import pytest
from django.urls import reverse

from tests.commons import world as worlds
from tests.test_query_counts import PAGES

FORM = re.compile(r"<form(?P<tag>[^>]*?method=\"post\".*?)>(?P<inside>.*?)</form>", re.DOTALL)
FIELD = re.compile(r"<textarea|<input(?![^>]*type=\"(?!text))[^>]*(?:class=\"field\"|data-longest)")
"""Neither a day nor an address."""
ON_THE_DEVICE = ("data-keep", "data-draft", "data-composer", "data-field")
OF_NAMES = {"profile", "welcome"}
OF_A_TAP = {"follow_up"}
"""One writes a sentence there without being signed in."""
OF_A_REASON = {"moderation", "person_record"}
"""A facilitator's short reason stays on no device; the server keeps it."""


@pytest.mark.django_db
def test_each_form_keeps_its_text(django_db_setup, django_db_blocker) -> None:
    found, lost, strange = 0, [], []
    with worlds.shared(django_db_blocker) as world:
        for page, (of, who) in PAGES.items():
            answer = world.client(who).get(reverse(page.split()[0], args=world.of[of]), headers={"accept": "text/html"})
            if not answer["Content-Type"].startswith("text/html") or page in OF_NAMES | OF_A_TAP:
                continue
            for form in FORM.finditer(answer.content.decode()):
                if not FIELD.search(form["inside"]):
                    continue
                found += 1
                if not any(name in form["tag"] for name in ON_THE_DEVICE) and page not in OF_A_REASON:
                    lost.append((page, form["tag"]))
                if 'name="writer"' not in form["inside"]:
                    strange.append((page, form["tag"]))
    assert found > 40
    assert lost == []
    assert strange == []
