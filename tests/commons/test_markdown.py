"""Markdown as people type and paste it: all their text is shown, in its order."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.typed.signs import shows
from commons.markdown.blocks import DEEPEST
from commons.texts.rendering import excerpt, to_html

pytestmark = pytest.mark.pure
LINK = '<a href="{0}" rel="nofollow noopener ugc">{0}</a>'


def paragraph(html: str) -> str:
    return f"<p>{html}</p>\n"


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "[Decision]: postponed",
            "[x](next-week)",
            "[x](/courses/)",
            "[x](#part)",
            "[x](//b.example)",
            "[x](https:b)",
        ),
        *("[x]()", "[x](  )", "[x](tel:+233201234567)"),
        *("#", "##", "# #", "```", "~~~", "-", "*", "+", "1.", "***", "---", "` `"),
        *("1986. A good year.", "2023. Signed\n2024. In force", "| a | b |\n|---|---|\n| 1 | 2 | lost |"),
        *("Thank you all.\n--\nAdjoa", "Thank you all.\n-\nAdjoa", "Thank you all.\n=\nAdjoa", "Thank you.\n===\nA"),
        *("[ ] no list", "www.example.org", "snake_case_name", "2 * 3 * 4"),
        *("5*3*2 = 30", "a*b*c", "+ 229 97 12 34 56"),
    ],
)
def test_a_text_is_shown_as_typed(typed) -> None:
    assert to_html(typed).strip() == paragraph(typed.replace("\n", "<br>\n")).strip()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (">", "&gt;"),
        ("> >\n>", "&gt; &gt;<br>\n&gt;"),
        ("> #", "&gt; #"),
        ("```\n```", "```<br>\n```"),
        ("&nbsp;", "&amp;nbsp;"),
        ("[](https://b.example)", "[](https://b.example)"),
        ("<https:b>", "&lt;https:b&gt;"),
        ("    Four spaces.\n\tA tab.", "Four spaces.<br>\nA tab."),
        ("~~gone~~", "<s>gone</s>"),
    ],
)
def test_a_text_that_would_be_invisible_is_shown_as_typed(typed, read) -> None:
    assert to_html(typed).strip() == paragraph(read).strip()


def test_a_block_without_words_between_others_is_shown_as_typed() -> None:
    html = to_html("One.\n\n#\n\n>\n\n-\n\n```\n```\n\nTwo.")
    assert html == "<p>One.</p>\n<p>#</p>\n<p>&gt;</p>\n<p>-</p>\n<p>```<br>\n```</p>\n<p>Two.</p>\n"
    assert excerpt(html) == "One. # > - ``` ``` Two."


def test_a_definition_of_a_link_is_shown_as_a_line_with_its_address() -> None:
    assert to_html("See [1].\n\n[1]: https://a.example/x") == "<p>See [1].</p>\n" + paragraph(
        f"[1]: {LINK.format('https://a.example/x')}"
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.org/docs/_annex_/final.pdf",
        "https://www.example.org/docs/__annex__/final.pdf",
        "https://www.example.org/docs/*annex*/final.pdf",
        "https://www.example.org/~~old~~/x",
        "https://www.example.org/_annex_",
        "https://www.example.org/a_(b)_(c)",
        "https://www.example.org/a[1]",
    ],
)
def test_an_address_is_found_before_emphasis(address) -> None:
    encoded = address.replace("[", "%5B").replace("]", "%5D")
    link = LINK.format(address).replace(f'"{address}"', f'"{encoded}"')
    assert to_html(address) == paragraph(link)
    for mark, tag in {"*": "em", "_": "em", "**": "strong", "~~": "s"}.items():
        assert to_html(f"{mark}{address}{mark} and") == paragraph(f"<{tag}>{link}</{tag}> and")
    assert to_html(f"([{address}], {address})") == paragraph(f"([{link}], {link})")
    assert to_html(f"[{address}](https://b.example)") == paragraph(
        f'<a href="https://b.example" rel="nofollow noopener ugc">{address}</a>'
    )


@pytest.mark.parametrize("address", ["www.example.org/_annex_/final.pdf", "ftp://example.org/*x*/__y__"])
def test_an_address_that_is_no_link_has_no_emphasis_either(address) -> None:
    assert to_html(f"({address}) and *{address}*.") == paragraph(f"({address}) and <em>{address}</em>.")
    assert to_html(f"[{address}](https://b.example) **see {address}**") == paragraph(
        f'<a href="https://b.example" rel="nofollow noopener ugc">{address}</a> <strong>see {address}</strong>'
    )


def test_an_ordered_list_shows_the_numbers_that_were_typed() -> None:
    html = to_html("3. c\n4. d\n7. g\n7. again")
    items = '<li>c</li>\n<li>d</li>\n<li value="7">g</li>\n<li value="7">again</li>'
    assert html == f'<ol start="3">\n{items}\n</ol>\n'


def test_a_list_that_is_pasted_with_its_indent_is_a_list() -> None:
    assert to_html("    - a\n    - b") == "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"


def test_items_to_tick_show_boxes() -> None:
    html = to_html("- [ ] ask\n- [x] write\n- [y] none")
    assert html == '<ul>\n<li class="task">☐ ask</li>\n<li class="task">☑ write</li>\n<li>[y] none</li>\n</ul>\n'


def test_a_table_stands_in_a_box_that_scrolls() -> None:
    html = to_html("| Bloc | Year |\n|------|-----:|\n| ECOWAS | 1979 |\n| CARICOM |")
    assert html.startswith('<div class="wide" tabindex="0"><table>\n<thead>')
    assert re.findall("<t[hd]>(.*?)</t[hd]>", html) == ["Bloc", "Year", "ECOWAS", "1979", "CARICOM", ""]


def test_a_few_signs_do_not_become_a_very_large_table() -> None:
    assert len(to_html("|a" * 500 + "\n" + "|-" * 500 + "\n" + "x\n" * 1000)) < 40_000


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "> - "])
def test_anything_nested_too_deeply_is_text(mark) -> None:
    assert "the end" in to_html(mark * 3 * DEEPEST + "the end")


def test_fourteen_lists_in_each_other_are_lists() -> None:
    assert to_html("\n".join("  " * depth + "- x" for depth in range(14))).count("<ul>") == 14


def test_words_behind_a_fence_are_shown_and_a_language_is_not() -> None:
    assert "Thank you all\nAdjoa" in to_html("``` Thank you all\nAdjoa")
    assert "python" not in to_html("```python\nx\n```")


def test_headings_have_two_levels() -> None:
    html = to_html("# a\n### b\n#### c\n###### d")
    assert html == "<h3>a</h3>\n<h3>b</h3>\n<h4>c</h4>\n<h4>d</h4>\n"


def test_an_entity_brings_only_kept_characters() -> None:
    assert to_html("a&#x202E;b&#8294;c") == paragraph("abc")


PIECES = [*"ab 1.)>:!|~=-#*_`[]()<\\\t", "\n", "\n\n", "- ", "> ", "```", "[ ]", "](", "https://a.example/", "&#160;"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_text_that_is_visible_when_typed_is_visible_when_read(typed) -> None:
    words = excerpt(to_html(typed), 1000)
    assert shows(words) == shows(typed)
    if not {"](", "```"} & set(re.findall(r"]\(|```", typed)):  # an address, or a language, is not shown
        assert set("ab") & set(typed.replace("https://a.example/", "")) <= set(words)
