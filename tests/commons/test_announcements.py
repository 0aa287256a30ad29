"""Announcements of a whole course: written once in its languages, read by each in theirs, told as each chose."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from commons import moderation
from commons.announcements import announcing
from commons.models import Announcement, Notice
from commons.telling import groups, mailing
from today.gathering import today_for

pytestmark = pytest.mark.django_db
IN_TWO = {
    "titles_en": "We begin at nine",
    "texts_en": "Bring **two** questions.",
    "titles_fr": "Nous commençons à neuf heures",
    "texts_fr": "Apportez deux questions.",
}


@pytest.fixture
def announced(client_of, edition, chiara, adjoa, kerwin) -> Announcement:
    address = reverse("new_announcement", args=[edition.slug])
    assert client_of(chiara).post(address, IN_TWO | {"client_id": str(uuid.uuid4())}).status_code == 302
    return Announcement.objects.select_related("edition").get()


def test_only_those_who_run_the_course_announce(client_of, edition, adjoa) -> None:
    address = reverse("new_announcement", args=[edition.slug])
    assert client_of(adjoa).post(address, IN_TWO).status_code == 403
    words = announcing.Words({"en": "No"}, {"en": "No."})
    with pytest.raises(PermissionDenied):
        announcing.announce(edition, by=adjoa, words=words, client_id=uuid.uuid4())


def test_each_reads_it_in_their_language_or_the_nearest(announced, client_of, adjoa, kerwin) -> None:
    page = announced.get_absolute_url().split("#")[0]
    french = client_of(adjoa).get(page, headers={"accept-language": "fr"}).content.decode()
    assert 'lang="fr">Nous commençons à neuf heures' in french
    portuguese = client_of(kerwin).get(page, headers={"accept-language": "pt"}).content.decode()
    assert 'lang="en">We begin at nine' in portuguese


def test_who_writes_it_learns_which_languages_are_missing(announced, client_of, chiara, adjoa) -> None:
    page = announced.get_absolute_url().split("#")[0]
    assert "Not written yet in: Portuguese." in client_of(chiara).get(page).content.decode()
    assert "Not written yet" not in client_of(adjoa).get(page).content.decode()


def test_a_language_is_added_later_and_nobody_is_told_again(announced, client_of, chiara, adjoa) -> None:
    address = reverse("edit_announcement", args=[announced.edition.slug, announced.pk])
    assert "We begin at nine" in client_of(chiara).get(address).content.decode()
    added = IN_TWO | {"titles_pt": "Começamos às nove", "texts_pt": "Tragam duas perguntas."}
    client_of(chiara).post(address, added)
    assert set(Announcement.objects.get().titles) == {"en", "fr", "pt"}
    assert Notice.objects.filter(to=adjoa).count() == 1


@pytest.mark.parametrize("wrong", [{"texts_fr": ""}, {"titles_fr": "Un titre"}, {"texts_en": "A text."}])
def test_what_is_not_whole_comes_back_with_its_text(client_of, edition, chiara, wrong) -> None:
    answer = client_of(chiara).post(reverse("new_announcement", args=[edition.slug]), wrong)
    assert answer.status_code == 422
    assert all(typed in answer.content.decode() for typed in wrong.values())
    assert not Announcement.objects.exists()


def test_a_form_that_is_sent_twice_announces_once(client_of, edition, chiara, adjoa) -> None:
    form = IN_TWO | {"client_id": str(uuid.uuid4())}
    for _tap in range(2):
        client_of(chiara).post(reverse("new_announcement", args=[edition.slug]), form)
    assert Notice.objects.filter(to=adjoa, kind=announcing.KIND).count() == 1


def test_it_stands_on_today_until_it_is_hidden(announced, adjoa, chiara) -> None:
    assert today_for(adjoa)["announced"] == [announced]
    moderation.hide(announced, by=chiara, reason="Too early.")
    assert today_for(adjoa)["announced"] == []
    assert not Notice.objects.filter(to=adjoa).exists()


def test_the_mail_says_it_in_full_in_the_readers_language_when_they_chose(announced, adjoa, kerwin) -> None:
    groups.choose(kerwin.person, {groups.COURSE: "never"})
    groups.choose(adjoa.person, {groups.COURSE: "once"})
    noon = timezone.now().replace(hour=12) + datetime.timedelta(days=1)
    mailing.tell_what_is_due(noon)
    letters = [result.args_kwargs["kwargs"] for result in DBTaskResult.objects.all()]
    (letter,) = [letter for letter in letters if letter["to"] == adjoa.person.email]
    assert "Nous commençons" in letter["subject"]
    assert "Apportez deux questions." in letter["body"]
    assert kerwin.person.email not in [letter["to"] for letter in letters]


def test_what_one_has_read_is_no_news_any_more(announced, client_of, adjoa) -> None:
    client_of(adjoa).get(announced.get_absolute_url().split("#")[0])
    assert not Notice.objects.filter(to=adjoa, read_at=None).exists()
    with translation.override("fr"):
        assert announced.excerpt == "Nous commençons à neuf heures"
