"""Collected files: modules and style sheets are joined in order and small, and each module keeps its own names."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kapok.static_storage import build
from kapok.static_storage.order import CannotJoin

STATIC = Path(__file__).resolve().parent.parent.parent / "static"

pytestmark = pytest.mark.pure


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """``written(**{"js/page.js": "text"})``: the sources that are collected, on disk."""

    def write(**texts: str) -> dict[str, str]:
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return {name: str(tmp_path / name) for name in texts}

    return write


@pytest.fixture
def printed(written, tmp_path) -> Callable[..., list[str]]:
    """Returns the lines that ``js/page.js`` prints in the form that a page gets."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")

    def run(**texts: str) -> list[str]:
        built, _parts = build(written(**texts))
        assert list(built) == ["js/page.js"], "what another module imports is not served by itself"
        (tmp_path / "built.mjs").write_text(built["js/page.js"], encoding="utf-8")
        command = [node, str(tmp_path / "built.mjs")]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()

    return run


def refusal(written: Callable[..., dict[str, str]], **texts: str) -> str:
    with pytest.raises(CannotJoin) as refused:
        build(written(**texts))
    return str(refused.value)


def test_two_modules_may_use_the_same_name_for_different_things(printed) -> None:
    assert printed(
        **{
            "js/page.js": 'import { left } from "./left.js";\nimport { right } from "./right.js";\n'
            'const LIMIT = "page";\nconsole.log(left(), right(), LIMIT);\n',
            "js/left.js": 'const LIMIT = "left";\nexport function left() { return LIMIT; }\n',
            "js/right.js": 'const LIMIT = "right";\nexport const right = () => LIMIT;\n',
        }
    ) == ["left", "right", "page"]


def test_a_module_runs_once_and_after_what_it_imports(printed) -> None:
    assert printed(
        **{
            "js/page.js": 'import "./first.js";\nimport { word } from "./second.js";\nconsole.log(word);\n',
            "js/first.js": 'import { word } from "./second.js";\nconsole.log("first", word);\n',
            "js/second.js": 'console.log("second");\nexport const word = "word";\n',
        }
    ) == ["second", "first", "word", "word"]


def test_modules_of_other_folders_are_found(printed) -> None:
    assert printed(
        **{
            "js/page.js": 'import { Deep } from "./one/two/deep.js";\nconsole.log(new Deep().words());\n',
            "js/one/two/deep.js": 'import { near } from "../near.js";\nimport { far } from "../../far.js";\n'
            "export class Deep { words() { return `${near} ${far}`; } }\n",
            "js/one/near.js": 'export const near = "near";\n',
            "js/far.js": 'export const far = "far";\n',
        }
    ) == ["near", "far"]


def test_an_import_may_rename_and_may_take_several_lines(printed) -> None:
    assert printed(
        **{
            "js/page.js": 'import {\n  one as first,\n  two,\n} from "./numbers.js";\n'
            "console.log(first, await two());\n",
            "js/numbers.js": "export const one = 1;\nexport async function two() { return 2; }\n",
        }
    ) == ["1", "2"]


def test_the_served_file_has_no_comments_and_is_smaller_than_its_source(written) -> None:
    built, _parts = build(
        written(
            **{"js/page.js": '// Why.\n\nfunction say() {\n  console.log("// no `comment`"); // why\n}\n\nsay();\n'}
        )
    )
    assert built["js/page.js"].split() == ["function", 'say(){console.log("//', "no", '`comment`");}', "say();"]


@pytest.mark.parametrize(
    "line",
    [
        'import all from "./other.js";',
        'import * as all from "./other.js";',
        "import { one } from './other.js';",
        'import { one } from "other";',
        'export { one } from "./other.js";',
        "export default 1;",
        "export let one = 1;",
        "export const { one } = {};",
        'const later = () => import("./other.js");',
        "console.log(import.meta.url);",
    ],
)
def test_a_form_of_import_or_export_that_cannot_be_joined_is_named_with_its_line(written, line) -> None:
    said = refusal(written, **{"js/page.js": f"const two = 2;\n{line}\n", "js/other.js": "export const one = 1;\n"})
    assert said.startswith("static/js/page.js, line 2: this form is not understood; write `import { name } from ")


def test_a_module_that_is_missing_is_named(written) -> None:
    said = refusal(written, **{"js/room/page.js": 'const one = 1;\n\nimport { two } from "../two.js";\n'})
    assert said == "static/js/room/page.js, line 3: there is no static/js/two.js."


def test_a_name_that_is_not_exported_is_named(written) -> None:
    said = refusal(
        written,
        **{
            "js/page.js": 'import { one, two } from "./other.js";\n',
            "js/other.js": "export const one = 1;\nconst two = 2;\n",
        },
    )
    assert said == "static/js/page.js, line 1: static/js/other.js does not export two."


def test_modules_that_import_each_other_are_refused(written) -> None:
    said = refusal(
        written,
        **{
            "js/page.js": 'import { left } from "./left.js";\n',
            "js/left.js": 'import { right } from "./right.js";\nexport const left = 1;\n',
            "js/right.js": 'import { left } from "./left.js";\nexport const right = 2;\n',
        },
    )
    assert said == "static/js/right.js, line 1: static/js/left.js imports this file, so neither can go first."


def test_style_sheets_are_joined_in_the_order_in_which_they_are_listed(written) -> None:
    built, parts = build(
        written(
            **{
                "css/page.css": '/* The order counts. */\n@import "one.css";\n@import "two.css";\np { margin: 0; }\n',
                "css/one.css": "a {\n  color: red;\n}\n",
                "css/two.css": "a {\n  color: blue; /* wins */\n}\n",
            }
        )
    )
    assert built == {"css/page.css": "a{color:red}a{color:blue}p{margin:0}"}
    assert parts == {"css/one.css", "css/two.css"}


@pytest.mark.parametrize("line", ['@import "../one.css";', '@import "one.css" print;', '@import url("one.css");'])
def test_a_sheet_that_cannot_be_joined_is_named_with_its_line(written, line) -> None:
    said = refusal(written, **{"css/page.css": f"/* Kapok */\n{line}\n", "css/one.css": ""})
    assert said.startswith("static/css/page.css, line 2: this form is not understood; write `@import ")


def test_every_sheet_is_on_the_list_of_the_one_that_pages_load() -> None:
    sources = {file.relative_to(STATIC).as_posix(): str(file) for file in STATIC.rglob("*") if file.is_file()}
    built, parts = build(sources)
    assert [name for name in built if name.endswith(".css")] == ["css/kapok.css"]
    assert len([name for name in parts if name.endswith(".css")]) == len(list((STATIC / "css").glob("*.css"))) - 1


def test_files_of_other_packages_stay_as_they_are(written) -> None:
    assert build(written(**{"account/js/account.js": "import all from 'anywhere';\n", "icons/mark.svg": "<svg/>"})) == (
        {},
        set(),
    )
