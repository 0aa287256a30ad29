"""Static files are served hashed and compressed; the small modules of the live room go out as one file."""

import functools
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from servestatic.storage import CompressedManifestStaticFilesStorage

JOINED = ("js/room/room.js",)
_IMPORT = re.compile(r'^import (?:\{[\w, ]+\} from )?"\./(\w+\.js)";\n', re.MULTILINE)
_SPARED = re.compile(r"^[ \t]*(?://.*)?\n|^[ \t]+", re.MULTILINE)


def served() -> dict[str, Any]:
    """How both doors hand out static files: by their hashed names, compressed, to be kept for a year."""
    return {
        "root": settings.STATIC_ROOT,
        "prefix": settings.STATIC_URL,
        "immutable_file_test": r"^.+\.[0-9a-f]{12}\..+$",
        "allow_all_origins": False,
        "mimetypes": {".webmanifest": "application/manifest+json"},
    }


def manifest_name() -> str:
    """Each release reads its own list of hashed names: one that runs on, or is gone back to, keeps its files."""
    content = hashlib.sha256(Path(__file__).read_bytes())
    for folder in settings.STATICFILES_DIRS:
        for file in sorted(file for file in Path(folder).rglob("*") if file.is_file()):
            content.update(f"{file.relative_to(folder)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return f"staticfiles.{content.hexdigest()[:12]}.json"


class HashedModules(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    @functools.cached_property
    def manifest_name(self) -> str:
        """As it was when this process began."""
        return manifest_name()

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """On a slow line a request costs more than its bytes: what a page's first module imports is put before it."""
        sources = {path: storage.path(inner) for path, (storage, inner) in paths.items()}
        joined = InMemoryStorage()
        for name in JOINED:
            joined.save(name, ContentFile(join(name, sources)))
        yield from super().post_process({**paths, **{name: (joined, name) for name in JOINED}}, dry_run, **options)


def join(name: str, sources: dict[str, str]) -> str:
    """The module and all it imports, each once, without comments and indentation.

    The modules share one scope then: they import by plain names from their own folder, and no two name the same thing.
    """
    found: dict[str, str] = {}

    def add(module: str) -> None:
        text = Path(sources[module]).read_text(encoding="utf-8")
        for imported in _IMPORT.findall(text):
            path = str(PurePosixPath(module).with_name(imported))
            if path not in found:
                add(path)
        found[module] = _SPARED.sub("", re.sub(r"^export ", "", _IMPORT.sub("", text), flags=re.MULTILINE))

    add(name)
    return "".join(found.values())
