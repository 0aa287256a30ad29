"""Static files are served small: modules and style sheets are joined and minified, then hashed and compressed."""

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rcssmin
import rjsmin
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from servestatic.storage import CompressedManifestStaticFilesStorage

from kapok.static_storage import modules, sheets
from kapok.static_storage.modules import join as join
from kapok.static_storage.order import imported_of


def served() -> dict[str, Any]:
    """Settings for static files under ASGI and WSGI alike: hashed names, compressed, cached for a year."""
    return {
        "root": settings.STATIC_ROOT,
        "prefix": settings.STATIC_URL,
        "immutable_file_test": r"^.+\.[0-9a-f]{12}\..+$",
        "allow_all_origins": False,
        "mimetypes": {".webmanifest": "application/manifest+json"},
    }


def manifest_name() -> str:
    """Returns the name of the release's own list of hashed names, so that an older release still finds its files."""
    content = hashlib.sha256()
    for builder in sorted(Path(__file__).parent.glob("*.py")):
        content.update(builder.read_bytes())
    for folder in settings.STATICFILES_DIRS:
        for file in sorted(file for file in Path(folder).rglob("*") if file.is_file()):
            content.update(f"{file.relative_to(folder)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return f"staticfiles.{content.hexdigest()[:12]}.json"


def build(sources: dict[str, str]) -> tuple[dict[str, str], set[str]]:
    """Returns the files that pages load, joined and minified, by name; and the names of the parts that went into them.

    ``sources``: the path of each file by its name below ``static/``. Files outside of ``js/`` and ``css/`` stay as they
    are. On a slow connection a request costs more than its bytes, so a page loads one file of each kind.
    """
    js = {name: path for name, path in sources.items() if name.startswith("js/") and name.endswith(".js")}
    css = {name: path for name, path in sources.items() if name.startswith("css/") and name.endswith(".css")}
    parts = imported_of(js, modules.imports) | imported_of(css, sheets.imports)
    built = {name: rjsmin.jsmin(modules.join(name, js)) for name in js.keys() - parts}
    built |= {name: rcssmin.cssmin(sheets.join(name, css)) for name in css.keys() - parts}
    return built, parts


class HashedModules(CompressedManifestStaticFilesStorage):
    @functools.cached_property
    def manifest_name(self) -> str:
        """The list that was current when this process began."""
        return manifest_name()

    @functools.cached_property
    def _addresses(self) -> dict[str, str]:
        return {}

    def url(self, name: str | None, force: bool = False) -> str:
        """Returns the address. Cached, because every page asks for the same few and Django parses and joins addresses
        each time."""
        if name is None or force:
            return super().url(name, force)
        if (known := self._addresses.get(name)) is None:
            known = self._addresses[name] = super().url(name)
        return known

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Hashes the built files instead of their sources. Parts get no hashed name, because no page loads them."""
        self._addresses.clear()
        built, parts = build({name: storage.path(inner) for name, (storage, inner) in paths.items()})
        memory = InMemoryStorage()
        for name, text in built.items():
            memory.save(name, ContentFile(text))
        kept = {name: where for name, where in paths.items() if name not in parts}
        yield from super().post_process({**kept, **{name: (memory, name) for name in built}}, dry_run, **options)
