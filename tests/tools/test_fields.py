"""The check of fields finds a field that nothing reads or that only samples write, and names no other."""

import ast

import pytest
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test.utils import isolate_apps

from tools.fields import Uses, faults, uses_in

pytestmark = pytest.mark.pure


def uses_of(code: str = "", template: str = "") -> Uses:
    uses = Uses()
    uses.visit(ast.parse(code))
    uses.template(template)
    return uses


@isolate_apps()
def found(code: str = "", template: str = "", exceptions: dict[str, str] | None = None) -> list[str]:
    """Returns the sentences about Boat, when the apps have only this code."""

    class Harbour(models.Model):
        class Meta:
            app_label = "boats"

    class Boat(models.Model):
        built_at = models.DateTimeField(auto_now_add=True)
        sails = models.IntegerField(choices=[(1, "one")])
        port = models.ForeignKey(Harbour, models.CASCADE, related_name="fleet")
        cargo_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
        cargo_id = models.BigIntegerField()
        cargo = GenericForeignKey("cargo_type", "cargo_id")

        class Meta:
            app_label = "boats"

    return faults([Harbour, Boat], uses_of(code, template), ["tests"], exceptions or {})


USED = "Boat(sails=1, port=here, cargo=x); x.built_at, x.sails, x.port, x.cargo"


def test_a_field_without_any_use_is_named() -> None:
    assert found() == [
        "Boat.built_at: nothing reads it",
        "Boat.sails: nothing reads it",
        "Boat.sails: nothing but samples writes it",
        "Boat.port: nothing reads it",
        "Boat.port: nothing but samples writes it",
        "Boat.cargo_type: nothing reads it",
        "Boat.cargo_type: nothing but samples writes it",
        "Boat.cargo_id: nothing reads it",
        "Boat.cargo_id: nothing but samples writes it",
    ]
    assert found(USED) == []


@pytest.mark.parametrize(
    ("code", "template"),
    [
        ("boat.sails", ""),
        ("boat.get_sails_display()", ""),
        ("boats.filter(sails=3)", ""),
        ("boats.filter(port__boat__sails__gt=3)", ""),
        ("boats.values('sails')", ""),
        ("boats.order_by('-port__sails')", ""),
        ("Q(sails=3) | F('sails')", ""),
        ("SAILS = ['sails']", ""),
        ("class Boat:\n class Meta:\n  ordering = ['-sails']", ""),
        ("cursor.execute('SELECT sails FROM boat')", ""),
        ("", "{{ boat.sails }}"),
        ("", "{% if boat.sails > 2 %}{% endif %}"),
    ],
)
def test_a_read_is_found(code, template) -> None:
    assert "sails" in uses_of(code, template).read or "get_sails_display" in uses_of(code, template).read


@pytest.mark.parametrize(
    ("code", "template"),
    [
        ("boat.sails = 3", ""),
        ("Boat(sails=3)", ""),
        ("boats.update(sails=3)", ""),
        ("boat.save(update_fields=['sails'])", ""),
        ("boats.defer('sails')", ""),
        ("_('sails')", ""),
        ("reverse('sails')", ""),
        ("make(defaults={'sails': 3})", ""),
        ("row['sails']", ""),
        ("'''sails'''", ""),
        ("class Boat:\n class Meta:\n  indexes = [models.Index(fields=['sails'])]", ""),
        ("def rig(sails): return sails", ""),
        ("", "The boat.sails are white. {% translate 'sails' %}"),
    ],
)
def test_a_write_or_a_word_for_people_is_no_read(code, template) -> None:
    assert "sails" not in uses_of(code, template).read


@pytest.mark.parametrize(
    "code",
    [
        "boat.sails = 3",
        "boat.sails += 1",
        "Boat(sails=3)",
        "boats.update(sails=3)",
        "boats.get_or_create(sails=3)",
        "make(defaults={'sails': 3})",
        "setattr_of('sails', 3)",
        "boat.save(update_fields=['sails'])",
        "class Form:\n class Meta:\n  model = Boat\n  fields = ['sails']",
    ],
)
def test_a_write_is_found(code) -> None:
    assert "sails" in uses_of(code).written


@pytest.mark.parametrize(
    "code",
    [
        "boat.sails",
        "boats.filter(sails=3)",
        "boats.annotate(sails=Count('x'))",
        "boats.values('sails')",
        "class Boat:\n class Meta:\n  ordering = ['sails']",
    ],
)
def test_a_read_is_no_write(code) -> None:
    assert "sails" not in uses_of(code).written


def test_the_other_end_of_a_relation_is_a_use_of_it() -> None:
    rest = "Boat(sails=1, cargo=x); x.built_at, x.sails, x.cargo; "
    assert found(rest + "harbour.fleet.create(sails=2)") == ["Boat.port: nothing reads it"]
    assert found(rest + "harbour.fleet.all()") == ["Boat.port: nothing but samples writes it"]


def test_an_exception_excuses_its_field_and_fails_when_it_is_not_needed() -> None:
    code = USED.replace("x.built_at, ", "")
    assert found(code) == ["Boat.built_at: nothing reads it"]
    assert found(code, exceptions={"Boat.built_at": "because"}) == []
    assert found(USED, exceptions={"Boat.built_at": "because"}) == ["Boat.built_at: the exception is not needed"]


def test_migrations_and_samples_count_for_nothing(tmp_path) -> None:
    for name, text in {
        "forum/posting.py": "boat.sails",
        "forum/registered/samples.py": "boat.mast = 1",
        "desk/demo.py": "boat.mast = 1",
        "forum/migrations/0001_initial.py": "boat.mast",
        "forum/templates/forum/boat.html": "{{ boat.keel }}",
        "tests/test_boats.py": "boat.mast",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    uses = uses_in(tmp_path, ["forum", "desk"])
    assert uses.read >= {"sails", "keel"}
    assert "mast" not in uses.read | uses.written
