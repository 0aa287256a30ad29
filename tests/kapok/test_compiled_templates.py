"""Templates are compiled once for an installation, and again when they or what compiles them change."""

from pathlib import Path

import jinja2
import pytest
from django.template import engines

from kapok import jinja
from kapok.servers.warming import warm_up

pytestmark = pytest.mark.pure


@pytest.fixture
def compiled(monkeypatch) -> list[str]:
    """The names of the templates that were compiled."""
    names: list[str] = []
    compile_one = jinja2.Environment.compile

    def compile_and_note(self, source, name=None, *args, **options):
        names.append(name)
        return compile_one(self, source, name, *args, **options)

    monkeypatch.setattr(jinja2.Environment, "compile", compile_and_note)
    return names


@pytest.fixture
def show(settings, tmp_path):
    """Shows a page by an environment as a new process makes it."""
    settings.STRICT_TEMPLATES, settings.COMPILED_TEMPLATES = False, tmp_path / "templates"

    def shown(text: str) -> str:
        loader = jinja2.DictLoader({"page.html": text})
        return jinja.environment(loader=loader, autoescape=True).get_template("page.html").render({"name": "<Adjoa>"})

    return shown


def test_a_second_process_compiles_nothing(show, compiled) -> None:
    assert [show("Hello {{ name }}"), show("Hello {{ name }}")] == ["Hello &lt;Adjoa&gt;"] * 2
    assert compiled == ["page.html"]


def test_a_changed_template_is_compiled_again(show, compiled) -> None:
    assert [show("Hello {{ name }}"), show("Bye {{ name }}")] == ["Hello &lt;Adjoa&gt;", "Bye &lt;Adjoa&gt;"]
    assert len(compiled) == 2


def test_another_version_of_what_compiles_compiles_again(show, compiled, monkeypatch) -> None:
    show("Hello")
    monkeypatch.setattr(jinja2, "__version__", "99")
    show("Hello")
    assert len(compiled) == 2


def test_pages_are_shown_where_nothing_can_be_kept(show, settings, compiled) -> None:
    Path(settings.COMPILED_TEMPLATES).write_text("no folder")
    assert [show("Hello"), show("Hello")] == ["Hello"] * 2
    assert len(compiled) == 2


def test_a_file_cut_short_is_not_trusted(show, settings) -> None:
    show("Hello {{ name }}")
    [file] = Path(settings.COMPILED_TEMPLATES).iterdir()
    file.write_bytes(file.read_bytes()[:60])
    assert show("Hello {{ name }}") == "Hello &lt;Adjoa&gt;"


def test_after_the_warm_up_no_page_compiles(compiled) -> None:
    warm_up()
    compiled.clear()
    environment = engines["jinja2"].env
    for name in ("base.html", "academy/people.html", "forum/thread.html", "rooms/room.html"):
        environment.get_template(name)
    assert compiled == []


def test_lines_lose_their_indentation_and_what_people_typed_keeps_it(show) -> None:
    assert show("<p>\n    {{ '\\n  ' ~ name }}</p>") == "<p>\n\n  &lt;Adjoa&gt;</p>"
