"""What people wrote is found in the answers of common mail programs, in three languages."""

import email.policy
import time

import pytest

from commons.inbound.cutting import written_in
from commons.inbound.finding import found_in, without_secrets
from commons.inbound.opened import Opened
from commons.inbound.unmarking import text_of_html
from tests.commons.inbound import clients
from tests.commons.inbound.clients import LANGUAGES, SAID, mail

pytestmark = pytest.mark.pure


def words(text: str) -> list[str]:
    """Blank lines between paragraphs differ from program to program."""
    return text.split()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("client", clients.TEXTS, ids=lambda client: client.__name__)
def test_the_words_of_a_text_are_found(client, lang: str) -> None:
    assert written_in(client(lang)) == SAID[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("client", clients.PAGES, ids=lambda client: client.__name__)
def test_the_words_of_a_page_are_found(client, lang: str) -> None:
    assert words(written_in(text_of_html(client(lang)))) == words(SAID[lang])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_answer_below_the_quotation_is_kept(lang: str) -> None:
    assert written_in(clients.below(lang)).endswith(SAID[lang])


@pytest.mark.parametrize(
    "opening",
    [
        "Op di 2 jun 2026 om 10:02 schreef Kapok <kapok@course.example>:",
        "El mar, 2 jun 2026 a las 10:02, Kapok (<kapok@course.example>) escribió:",
        "2026-06-02 10:02 GMT+01:00 Kapok <kapok@course.example>:",
        "Kapok <kapok@course.example> wrote:",
        "Le 02/06/2026 à 10:02, Kapok a écrit :",
        "Às 10:02 de 02/06/2026, Kapok escreveu:",
        "Em 2 de jun. de 2026, à(s) 10:02, Kapok <kapok@course.example> escreveu:",
        "Citando Kapok <kapok@course.example>:",
        "----- Mail original -----\nDe: Kapok <kapok@course.example>\nObjet: Who pays?",
        "-------- Mensagem original --------\nDe: Kapok <kapok@course.example>\nAssunto: Who pays?",
        "> Message du 02/06/26 10:02\n> De : Kapok <kapok@course.example>\n> Objet : Who pays?\n>",
        "\u2063Get BlueMail for Android\n\nOn Jun 2, 2026, 10:02, Kapok <kapok@course.example> wrote:",
    ],
)
def test_other_openings_are_known(opening: str) -> None:
    assert written_in(f"Yes.\n\n{opening}\n\n{clients.quoted()}") == "Yes."


def test_answers_between_quoted_lines_stay_with_the_lines_that_they_answer() -> None:
    text = f"See below.\n\n{clients.OPENING['en']}\n> Who pays?\n\nThe fund.\n\n> Since when?\n\nSince 2019.\n\n> Bye\n"
    assert written_in(text) == "See below.\n\n> Who pays?\n\nThe fund.\n\n> Since when?\n\nSince 2019."


@pytest.mark.parametrize(
    "text",
    [
        "My points:\n- one\n- two\nAnd so we agree.",
        "Le pays a signé en 2019.\nLe texte dit ceci :\non compte tout.",
        "On Monday we met.\nThis is what the minister wrote:\nall periods count.",
        "A convenção de 2019 diz:\ntudo conta.",
        "From: Accra\nwith thanks.",
        "Thanks, I agree with this.\nWe also did it in Ghana.",
        "Regards\nare what we owe each other. We agreed on that.",
        "Two parts\n--------------\nof one text.",
    ],
)
def test_a_text_that_looks_like_a_quotation_stays_whole(text: str) -> None:
    assert written_in(text) == text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_left_of_a_mail_that_only_quotes(lang: str) -> None:
    assert written_in(f"{clients.IPHONE[lang]}\n\n{clients.OPENING[lang]}\n{clients.quoted()}") == ""


@pytest.mark.parametrize(
    ("charset", "cte"), [("utf-8", "base64"), ("utf-8", "quoted-printable"), ("cp1252", "quoted-printable"),
                         ("iso-8859-1", "8bit"), ("cp1252", "base64")]
)  # fmt: skip
def test_charsets_and_encodings(charset: str, cte: str) -> None:
    sent = mail("Déjà payé, à São Tomé", charset=charset, cte=cte)
    assert found_in(Opened(sent.as_bytes(policy=email.policy.SMTP))).text == "Déjà payé, à São Tomé"


@pytest.mark.parametrize("declared", ["utf-8", "no-such-charset", "us-ascii", "utf-16"])
def test_a_charset_that_is_not_true_loses_no_letter_of_ours(declared: str) -> None:
    head = f"From: a@x.example\nContent-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: 8bit\n\n"
    found = found_in(Opened(head.encode() + "Déjà payé — à São Tomé.".encode("cp1252"))).text
    assert "pay" in found or declared == "utf-16"


def test_lines_that_a_program_has_wrapped_are_joined() -> None:
    head = "From: a@x.example\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
    text = "This sentence is \nlong.\n\n-- \nAma\n"
    assert found_in(Opened((head + text).encode())).text == "This sentence is long."


def test_a_page_stands_in_where_the_text_is_empty() -> None:
    both = mail("\n", html="<p>We count them.</p><p>All of them.</p>")
    assert found_in(Opened(both.as_bytes())).text == "We count them.\n\nAll of them."


def test_files_are_counted_but_not_the_pictures_of_a_signature() -> None:
    sent = mail("See the law.", html="<p>See the law.</p>")
    sent.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="law.pdf")
    sent.add_attachment(b"PNG", maintype="image", subtype="png", filename="logo.png", cid="<logo@x>")
    found = found_in(Opened(sent.as_bytes()))
    assert (found.text, found.files) == ("See the law.", 1)


def test_links_and_addresses_that_act_for_their_reader_are_taken_out(settings) -> None:
    settings.REPLY_ADDRESS = "reply+KEY@course.example"
    from academy.sign_in.site import base_url

    text = (
        f"Look: {base_url()}/mail/stop/MQ:1vPabc:dGhpcyBpcyBhIHNpZ25hdHVyZQ/ and "
        f"{base_url()}/courses/lma-2023/topics/social-security-and-labour/ "
        "or write to reply+p12x345m0123456789abcdef@course.example."
    )
    found = found_in(Opened(mail(text).as_bytes())).text
    assert "mail/stop" not in found
    assert "0123456789abcdef" not in found
    assert "/topics/social-security-and-labour/" in found


@pytest.mark.parametrize(
    "text",
    [
        "Le " * 100_000,
        "On 1 " * 60_000 + "wrote:",
        "> " * 100_000,
        "Le 2\n" * 60_000,
        "From: a\n" * 60_000,
        "-- \n" * 60_000,
        " " * 300_000,
        "sent from " * 30_000,
    ],
    ids=range(8),
)
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    written_in(text)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("page", ["<div>" * 9_000, "<blockquote>" * 9_000 + "x", "<a href=" * 20_000, "</p>" * 20_000])
def test_no_page_takes_long(page: str) -> None:
    began = time.process_time()
    text_of_html(page)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("path", ["/" + "a-" * 100_000, "/a-" * 60_000])
def test_no_link_of_ours_takes_long(path: str) -> None:
    from academy.sign_in.site import base_url

    began = time.process_time()
    assert without_secrets(base_url() + path).endswith("a-")
    without_secrets((base_url() + "/a-") * 10_000)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "headers", ["References: " + "=?x?q?y" * 60_000, "From: " + "(" * 9_000, "To: " + "=?x?q?y" * 1_000 + "\r\nTo: a"]
)
def test_no_header_takes_long(headers: str) -> None:
    began = time.process_time()
    opened = Opened(f"{headers}\r\n\r\nYes\r\n".encode())
    assert opened.senders == []
    opened.headers("References")
    opened.headers("To")
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("charset", "raw"),
    [("unicode_escape", b"\\ud800 yes"), ("utf-7", b"+2AA- yes"), ("punycode", b"yes-" + b"z" * 400_000)],
)
def test_a_text_in_a_strange_charset_can_be_stored(charset: str, raw: bytes) -> None:
    began = time.process_time()
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
    assert "yes" in found_in(Opened(head + raw)).whole.encode().decode()
    assert time.process_time() - began < 3
