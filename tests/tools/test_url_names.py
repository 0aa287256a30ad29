"""The check of URL names finds a name that points up, in Python and in templates, and lets the others pass."""

from types import SimpleNamespace

import pytest
from django.urls import get_resolver, include, path

from tools.floors import floors
from tools.url_names import Use, defined, faults, in_python, in_template, uses

pytestmark = pytest.mark.pure
LAYERS = """
[[tool.importlinter.contracts]]
type = "layers"
containers = ["rooms"]
layers = ["views", "models"]

[[tool.importlinter.contracts]]
type = "layers"
layers = ["roof", "desk", "forum | rooms", "ground"]
"""
OWNERS = [
    ("desk", "desk"),
    ("thread", "forum"),
    ("room", "rooms"),
    ("home", "ground"),
    ("both", "desk"),
    ("both", "ground"),
]


@pytest.fixture
def heights(tmp_path):
    (tmp_path / "pyproject.toml").write_text(LAYERS, encoding="utf-8")
    return floors(tmp_path / "pyproject.toml")


def test_the_floors_are_those_of_import_linter(heights) -> None:
    assert heights == {"ground": 0, "forum": 1, "rooms": 1, "desk": 2, "roof": 3}
    assert floors()["kapok"] == max(floors().values())
    assert floors()["academy"] == 0


@pytest.mark.parametrize(
    ("app", "name", "fault"),
    [
        ("forum", "home", None),
        ("forum", "thread", None),
        ("forum", "both", None),
        ("roof", "desk", None),
        ("ground", "desk", "a/x.py:3: ground names 'desk' of desk"),
        ("forum", "room", "a/x.py:3: forum names 'room' of rooms"),
        ("rooms", "thread", "a/x.py:3: rooms names 'thread' of forum"),
        ("desk", "gone", "a/x.py:3: no app defines the URL 'gone'"),
    ],
)
def test_a_name_may_point_down_or_to_its_own_app(heights, app, name, fault) -> None:
    use = Use(f"{app}/x.py", 3, name)
    assert faults([use], OWNERS, heights) == ([fault.replace("a/x.py", use.file)] if fault else [])


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("reverse('room', args=[1])", ["room"]),
        ("urls.reverse_lazy(viewname='room')", ["room"]),
        ("redirect('welcome' if fresh else 'today', course=slug)", ["welcome", "today"]),
        ("resolve_url(to='app:room')", ["app:room"]),
        ("redirect(f\"{reverse('room', args=[1])}#m\")", ["room"]),
        ("redirect(thing)", []),
        ("redirect('/courses/')", []),
        ("other('room')", []),
    ],
)
def test_names_are_read_from_python(code, names) -> None:
    assert list(in_python(f"\n{code}\n")) == [(2, name) for name in names]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{% url 'room' room.pk %}", "room"),
        ('{%- url "room" room.pk as address %}', "room"),
        ("{{ url('room', room.pk) }}", "room"),
        ("{% url_for 'room' %} {% translate 'url' %}", None),
    ],
)
def test_names_are_read_from_templates(text, name) -> None:
    assert list(in_template(f"<p>\n{text}")) == ([(2, name)] if name else [])


def test_every_file_of_an_app_except_migrations_is_read(tmp_path, heights) -> None:
    for name, text in {
        "forum/views/threads.py": "redirect('desk')",
        "forum/templates/forum/_tabs.html": "{% url 'room' 1 %}",
        "forum/jinja2/forum/tabs.html": "{{ url('room', 1) }}",
        "forum/migrations/0001_initial.py": "reverse('desk')",
        "forum/static/tabs.html": "{% url 'desk' %}",
        "tools/other.py": "reverse('desk')",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert sorted(uses(tmp_path, heights)) == [
        ("forum/jinja2/forum/tabs.html", 1, "room"),
        ("forum/templates/forum/_tabs.html", 1, "room"),
        ("forum/views/threads.py", 1, "desk"),
    ]


def test_a_url_belongs_to_the_app_whose_list_it_stands_in() -> None:
    def view(request):
        raise NotImplementedError

    inner = SimpleNamespace(__name__="forum.urls", urlpatterns=[path("t/", view, name="thread"), path("x/", view)])
    spaced = SimpleNamespace(__name__="rooms.urls", urlpatterns=[path("r/", view, name="room")], app_name="rooms")
    listed = [path("in/", view, name="listed")]
    outer = SimpleNamespace(
        __name__="roof.urls",
        urlpatterns=[
            path("", include(inner)),
            path("", include(spaced)),
            path("", include(listed)),
            path("", view, name="roof"),
        ],
    )
    resolver = type(get_resolver())(get_resolver().pattern, outer)
    assert list(defined(resolver)) == [
        ("thread", "forum"),
        ("rooms:room", "rooms"),
        ("listed", "roof"),
        ("roof", "roof"),
    ]


def test_the_urls_of_this_project_have_owners() -> None:
    owners = dict(defined(get_resolver()))
    assert (owners["home"], owners["notices"], owners["readyz"]) == ("academy", "commons", "kapok")
    assert set(owners.values()) <= set(floors())
