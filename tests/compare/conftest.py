"""Fixtures: an aspect with its cells, and views as many as a test needs."""

from collections.abc import Callable

import pytest

from academy.models import Edition, Membership
from compare.comparing.saying import say
from compare.models import Aspect, Provision, View
from tests import cast
from tests.commons.written import cell_of


@pytest.fixture
def other_edition(edition) -> Edition:
    """Another course from the same pack, with all that it has to compare."""
    return cast.open_another()


@pytest.fixture
def cell(edition) -> Provision:
    """What ECOWAS has on the branches of social security."""
    return cell_of(edition)


@pytest.fixture
def aspect(cell) -> Aspect:
    return cell.aspect


@pytest.fixture
def says(aspect) -> Callable[..., View]:
    """``says(adjoa, "level")``: a view on the aspect."""

    def says(by: Membership, law: str, **said: str) -> View:
        return say(aspect, by=by, law=law, **said)

    return says
