"""Typed text is rendered to HTML once, when it is saved; no attempt to inject HTML gets through."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from hypothesis import event, given, settings
from hypothesis import strategies as st

from commons.texts import rendering
from commons.texts.rendering import to_html

KNOWN = {
    *("p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "hr", "s"),
    *("div", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "rel", "title"}, "ol": {"start"}, "li": {"value", "class"}}
ATTRIBUTES |= {"div": {"class", "tabindex"}, "pre": {"tabindex"}}
SCHEMES = {"", "http", "https", "mailto"}
ATTEMPTS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://x.example/track.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<style>*{background:url(//x.example)}</style>",
    "<form action=//x.example><input name=password></form>",
    "<meta http-equiv=refresh content=0;url=//x.example>",
    "<base href=//x.example>",
    "<!-- --><b onclick=alert(1)>x</b>",
    "`</code><script>alert(1)</script>`",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    '``` "onload=alert(1)\nx\n```',
    "> <script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<p style=position:fixed>x",
    "\0<scr\0ipt>alert(1)</scr\0ipt>",
    "<a\nhref\n=\njavascript:alert(1)>x</a>",
    "[a](<javascript:alert(1)>)",
    "[![x](x)](javascript:alert(1))",
    "<<script>script>alert(1)<</script>/script>",
    'https://a.example/"onmouseover=alert(1)',
    "https://a.example/'onmouseover='alert(1)",
    "https://a.example/<script>alert(1)</script>",
    "http://javascript:alert(1)",
    "https://a.example:javascript:alert(1)",
    "javascript://https://a.example/%0aalert(1)",
    "[https://a.example](javascript:alert(1))",
    "http://http://http://a.example/](javascript:alert(1))",
]


class Dangers(HTMLParser):
    """Collects tags, attributes, schemes and comments that are not allowed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in KNOWN:
            self.found.append(tag)
        for name, value in attributes:
            if name not in ATTRIBUTES.get(tag, set()):
                self.found.append(f"{tag} {name}")
            if name == "href" and urlsplit((value or "").strip()).scheme.lower() not in SCHEMES:
                self.found.append(value or "")

    def handle_comment(self, data: str) -> None:
        self.found.append(data)


@pytest.mark.pure
def test_the_parser_of_this_test_finds_dangers() -> None:
    for bad in ("<script>", "<p onclick=x>", '<a href="javascript:x">', "<!-- x -->", "<img src=x>"):
        assert Dangers(bad).found, bad


@pytest.mark.pure
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_injection_is_rendered_harmless(attempt) -> None:
    assert Dangers(to_html(attempt)).found == []


@pytest.mark.pure
@given(
    st.lists(st.sampled_from([*ATTEMPTS, "\n\n", "> ", "- ", "`", "*", "](", "<", ">", '"', "&"]), max_size=5).map(
        "".join
    )
)
def test_joined_injections_are_rendered_harmless(attempt) -> None:
    assert Dangers(to_html(attempt)).found == []


@pytest.mark.pure
@given(st.text())
def test_any_text_is_rendered_harmless_and_storable(text) -> None:
    html = to_html(text)
    assert "\0" not in html
    html.encode()
    assert Dangers(html).found == []


@pytest.mark.pure
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. c", '<ol start="3">\n<li>c</li>\n</ol>'),
        ("# Head", "<h3>Head</h3>"),
        ("## Head", "<h3>Head</h3>"),
        ("2 < 3 & 4 > 3", "<p>2 &lt; 3 &amp; 4 &gt; 3</p>"),
        ("<b>as typed</b>", "<p>&lt;b&gt;as typed&lt;/b&gt;</p>"),
        ("a\0b", "<p>ab</p>"),
        (
            "[law](https://example.org/?a=1&b=2)",
            '<p><a href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener ugc">law</a></p>',
        ),
    ],
)
def test_markdown_is_rendered_as_html(written, read) -> None:
    assert to_html(written).strip() == read


LINK = '<a href="{0}" rel="nofollow noopener ugc">{0}</a>'


@pytest.mark.pure
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://www.ilo.org/", LINK.format("https://www.ilo.org/")),
        ("Read https://a.example/x_y_z.", f"Read {LINK.format('https://a.example/x_y_z')}."),
        ("(see http://a.example/a_(b))", f"(see {LINK.format('http://a.example/a_(b)')})"),
        (
            "https://a.example, https://b.example!",
            f"{LINK.format('https://a.example')}, {LINK.format('https://b.example')}!",
        ),
        ("**https://a.example**", f"<strong>{LINK.format('https://a.example')}</strong>"),
        ("<https://a.example>", LINK.format("https://a.example")),
        (
            "[https://a.example](https://b.example)",
            LINK.format("https://b.example").replace(">https://b", ">https://a"),
        ),
        ("`https://a.example`", "<code>https://a.example</code>"),
        ("https://", "https://"),
        ("https:// a", "https:// a"),
        ("xhttps://a.example", "xhttps://a.example"),
        ("ftp://a.example www.a.example a@b.example", "ftp://a.example www.a.example a@b.example"),
        (
            "https://b.eu/?a=1&b=é",
            '<a href="https://b.eu/?a=1&amp;b=%C3%A9" rel="nofollow noopener ugc">https://b.eu/?a=1&amp;b=é</a>',
        ),
    ],
)
def test_only_bare_addresses_become_links(written, read) -> None:
    assert to_html(written) == f"<p>{read}</p>\n"


PIECES = [*"ab 10)>:!'\"é—→😀~+=-#&*_`[]<\\\t\u00a0\u200d", "1. ", "12) ", "- ", "+ ", "--", "===", "&amp;", "http://a"]
line = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
texts = st.one_of(
    st.lists(line, max_size=5).map("\n".join), st.text(), st.lists(st.text(), max_size=3).map("\n\n".join)
)


@pytest.mark.pure
@settings(max_examples=1500, deadline=None)
@given(texts)
def test_the_short_way_for_plain_words_gives_the_same_html_as_markdown(text) -> None:
    source = rendering.plain(text)
    event("words" if rendering.is_only_words(source) else "more")
    assert to_html(text) == rendering._rendered(source)


@pytest.mark.pure
@pytest.mark.parametrize(
    "said", ["Good morning!", "Ten of us > two, isn't it?", "Um\ndois\n\ntrês (e quatro) – “cinco” 50 %", "", "\n\n"]
)
def test_usual_messages_take_the_short_way(said) -> None:
    assert rendering.is_only_words(said)


def test_a_post_is_stored_as_safe_html_beside_its_source(write, kerwin) -> None:
    for attempt in ATTEMPTS:
        post = write(kerwin, attempt)
        post.refresh_from_db()
        assert Dangers(post.html).found == []
        assert post.body == attempt.replace("\0", "").replace("\x01", "")


def test_a_reflection_is_stored_as_safe_html(publish, adjoa) -> None:
    for attempt in ATTEMPTS:
        reflection = publish(adjoa, "A headline", attempt)
        assert all(Dangers(html).found == [] for html in reflection.answers_html.values())


def test_titles_and_headlines_are_escaped(publish, client_of, adjoa, kerwin, topic) -> None:
    attempt = "<script>alert(1)</script>"
    reflection = publish(adjoa, attempt)
    client_of(adjoa).post(
        reverse("new_thread", args=[topic.edition.slug, topic.slug]),
        {"kind": "question", "title": attempt, "body": attempt},
    )
    course, client = [topic.edition.slug], client_of(kerwin)
    pages = [
        ("topic", [*course, topic.slug]),
        ("discussions", [*course, topic.slug]),
        ("today", course),
        ("notices", course),
    ]
    pages += [("reflection", [reflection.pk]), ("thread", [topic.threads.exclude(kind="comments").get().pk])]
    for name, args in pages:
        page = client.get(reverse(name, args=args)).content.decode()
        assert attempt not in page, name
        assert "&lt;script&gt;alert(1)" in page, name
