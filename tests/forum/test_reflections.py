"""Published reflections: their rules, their history, their answers, and the counts of a topic."""

import html
import re

import pytest
from django.urls import reverse

from commons import moderation
from commons.models import Notice
from forum import shores
from forum.models import Reflection
from forum.reflecting import reflections
from tests import cast


@pytest.mark.parametrize(("headline", "answer", "missing"), [("", "Typed", "headline"), ("Typed", " ", "questions")])
def test_an_incomplete_reflection_comes_back_with_its_text_and_a_message(
    client_of, adjoa, topic, headline, answer, missing
) -> None:
    key = topic.edition.prompts.first().key
    found = client_of(adjoa).post(
        reverse("write_reflection", args=[topic.edition.slug, topic.slug]),
        {"act": "publish", "headline": headline, f"answer-{key}": answer},
    )
    assert found.status_code == 422
    assert missing in found.context["missing"]
    assert "Typed" in found.content.decode()
    assert not Reflection.objects.filter(published_at__isnull=False).exists()


def test_both_shores_and_the_team_read_a_published_reflection(
    publish, client_of, adjoa, tunde, kerwin, trevor, chiara
) -> None:
    reflection = publish(adjoa, "We count periods", "They **add up**.")
    for reader in (tunde, kerwin, trevor, chiara):
        read = client_of(reader).get(reflection.get_absolute_url()).content.decode()
        assert "We count periods" in read
        assert "<strong>add up</strong>" in read


def test_an_edit_keeps_the_text_before_as_a_version(publish, client_of, adjoa, kerwin) -> None:
    reflection = publish(adjoa, "Before the exchange", "Before.")
    first_published = reflection.published_at
    publish(adjoa, "After the exchange", "After.")
    publish(adjoa, "Much later", "Later.")
    reflection.refresh_from_db()
    assert reflection.headline == "Much later"
    assert reflection.published_at == first_published
    assert [version.headline for version in reflection.versions.all()] == ["After the exchange", "Before the exchange"]
    assert reflection.versions.last().published_at == first_published
    history = client_of(kerwin).get(reverse("reflection_history", args=[reflection.pk])).content.decode()
    assert "Before the exchange" in history
    assert "After the exchange" in history


def test_each_author_has_one_reflection_per_topic(publish, adjoa, tunde, edition) -> None:
    for topic in edition.topics.all()[:2]:
        for author in (adjoa, tunde):
            publish(author, on=topic)
            publish(author, on=topic)
    assert Reflection.objects.count() == 4


def test_a_notice_leads_the_author_to_an_answer(publish, write, client_of, adjoa, kerwin) -> None:
    reflection = publish(adjoa, "We count periods")
    post = write(kerwin, "So do we.", where=reflection.thread)
    notice = Notice.objects.get(to=adjoa, kind="comment")
    assert notice.path == post.get_absolute_url()
    client = client_of(adjoa)
    page = client.get(notice.path, follow=True)
    assert page.redirect_chain[-1][0] == f"{reflection.get_absolute_url()}#post-{post.pk}"
    assert "So do we." in page.content.decode()
    assert "We count periods" in client.get(reverse("notices", args=[adjoa.edition.slug])).content.decode()


def test_nobody_is_notified_of_their_own_answer(publish, write, adjoa) -> None:
    write(adjoa, "I forgot something.", where=publish(adjoa).thread)
    assert not Notice.objects.filter(to=adjoa).exists()


def test_a_draft_has_no_comments(adjoa, topic, said, client_of) -> None:
    reflections.save_draft(topic, by=adjoa, text=said())
    draft = Reflection.objects.get()
    assert not hasattr(draft, "thread")
    assert client_of(adjoa).get(draft.get_absolute_url()).status_code == 200


def test_only_an_answer_from_the_other_shore_counts(publish, write, adjoa, tunde, chiara, kerwin, topic) -> None:
    reflection = publish(adjoa)
    tally = lambda: shores.tallies(topic.edition)[topic.pk]  # noqa: E731
    for own in (adjoa, tunde, chiara):
        write(own, where=reflection.thread)
        assert (tally().answered, tally().waiting) == (0, 1), own
    write(kerwin, where=reflection.thread)
    assert (tally().answered, tally().waiting) == (1, 0)


def test_a_second_answer_keeps_the_time_of_the_first(publish, write, adjoa, kerwin, shanice) -> None:
    reflection = publish(adjoa)
    write(kerwin, where=reflection.thread)
    reflection.refresh_from_db()
    first = reflection.answered_at
    write(shanice, where=reflection.thread)
    reflection.refresh_from_db()
    assert reflection.answered_at == first


def test_the_topic_does_not_count_drafts_and_hidden_reflections(
    publish, adjoa, tunde, mariam, chiara, topic, said
) -> None:
    publish(adjoa)
    moderation.hide(publish(tunde), by=chiara, reason="No.")
    reflections.save_draft(topic, by=mariam, text=said())
    assert shores.tallies(topic.edition)[topic.pk].reflections == 1


def test_a_topic_counts_answers_from_the_other_shore(publish, write, client_of, adjoa, tunde, kerwin, topic) -> None:
    write(kerwin, where=publish(adjoa).thread)
    publish(tunde)
    client = client_of(kerwin)
    page = client.get(reverse("topics", args=[topic.edition.slug])).content.decode()
    assert "1 of 2 reflections answered from the other shore" in page
    own = client.get(reverse("topic", args=[topic.edition.slug, topic.slug])).content.decode()
    assert "<b>1 of 2</b> answered from the other shore · 1 waits" in own


def test_a_reflections_card_names_the_state_that_answered(publish, write, client_of, adjoa, kerwin, topic) -> None:
    write(kerwin, where=publish(adjoa).thread)
    page = client_of(adjoa).get(reverse("topic", args=[topic.edition.slug, topic.slug])).content.decode()
    assert f"{kerwin.state.names['en']}</span>" in page.split('class="crossed')[1]


def test_a_reflection_whose_only_answer_is_hidden_waits_again(publish, write, adjoa, kerwin, shanice, chiara) -> None:
    reflection = publish(adjoa)
    first, second = (write(member, where=reflection.thread) for member in (kerwin, shanice))

    def answered_at() -> object:
        reflection.refresh_from_db()
        return reflection.answered_at

    moderation.hide(second, by=chiara, reason="No.")
    assert answered_at() == first.posted_at
    moderation.hide(first, by=chiara, reason="No.")
    assert answered_at() is None
    moderation.restore(second, by=chiara, reason="Yes.")
    assert answered_at() == second.posted_at


def test_a_reflections_card_names_each_state_once_in_order_of_answers(
    publish, write, client_of, adjoa, tunde, kerwin, shanice, topic
) -> None:
    reflection = publish(adjoa)
    for author in (tunde, kerwin, shanice, kerwin):
        write(author, where=reflection.thread)
    page = client_of(adjoa).get(reverse("topic", args=[topic.edition.slug, topic.slug])).content.decode()
    assert "↔ answered by Jamaica, Barbados" in " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "waits for" not in page


@pytest.mark.parametrize(
    ("language", "title", "question", "focus"),
    [
        ("fr", "Protection des travailleurs", "Qu'est-ce qui vous a frappé", "Regardez les branches couvertes"),
        ("pt", "Cobertura dos trabalhadores", "O que mais lhe chamou a atenção", "Veja os ramos cobertos"),
    ],
)
def test_titles_and_questions_are_shown_in_the_readers_language(
    publish, client_of, adjoa, topic, language, title, question, focus
) -> None:
    reflection = publish(adjoa)
    adjoa.person.language = language
    adjoa.person.save()
    client, course = client_of(adjoa), topic.edition.slug
    pages = {
        reverse("topics", args=[course]): [title],
        reverse("topic", args=[course, topic.slug]): [title],
        reverse("write_reflection", args=[course, topic.slug]): [title, question, focus],
        reflection.get_absolute_url(): [title, question],
    }
    for address, words in pages.items():
        page = html.unescape(client.get(address).content.decode())
        assert [said for said in words if said not in page] == [], address
        assert topic.titles["en"] not in page


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("", {"Adjoa's", "Tunde's", "Kerwin's"}),
        ("ECOWAS", {"Adjoa's", "Tunde's"}),
        ("CARICOM", {"Kerwin's"}),
        ("waiting-CARICOM", {"Tunde's"}),
        ("waiting-ECOWAS", {"Kerwin's"}),
        ("employers", {"Kerwin's"}),
        ("workers", set()),
        ("nothing-known", {"Adjoa's", "Tunde's", "Kerwin's"}),
    ],
)
def test_a_topic_filters_reflections_by_shore_by_waiting_and_by_kind_of_organisation(
    publish, write, client_of, adjoa, tunde, kerwin, topic, show, expected
) -> None:
    write(kerwin, where=publish(adjoa, "Adjoa's").thread)
    publish(tunde, "Tunde's")
    publish(kerwin, "Kerwin's")
    page = client_of(kerwin).get(reverse("topic", args=[topic.edition.slug, topic.slug]), {"show": show})
    assert {headline for _pk, _language, headline, *_more in page.context["page"]} == expected
    marked = re.findall(r'href="\?(?:show=)?([\w-]*)" aria-current="true"', page.content.decode())
    assert marked == ["" if show == "nothing-known" else show]


def test_reflections_come_page_by_page_each_once(publish, client_of, kerwin, edition, topic) -> None:
    """An import may publish many reflections at the same moment."""
    for member in cast.crowd(edition, "ECOWAS", 65):
        publish(member, f"By {member.person.given_name}")
    same = Reflection.objects.earliest("pk").published_at
    Reflection.objects.filter(pk__in=Reflection.objects.order_by("pk").values("pk")[:40]).update(published_at=same)
    client, seen, before = client_of(kerwin), [], ""
    while before is not None:
        page = client.get(reverse("topic", args=[edition.slug, topic.slug]), {"before": before}).context
        seen += [pk for pk, *_more in page["page"]]
        before = page["older"]
    assert len(seen) == len(set(seen)) == 65


def test_if_ones_own_reflection_comes_first_it_opens_the_other_shore(
    publish, client_of, edition, adjoa, kerwin, shanice, trevor, topic
) -> None:
    edition.own_reflection_first = True
    edition.save()
    theirs, ours = publish(adjoa, "From the east"), publish(shanice, "From the west")
    client = client_of(kerwin)
    assert client.get(theirs.get_absolute_url()).status_code == 403
    assert client.get(ours.get_absolute_url()).status_code == 200
    address = reverse("topic", args=[edition.slug, topic.slug])
    for page in (address, reverse("today", args=[edition.slug])):
        assert "From the east" not in client.get(page).content.decode(), page
    assert client_of(trevor).get(theirs.get_absolute_url()).status_code == 200, "only delegates must write first"
    publish(kerwin, "My own")
    assert client.get(theirs.get_absolute_url()).status_code == 200
    assert "From the east" in client.get(address).content.decode()


def test_publishing_what_stands_already_changes_nothing(publish, adjoa, kerwin, topic, said) -> None:
    published = publish(adjoa, "As it stands")
    reflections.save_draft(topic, by=adjoa, text=said("As it stands"), seen=reflections.EVERYTHING)
    again = publish(adjoa, "As it stands")
    assert (again.edited_at, again.draft, again.published_at) == (None, None, published.published_at)
    assert not again.versions.exists()
    assert again.readers.count() == 1


def test_a_hidden_answer_is_no_answer_from_its_state(publish, write, adjoa, kerwin, shanice, chiara) -> None:
    reflection = publish(adjoa)
    hidden = write(kerwin, where=reflection.thread)
    write(shanice, where=reflection.thread)
    crossed = lambda: shores.crossings([reflection])[reflection.pk]  # noqa: E731
    both = tuple(member.state.names["en"] for member in (kerwin, shanice))
    assert crossed() == both
    moderation.hide(hidden, by=chiara, reason="No.")
    assert crossed() == both[1:]
