"""Signing in with the code from an e-mail, through the pages that a browser opens."""

import dataclasses
import re
import time
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from academy.models import Person, Session
from tests.academy.letters import delivered, sent_code, write_catalogue
from tests.academy.sign_in.test_pasted_codes import NO_CODES

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def fields(page: HttpResponse, button: str = "<form") -> dict[str, str]:
    """Returns the hidden fields of the page's first form with ``button``; no field may appear twice."""
    forms = page.content.decode().split("<form")[1:]
    form = next(form for form in forms if button == "<form" or button in form.split("</form>")[0])
    hidden = HIDDEN.findall(form.split("</form>")[0])
    assert len(hidden) == len(dict(hidden))
    return dict(hidden)


def submit(browser: Client, address: str, **typed: str) -> HttpResponse:
    """Opens a page, fills in its first form and sends it; returns the answer."""
    page = browser.get(address)
    assert page.status_code == 200
    return browser.post(address, {**fields(page), **typed})


def ask(browser: Client, email: str, next_path: str = "") -> str:
    """Asks for a code; returns the address of the page where it is typed."""
    answer = submit(browser, "/sign-in/" + (f"?next={next_path}" if next_path else ""), email=email)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def signed_in(browser: Client) -> bool:
    return browser.get("/you/").status_code == 200


@pytest.fixture(autouse=True)
def mail_leaves(settings) -> None:
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, email={"EMAIL_HOST": "mail.example.org"})


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def clock(monkeypatch) -> Callable[[float], None]:
    """``clock(60)`` lets a minute pass for codes and limits."""
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])

    def pass_by(seconds: float) -> None:
        now[0] += seconds

    return pass_by


@pytest.mark.parametrize("typed", ["adjoa@example.org", " ADJOA@Example.org "])
def test_a_delegate_signs_in_with_the_code_from_the_email(adjoa, browser, typed) -> None:
    assert browser.get("/you/")["Location"] == "/sign-in/?next=/you/"
    where = ask(browser, typed)
    code = sent_code()
    assert not signed_in(browser), "asking alone opens nothing"
    answer = submit(browser, where, code=code)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(browser)
    assert browser.get("/", follow=True).redirect_chain[-1][0] == "/courses/lma-2023/"


def test_the_email_goes_to_the_asker_alone_and_gives_the_code_and_its_minutes(adjoa, browser) -> None:
    ask(browser, "adjoa@example.org")
    (letter,) = delivered()
    code = re.search(r"\d{6}", letter.subject).group()
    assert letter.to == ["adjoa@example.org"]
    assert letter.recipients() == ["adjoa@example.org"]
    assert letter.subject == f"Your Kapok code: {code}"
    assert code in letter.body
    assert "15 minutes" in letter.body


def test_the_requested_page_opens_after_the_code(adjoa, browser) -> None:
    where = ask(browser, "adjoa@example.org", "/courses/lma-2023/people/")
    answer = submit(browser, where, code="000000")
    answer = browser.post(where, {**fields(answer), "code": sent_code()})
    assert answer["Location"] == "/courses/lma-2023/people/", "even after a slip"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(adjoa, browser, away) -> None:
    where = ask(browser, "adjoa@example.org", away)
    assert where.startswith("/sign-in/code/")
    answer = submit(browser, where, code=sent_code())
    assert answer["Location"] == "/"


def test_a_pasted_letter_signs_in_and_costs_no_try(adjoa, browser) -> None:
    where = ask(browser, "adjoa@example.org")
    code = sent_code()
    for typed in (*NO_CODES, "\x00", *["x"] * 5):
        page = submit(browser, where, code=typed)
        assert (page.status_code, 'id="code-error"' in page.content.decode()) == (200, True)
    assert "No code of six digits stands here" in page.content.decode()
    pasted = f"\N{LEFT-TO-RIGHT MARK}Your Kapok code: {code[:3]}\N{NO-BREAK SPACE}{code[3:]}"
    assert submit(browser, where, code=pasted).status_code == 302
    assert signed_in(browser)


def test_a_code_works_once(adjoa, browser) -> None:
    where, other = ask(browser, "adjoa@example.org"), Client()
    code = sent_code()
    submit(browser, where, code=code)
    assert other.post(where, {"code": code})["Location"].startswith("/sign-in/"), (
        "a browser that did not ask cannot use it either"
    )
    assert not signed_in(other)
    browser.post("/sign-out/", {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value})
    assert not signed_in(browser)
    again = ask(browser, "adjoa@example.org")
    assert 'class="error"' in submit(browser, again, code=code).content.decode()
    assert not signed_in(browser)


def test_another_code_can_be_asked_for_on_the_page_of_the_code(adjoa, mariam, browser) -> None:
    """The new code cancels the earlier one. A person who mistyped their address starts again in this way."""
    waits = browser.get(ask(browser, "mariam@example.org", "/courses/lma-2023/people/"))
    earlier = sent_code()
    again = browser.post("/sign-out/", fields(waits, "Ask for another code"))
    where = submit(browser, again["Location"], email="adjoa@example.org")["Location"]
    later = sent_code()
    assert submit(browser, where, code=earlier).status_code == (302 if earlier == later else 200)
    assert submit(browser, where, code=later)["Location"] == "/courses/lma-2023/people/"
    assert "adjoa@example.org" in browser.get("/you/").content.decode()


def test_a_code_works_for_fifteen_minutes(adjoa, browser, clock) -> None:
    where = ask(browser, "adjoa@example.org")
    code = sent_code()
    clock(14 * 60)
    assert browser.get(where).status_code == 200
    clock(2 * 60)
    token = browser.cookies["csrftoken"].value
    assert browser.post(where, {"code": code, "csrfmiddlewaretoken": token})["Location"].startswith("/sign-in/")
    assert not signed_in(browser)


def test_five_wrong_codes_end_the_attempt_and_lock_nobody_else_out(adjoa, browser) -> None:
    """A stranger who guesses uses up only their own code; the person's code still works."""
    stranger = Client()
    where = ask(browser, "adjoa@example.org")
    code = sent_code()
    ask(stranger, "adjoa@example.org")
    strangers_code = sent_code()
    wrong = next(guess for guess in ("123456", "654321", "111111") if guess not in {code, strangers_code})
    answers = [stranger.post(where, {"code": wrong}) for _attempt in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [302]
    assert 'class="error"' in answers[0].content.decode()
    assert answers[-1]["Location"] == "/sign-in/"
    stranger.post(where, {"code": strangers_code})
    assert not signed_in(stranger), "the fifth wrong try cancels the code"
    submit(browser, where, code=code)
    assert signed_in(browser)


def test_an_address_asked_for_too_often_works_again_a_minute_later(adjoa, browser, clock) -> None:
    """Strangers cannot flood a mailbox, and they delay its owner by a minute at most."""
    where = ask(browser, "adjoa@example.org")
    code = sent_code()
    answers = [Client().post("/sign-in/", {"email": "adjoa@example.org"}).status_code for _stranger in range(10)]
    assert answers == [302] * 5 + [200] * 5
    assert len(delivered()) == 5
    assert submit(browser, where, code=code).status_code == 302, "the last code still works meanwhile"
    other = Client()
    assert 'class="error"' in submit(other, "/sign-in/", email="adjoa@example.org").content.decode()
    clock(61)
    ask(other, "adjoa@example.org")
    assert len(delivered()) == 1


def test_limits_are_the_same_for_known_and_unknown_addresses(adjoa) -> None:
    answers = {
        email: [Client().post("/sign-in/", {"email": email}).status_code for _time in range(8)]
        for email in ("adjoa@example.org", "nobody@example.org")
    }
    assert answers["adjoa@example.org"] == answers["nobody@example.org"]


def test_a_delegation_behind_one_ip_address_can_sign_in_together(edition) -> None:
    people = [Person.objects.create_user(f"p{n}@example.org") for n in range(40)]
    assert [Client().post("/sign-in/", {"email": person.email}).status_code for person in people] == [302] * 40
    assert len(delivered()) == 40


def test_an_unknown_address_gets_the_same_answer_and_no_email(adjoa) -> None:
    """The pages do not show who takes part."""
    answers = {}
    for email in ("adjoa@example.org", "nobody@example.org"):
        browser = Client()
        with CaptureQueriesContext(connection) as queries:
            asked = browser.post("/sign-in/", {"email": email})
            asking = len(queries)
        waits = browser.get(asked["Location"])
        wrong = browser.post(asked["Location"], {"code": "000000"})
        ends = [browser.post(asked["Location"], {"code": "000000"}).status_code for _attempt in range(5)]
        pages = [re.sub(r'value="\w{64}"', "", page.content.decode().replace(email, "")) for page in (waits, wrong)]
        cookies = sorted(asked.cookies)
        answers[email] = (asked.status_code, asked["Location"], cookies, wrong.status_code, ends, pages, asking)
    *known, known_queries = answers["adjoa@example.org"]
    *unknown, unknown_queries = answers["nobody@example.org"]
    assert known == unknown
    assert known_queries - unknown_queries == 1, "only the e-mail is put in the queue"
    assert [letter.to for letter in delivered()] == [["adjoa@example.org"]]


def test_no_code_signs_an_unknown_address_in(db, browser) -> None:
    where = ask(browser, "nobody@example.org")
    for guess in ("", "None", "000000"):
        assert submit(browser, where, code=guess).status_code == 200
    assert not signed_in(browser)
    assert not Person.objects.exists(), "and nobody signs up"


def test_the_email_leaves_after_the_answer(adjoa, browser) -> None:
    """The answer does not wait for a mail server, so its duration shows nothing either."""
    ask(browser, "adjoa@example.org")
    assert mail.outbox == []
    assert len(delivered()) == 1


def test_an_inactive_person_gets_no_code(adjoa, browser) -> None:
    where = ask(browser, "adjoa@example.org")
    code = sent_code()
    Person.objects.update(is_active=False)
    assert submit(browser, where, code=code)["Location"] == "/sign-in/", "a code from before does not help"
    assert not signed_in(browser)
    ask(Client(), "adjoa@example.org")
    assert delivered() == []


@pytest.mark.parametrize(
    "email", ["", "adjoa", "adjoa@", "a" * 400 + "@example.org", "adjoa@example.org\r\nBcc: x@example.org"]
)
def test_a_wrong_address_is_refused_on_the_page(adjoa, browser, email) -> None:
    answer = submit(browser, "/sign-in/", email=email)
    assert answer.status_code == 200
    assert 'id="email-error"' in answer.content.decode()
    assert delivered() == []


def test_a_form_from_another_site_is_refused(adjoa, browser) -> None:
    assert browser.post("/sign-in/", {"email": "adjoa@example.org"}).status_code == 403
    assert delivered() == []


def test_signing_in_starts_a_new_session(adjoa, browser) -> None:
    """A session that somebody planted before is worthless."""
    where = ask(browser, "adjoa@example.org")
    before = browser.cookies["sessionid"].value
    submit(browser, where, code=sent_code())
    assert browser.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()
    assert browser.cookies["sessionid"]["httponly"]
    assert browser.cookies["sessionid"]["max-age"] == 60 * 24 * 60 * 60, "two months"


@pytest.mark.parametrize(
    ("accepts", "chosen", "subject"),
    [
        ("fr-BJ,fr;q=0.9", None, "Votre code Kapok : "),
        ("pt", None, "O seu código Kapok: "),
        ("pt", "fr", "Votre code Kapok : "),
        ("nl", None, "Your Kapok code: "),
    ],
)
def test_the_email_is_in_the_language_of_the_page(adjoa, settings, tmp_path, accepts, chosen, subject) -> None:
    write_catalogue(tmp_path, "fr", {"Your Kapok code: %(code)s": "Votre code Kapok : %(code)s"})
    write_catalogue(tmp_path, "pt", {"Your Kapok code: %(code)s": "O seu código Kapok: %(code)s"})
    settings.LOCALE_PATHS = [tmp_path]
    browser = Client(headers={"accept-language": accepts})
    if chosen:
        browser.post("/language/", {"language": chosen})
    browser.post("/sign-in/", {"email": "adjoa@example.org"})
    (letter,) = delivered()
    assert letter.subject.startswith(subject)
