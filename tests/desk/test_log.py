"""The page of the audit log, and a person's record."""

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from academy.models import Person, Role, SignInLink
from commons import moderation
from commons.moderation import auditing
from tests import cast
from tests.commons.written import write as write_a


@pytest.fixture
def busy(kerwin, shanice, chiara, luca):
    """Four acts on two people by two facilitators."""
    post = write_a("post", kerwin)
    moderation.hide(post, by=chiara, reason="Too sharp.")
    moderation.restore(post, by=luca, reason="On second thought.")
    moderation.mute(kerwin, by=chiara, minutes=60, reason="A pause.")
    moderation.suspend(shanice, by=luca, reason="Insults.")


@pytest.fixture
def shown(edition, chiara, client_of):
    """``shown(act="mute")``: act and reason of each entry on the log's page, newest first."""

    def shown(**query) -> list[tuple[str, str]]:
        page = client_of(chiara).get(reverse("audit", args=[edition.slug]), query)
        entries = page.context["page"]
        assert all(entry.reason in page.content.decode() for entry in entries)
        return [(entry.act, entry.reason) for entry in entries]

    return shown


def test_the_log_shows_acts_and_reasons_newest_first(busy, shown) -> None:
    assert shown() == [
        ("suspend", "Insults."),
        ("mute", "A pause."),
        ("restore", "On second thought."),
        ("hide", "Too sharp."),
    ]


def test_the_log_filters_by_act_and_by_person(busy, shown, kerwin, shanice) -> None:
    assert shown(act="mute") == [("mute", "A pause.")]
    assert [act for act, _reason in shown(person=kerwin.pk)] == ["mute", "restore", "hide"]
    assert shown(person=shanice.pk, act="mute") == []
    assert len(shown(person="nobody")) == 4


def test_the_log_can_be_narrowed_to_every_act_that_an_app_registered(edition, chiara, shown, client_of) -> None:
    for act in auditing.acts():
        auditing.record(act, by=chiara, edition=edition, reason=f"Why {act}.")
    for act in auditing.acts():
        assert shown(act=act) == [(act, f"Why {act}.")]
    assert {"hide", "settle", "open", "answer", "slow", "speed up", "close", "reopen"} <= set(auditing.acts())


def test_the_filter_names_every_act_in_the_readers_language(edition, chiara, client_of) -> None:
    chiara.person.language = "fr"
    chiara.person.save()
    page = client_of(chiara).get(reverse("audit", args=[edition.slug])).content.decode()
    with translation.override("fr"):
        for act, words in auditing.acts().items():
            assert f'<option value="{act}">{escape(words)}</option>' in page, act
        assert "Salle fermée" in page


@pytest.mark.parametrize("act", ["no such act", "HIDE", "\0", "x" * 2000])
def test_an_act_that_nobody_registered_shows_nothing_and_says_so(busy, edition, chiara, client_of, act) -> None:
    page = client_of(chiara).get(reverse("audit", args=[edition.slug]), {"act": act})
    assert list(page.context["page"]) == []
    assert "There is no such act." in page.content.decode()


def test_an_act_that_has_not_happened_yet_is_not_called_unknown(busy, edition, chiara, client_of) -> None:
    page = client_of(chiara).get(reverse("audit", args=[edition.slug]), {"act": "slow"}).content.decode()
    assert "Nothing yet." in page
    assert "There is no such act." not in page


def test_the_log_leaves_out_another_course(busy, other_edition, chiara, admin, client_of) -> None:
    page = client_of(admin).get(reverse("audit", args=[other_edition.slug]))
    assert list(page.context["page"]) == []


def test_a_long_log_comes_page_by_page(edition, kerwin, chiara, client_of) -> None:
    for n in range(60):
        moderation.mute(kerwin, by=chiara, minutes=15, reason=f"Pause {n}.")
    client, seen, before = client_of(chiara), [], ""
    while before is not None:
        page = client.get(reverse("audit", args=[edition.slug]), {"before": before, "act": "mute"}).context
        seen += [entry.reason for entry in page["page"]]
        before = page["older"]
    assert seen == [f"Pause {n}." for n in reversed(range(60))]


def test_a_persons_record_shows_only_acts_about_that_person(busy, edition, kerwin, chiara, client_of) -> None:
    page = client_of(chiara).get(reverse("person_record", args=[edition.slug, kerwin.pk])).content.decode()
    for words in ("Too sharp.", "On second thought.", "A pause.", "Cannot write until"):
        assert words in page
    assert "Insults." not in page


def test_a_record_offers_only_acts_that_are_possible_now(busy, edition, kerwin, shanice, chiara, client_of) -> None:
    client = client_of(chiara)
    for member, offered, not_offered in (
        (kerwin, ("unmute", "suspend"), ("mute", "lift_suspension")),
        (shanice, ("mute", "lift_suspension"), ("unmute", "suspend")),
    ):
        page = client.get(reverse("person_record", args=[edition.slug, member.pk])).content.decode()
        for name in offered:
            assert f'formaction="{reverse(name, args=[edition.slug, member.pk])}"' in page, name
        for name in not_offered:
            assert f'formaction="{reverse(name, args=[edition.slug, member.pk])}"' not in page, name


def test_a_facilitators_own_record_offers_no_act(edition, chiara, client_of) -> None:
    page = client_of(chiara).get(reverse("person_record", args=[edition.slug, chiara.pk])).content.decode()
    assert "formaction" not in page


def test_a_sign_in_link_is_shown_once_and_signs_its_person_in(edition, kerwin, chiara, client_of, client) -> None:
    at_desk = client_of(chiara)
    record = reverse("person_record", args=[edition.slug, kerwin.pk])
    assert at_desk.post(reverse("person_link", args=[edition.slug, kerwin.pk]))["Location"] == record
    page = at_desk.get(record).content.decode()
    link = page.split('<code class="link">')[1].split("</code>")[0]
    assert link not in at_desk.get(record).content.decode()
    assert SignInLink.objects.get().made_by == chiara.person
    client.post("/enter/" + link.rstrip("/").split("/")[-1] + "/")
    assert client.session["_auth_user_id"] == str(kerwin.person_id)


@pytest.mark.parametrize("whom", ["luca", "chiara"])
def test_a_facilitator_makes_no_link_for_the_team(request, edition, chiara, client_of, whom) -> None:
    """With such a link a facilitator could sign in as another one, or as an administrator."""
    member = request.getfixturevalue(whom)
    answer = client_of(chiara).post(reverse("person_link", args=[edition.slug, member.pk]))
    assert answer.status_code == 403
    assert not SignInLink.objects.exists()


@pytest.mark.parametrize("power", ["runs the installation", "runs another course"])
def test_a_facilitator_makes_no_link_for_a_delegate_with_a_role_elsewhere(
    edition, other_edition, kerwin, chiara, admin, client_of, power
) -> None:
    """A link signs its person in everywhere."""
    if power == "runs another course":
        cast.join(other_edition, "kerwin", role=Role.FACILITATOR)
    Person.objects.filter(pk=kerwin.person_id).update(is_superuser=power == "runs the installation")
    address = reverse("person_link", args=[edition.slug, kerwin.pk])
    assert client_of(chiara).post(address).status_code == 403
    assert not SignInLink.objects.exists()
    assert client_of(admin).post(address).status_code == 302
