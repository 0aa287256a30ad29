"""Blocks of Markdown: text that would be lost or invisible stays as typed.

markdown-it drops text that is nested too deeply, extra cells of a row, and everything that it takes for marks. A reader
would see less than the author wrote.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, blockquote, list_block, table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token

from academy.typed.signs import shows

DEEPEST = 30
"""Levels. A list and its item are two. Anything nested deeper is text."""
_MISSING = 100
"""Cells. A short row of a wide table is filled up, so a few signs could become a very long page."""
_LANGUAGE = re.compile(r"[a-z0-9+#.-]*")
_NO_ITEM = re.compile(r"\d{4}|\+[ \t]+\d")
"""A year, or a telephone number: at the beginning of a line they begin no list."""
_BOX = re.compile(r"\[([ xX])\](?=\s|$)")
_BOXES = {" ": "☐", "x": "☑", "X": "☑"}


def keep_blocks(markdown: MarkdownIt) -> None:
    around: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.options["maxNesting"] = DEEPEST + 4
    markdown.block.ruler.at("blockquote", _quotation, around)
    markdown.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    markdown.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    markdown.inline.ruler.at("emphasis", _emphasis)
    markdown.core.ruler.push("kept", _rule)
    markdown.add_render_rule("table_open", lambda *_: '<div class="wide"><table>\n')
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Applies markdown-it's rule, but within a word or a sum (5*3*2) ``*`` is as little emphasis as ``_`` is."""
    if not silent and state.src[state.pos] == "*":
        found = state.scanDelims(state.pos, False)
        if not (found.can_open or found.can_close):
            state.push("text", "", 0).content = "*" * found.length
            state.pos += found.length
            return True
    return emphasis.tokenize(state, silent)


def _quotation(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    return state.level < DEEPEST and blockquote(state, start, end, silent)


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Applies markdown-it's rule, but a whole list may be indented, as in a pasted document, and years and telephone
    numbers begin none.
    """
    if state.level >= DEEPEST or _NO_ITEM.match(state.src, state.bMarks[start] + state.tShift[start]):
        return False
    indent = state.blkIndent
    if state.sCount[start] - indent > 3:
        state.blkIndent = state.sCount[start]
    try:
        return list_block(state, start, end, silent)
    finally:
        state.blkIndent = indent


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Applies markdown-it's rule, but a table that would lose a cell, or be filled up with many, is no table."""
    if not table(state, start, end, True):
        return False
    if silent:
        return True
    columns, missing = _cells(state, start), 0
    for line in itertools.takewhile(lambda line: not state.isEmpty(line), range(start + 2, end)):
        cells = _cells(state, line)
        missing += columns - cells
        if cells > columns or missing > _MISSING:
            return False
    return table(state, start, end, False)


def _cells(state: StateBlock, line: int) -> int:
    cells = escapedSplit(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip())
    return len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")


def _rule(state: StateCore) -> None:
    lines = state.src.split("\n")
    for token in state.tokens:
        if token.type == "inline":
            _keep_words(token)
        elif token.type == "fence" and not _LANGUAGE.fullmatch(token.info.strip()):
            token.content = f"{token.info.strip()}\n{token.content}"
        elif token.type in {"heading_open", "heading_close"}:
            token.tag = "h4" if token.tag > "h3" else "h3"
    if shows(state.src) and not any(map(_says, state.tokens)):
        state.tokens = _paragraph(state.src.strip(), [0, len(lines)])
    else:
        state.tokens = list(_kept(state.tokens, lines))
    _number(state.tokens)
    _tick(state.tokens)


def _says(token: Token) -> bool:
    """Returns whether the token brings visible words; a horizontal rule and an empty item bring none."""
    words = "".join(child.content for child in token.children or ()) if token.type == "inline" else token.content
    return shows(words)


def _keep_words(inline: Token) -> None:
    """Keeps an entity, or code, that is drawn as white space."""
    if not _says(inline) and shows(inline.content):
        inline.children = [Token("text", "", 0, content=inline.content)]


_MARKS = {"heading_open": "#", "blockquote_open": ">"}
_MAY_BE_EMPTY = {*_MARKS, "bullet_list_open", "ordered_list_open", "table_open", "fence"}


def _kept(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Token]:
    """Replaces each block without words by a paragraph with its lines."""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = _end(tokens, index)
        if token.type in _MAY_BE_EMPTY and token.map and not any(map(_says, tokens[index : end + 1])):
            mark = _MARKS.get(token.type) or ("" if token.type == "ordered_list_open" else token.markup)
            typed = [line[max(0, line.find(mark)) :].strip() for line in lines[slice(*token.map)]]
            yield from _paragraph("\n".join(typed).strip(), token.map)
            index = end
        else:
            yield token
        index += 1


def _end(tokens: Sequence[Token], index: int) -> int:
    """Returns the index of the token that closes the one at ``index``; itself when it opens nothing."""
    if tokens[index].nesting != 1:
        return index
    level = tokens[index].level
    return next(place for place in range(index + 1, len(tokens)) if tokens[place].level == level)


def _paragraph(words: str, place: list[int]) -> list[Token]:
    text: list[Token] = []
    for line in words.split("\n"):
        text += [Token("softbreak", "br", 0), Token("text", "", 0, content=line)]
    inline = Token("inline", "", 0, content=words, children=text[1:], map=place)
    opening = Token("paragraph_open", "p", 1, map=place, block=True)
    return [opening, inline, Token("paragraph_close", "p", -1, block=True)]


def _number(tokens: Sequence[Token]) -> None:
    """Gives an item its typed number if counting would give another."""
    expected: list[int] = []
    for token in tokens:
        if token.type == "ordered_list_open":
            expected.append(int(token.attrs.get("start", 1)))
        elif token.type == "ordered_list_close":
            expected.pop()
        elif token.type == "list_item_open" and token.info:
            typed = int(token.info)
            if typed != expected[-1]:
                token.attrs["value"] = typed
            expected[-1] = typed + 1


def _tick(tokens: Sequence[Token]) -> None:
    """Draws ``[ ]`` and ``[x]`` at the beginning of an item as boxes."""
    for item, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if item.type != "list_item_open" or paragraph.type != "paragraph_open" or not inline.children:
            continue
        words = inline.children[0]
        if words.type == "text" and (box := _BOX.match(words.content)):
            words.content = _BOXES[box[1]] + words.content[box.end() :]
            item.attrs["class"] = "task"
