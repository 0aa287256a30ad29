"""Answers as common mail programs write them, in three languages. People and sentences are made up."""

from email.message import EmailMessage

KAPOK = "Kapok <kapok@course.example>"
QUOTED = "Kerwin answered in “Who pays?”.\n\nhttps://course.example/posts/7/"
SAID = {
    "en": "We count them too.\n\nIn Ghana the fund pays.",
    "fr": "Nous les comptons aussi.\n\nLe fonds paie depuis 2019, c’est écrit :\nles deux rives.",
    "pt": "Nós também contamos.\n\nA caixa paga desde 2019, diz a lei:\nos dois lados.",
}
OPENING = {
    "en": "On Tue, 2 Jun 2026 at 10:02, Kapok <kapok@course.example> wrote:",
    "fr": "Le mar. 2 juin 2026 à 10:02, Kapok <kapok@course.example> a écrit :",
    "pt": "Em ter., 2 de jun. de 2026 às 10:02, Kapok <kapok@course.example> escreveu:",
}
BROKEN = {
    "en": "On Tuesday, 2 June 2026 at 10:02:11 GMT+1, Kapok of the very long course\n<kapok@course.example> wrote:",
    "fr": "Le mardi 2 juin 2026 à 10:02:11 UTC+1, Kapok de la très longue formation\n<kapok@course.example> a\nécrit :",
    "pt": "Na terça-feira, 2 de junho de 2026, 10:02:11 GMT+1, Kapok do curso longo\n<kapok@course.example>\nescreveu:",
}
OUTLOOK = {
    "en": ("From", "Sent", "To", "Subject", "Tuesday, 2 June 2026 10:02"),
    "fr": ("De", "Envoyé", "À", "Objet", "mardi 2 juin 2026 10:02"),
    "pt": ("De", "Enviado", "Para", "Assunto", "terça-feira, 2 de junho de 2026 10:02"),
}
IPHONE = {"en": "Sent from my iPhone", "fr": "Envoyé de mon iPhone", "pt": "Enviado do meu iPhone"}
ANDROID = {
    "en": "Get Outlook for Android <https://aka.ms/x>",
    "fr": "Obtenez Outlook pour Android <https://aka.ms/x>",
    "pt": "Obter o Outlook para Android <https://aka.ms/x>",
}
YAHOO = {
    "en": "Sent from Yahoo Mail on Android",
    "fr": "Envoyé depuis Yahoo Mail pour Android",
    "pt": "Enviado do Yahoo Mail no Android",
}
CLOSING = {"en": "Best regards,", "fr": "Bien cordialement,", "pt": "Com os melhores cumprimentos,"}
LANGUAGES = ("en", "fr", "pt")


def quoted(text: str = QUOTED) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def gmail(lang: str) -> str:
    return f"{SAID[lang]}\n\n{OPENING[lang]}\n\n{quoted()}\n"


def gmail_signed(lang: str) -> str:
    return f"{SAID[lang]}\n\n-- \nAma Mensah\nMinistry of Labour, Accra\n\n{OPENING[lang]}\n\n{quoted()}\n"


def apple(lang: str) -> str:
    return f"{SAID[lang]}\n\n{IPHONE[lang]}\n\n> {OPENING[lang]}\n> \n{quoted()}\n"


def broken_opening(lang: str) -> str:
    return f"{SAID[lang]}\n\n{BROKEN[lang]}\n\n{quoted()}\n"


def outlook_block(lang: str) -> str:
    of, sent, to, about, day = OUTLOOK[lang]
    space = " " if lang == "fr" else ""
    fields = ((of, KAPOK), (sent, day), (to, "Ama Mensah <ama@gov.example>"), (about, "Who pays?"))
    return "\n".join(f"{name}{space}: {value}" for name, value in fields) + f"\n\n{QUOTED}\n"


def outlook(lang: str) -> str:
    signature = f"{CLOSING[lang]}\n\nAma Mensah\nDirector, Labour Mobility\n+233 20 000 0000"
    return f"{SAID[lang]}\n\n{signature}\n\n{outlook_block(lang)}"


def outlook_phone(lang: str) -> str:
    return f"{SAID[lang]}\n\n{ANDROID[lang]}\n________________________________\n{outlook_block(lang)}"


def yahoo(lang: str) -> str:
    return f"{SAID[lang]}\n\n{YAHOO[lang]}\n\n{BROKEN[lang]}\n\n{QUOTED}\n"


def plain(lang: str) -> str:
    return f"{SAID[lang]}\n"


def below(lang: str) -> str:
    return f"{OPENING[lang]}\n\n{quoted()}\n\n{SAID[lang]}\n"


TEXTS = (gmail, gmail_signed, apple, broken_opening, outlook, outlook_phone, yahoo, plain)


def gmail_html(lang: str) -> str:
    first, rest = SAID[lang].split("\n\n")
    return (
        f'<div dir="ltr">{first}<br><br>{rest.replace(chr(10), "<br>")}<br clear="all"><div><br></div>'
        '<span class="gmail_signature_prefix">-- </span><br>'
        '<div dir="ltr" class="gmail_signature">Ama Mensah</div></div>'
        f'<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f"{OPENING[lang].replace('<', '&lt;').replace('>', '&gt;')}<br></div>"
        f'<blockquote class="gmail_quote" style="margin:0">{QUOTED.replace(chr(10), "<br>")}</blockquote></div>'
    )


def outlook_html(lang: str) -> str:
    of, sent, to, about, day = OUTLOOK[lang]
    body = "".join(f'<div class="elementToProof">{line or "<br>"}</div>' for line in SAID[lang].split("\n"))
    return (
        f'<html><head><style>p {{ margin: 0 }}</style></head><body dir="ltr">{body}'
        '<div id="Signature"><p>Ama Mensah</p><p>Director</p></div>'
        '<div id="appendonsend"></div><hr tabindex="-1" style="width:98%">'
        f'<div id="divRplyFwdMsg" dir="ltr"><b>{of}:</b> Kapok &lt;kapok@course.example&gt;<br><b>{sent}:</b> {day}<br>'
        f"<b>{to}:</b> Ama<br><b>{about}:</b> Who pays?</div><div>{QUOTED}</div></body></html>"
    )


def apple_html(lang: str) -> str:
    body = SAID[lang].replace("\n", "<br>")
    return (
        f'<html><body dir="auto">{body}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{IPHONE[lang]}</div>'
        f'<div dir="ltr"><br><blockquote type="cite">{OPENING[lang].replace("<", "&lt;").replace(">", "&gt;")}<br><br>'
        f'</blockquote></div><blockquote type="cite"><div dir="ltr">{QUOTED}</div></blockquote></body></html>'
    )


PAGES = (gmail_html, outlook_html, apple_html)


def mail(
    text: str = "We count them too.",
    *,
    to: str = "reply@course.example",
    of: str = "Adjoa <adjoa@example.org>",
    html: str = "",
    message_id: str = "<1@phone.example>",
    charset: str = "utf-8",
    cte: str | None = None,
    **headers: str,
) -> EmailMessage:
    """``headers``: more of them, with "_" for "-"."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Message-ID"] = of, to, "Re: Who pays?", message_id
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    if text or not html:
        made.set_content(text, charset=charset, cte=cte)
    if html:
        made.add_alternative(html, subtype="html") if text else made.set_content(html, subtype="html")
    return made
