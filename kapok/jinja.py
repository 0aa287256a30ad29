"""The environment of our pages' templates (Jinja2): the functions and filters that every page uses, and no others."""

import datetime
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from pickle import UnpicklingError
from typing import Any
from urllib.parse import quote

import jinja2
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.html import json_script
from django.utils.text import capfirst
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined, Undefined
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup

from academy.forms import SPOKEN
from academy.hours.zones import place_of
from academy.pages import pages_above
from academy.pages import showing as shown
from academy.pages.addresses import address
from academy.pages.dates import date_words
from academy.pages.texts import language_of, shown_text
from academy.typed.sentences import punctuated
from commons.moderation.auditing import words_of
from commons.pieces import piece, pieces
from commons.sending.unsent import signed_writer
from commons.texts.rendering import cleaned
from forum.showing import excerpt


def environment(**options: Any) -> Environment:
    """Returns the environment, with autoescape on. In tests (STRICT_TEMPLATES) a template fails when it shows a name
    that no view gives, or a method that it does not call.
    """
    if settings.STRICT_TEMPLATES:
        options |= {"undefined": StrictUndefined, "finalize": refuse_uncalled}
    else:
        options["bytecode_cache"] = Compiled(settings.COMPILED_TEMPLATES)
    options |= {"cache_size": -1, "extensions": [Unindented]}  # a limited cache would be put in order at each use
    made = Environment(**options)
    made.template_class = Template
    made.globals |= functions()
    made.filters |= filters()
    return made


def functions() -> dict[str, Any]:
    return {
        "_": gettext,
        "ngettext": ngettext,
        "pgettext": pgettext,
        "url": address,
        "static": static,
        "moment": shown.moment,
        "ago": shown.ago,
        "piece": piece,
        "pieces": pieces,
        "clock_there": shown.clock_there,
        "place_here": shown.place_here,
        "pages_above": pages_above,
        "json_script": json_script,
        "language_code": translation.get_language,
        "section": "",
        "typed_form": "",
        "spoken": SPOKEN,
        "page_languages": [code for code, _name in settings.LANGUAGES],
    }


def filters() -> dict[str, Callable[..., Any]]:
    return {
        "localized": shown_text,
        "shown_language": language_of,
        "language": shown.language,
        "hours_since": shown.hours_since,
        "clock": shown.clock,
        "place_of": place_of,
        "cleaned": cleaned,
        "capfirst": capfirst,
        "excerpt": excerpt,
        "act_name": words_of,
        "span": shown.span,
        "signed_writer": signed_writer,
        "quoted": partial(quote, safe=""),
        "iso": iso,
        "timestamp": timestamp,
        "day": partial(date_words, form="DATE_FORMAT"),
        "own_name": own_name,
        "linebreaksbr": linebreaksbr,
    }


class Unindented(Extension):
    """Leaves out the white space at the beginning of a template's lines: a twentieth of a page's compressed bytes."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"\n[ \t]+", "\n", source)


class Template(jinja2.Template):
    """All our templates have the same globals; Jinja2 compares them each time that a template imports from another."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class Compiled(FileSystemBytecodeCache):
    """Templates compiled by an earlier process, because compiling all takes twenty times as long as reading them.

    Jinja2 compares the template's text; the name of the file tells its own version, and what stands in this module.
    Where the folder cannot be written to, every process compiles for itself.
    """

    def __init__(self, folder: Path) -> None:
        with suppress(OSError):
            folder.mkdir(exist_ok=True)
        super().__init__(str(folder))
        self.compiler = jinja2.__version__ + Path(__file__).read_text(encoding="utf-8")

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(name + self.compiler)

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def refuse_uncalled(value: Any) -> Any:
    """Raises TypeError when a template shows a method itself, not the value that the method returns."""
    if callable(value) and not isinstance(value, Undefined) and not hasattr(value, "__html__"):
        raise TypeError(f"{value!r} is shown and not called.")
    return value


def gettext(message: str, /, **values: Any) -> Markup:
    """Returns the words in the reader's language. They may hold markup of ours; ``values`` are escaped."""
    return _filled(_words(translation.get_language(), message), values)


def ngettext(one: str, many: str, number: int, /, **values: Any) -> Markup:
    """Returns the form that fits ``number``, which fills no placeholder by itself."""
    return _filled(translation.ngettext(one, many, number), values)


def pgettext(context: str, message: str, /, **values: Any) -> Markup:
    return _filled(translation.pgettext(context, message), values)


@lru_cache(maxsize=2**12)
def _words(_language: str | None, message: str) -> Markup:
    """Returns the translation. Cached, because a page has a hundred of them and Django looks each up again."""
    return Markup(translation.gettext(message))


def _filled(words: str, values: Mapping[str, Any]) -> Markup:
    return Markup(punctuated(words, values)) % values if values else Markup(words)


def iso(at: datetime.datetime) -> str:
    """Returns the value of a <time>'s ``datetime``, in the reader's zone."""
    return _iso(at, timezone.get_current_timezone())


@lru_cache(maxsize=2**14)
def _iso(at: datetime.datetime, zone: datetime.tzinfo) -> str:
    return at.astimezone(zone).isoformat()


def timestamp(at: datetime.datetime) -> int:
    """Returns whole seconds since 1970."""
    return int(at.timestamp())


def own_name(code: str) -> str:
    """Returns a language's own name: "Português" for "pt"."""
    return capfirst(str(translation.get_language_info(code)["name_local"]))


def linebreaksbr(text: str) -> Markup:
    return Markup("<br>").join(str(text).splitlines())
