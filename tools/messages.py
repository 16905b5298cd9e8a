"""The English catalogue: compile it at set-up, update it from the sources, check that it is complete.

    python tools/messages.py [compile|update|check]

Babel does the work, so that no gettext programs are needed; Django turns its templates into what Babel can read.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "regiehuis"
PO = SOURCES / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, object] = {
    "_": None, "_t": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def messages() -> Iterator[tuple[str, int, object, str | None]]:
    """Yield (file, line, message or (singular, plural), context) for every text in the sources."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    from django.utils.translation.template import templatize

    for path in sorted([*SOURCES.rglob("*.py"), *SOURCES.rglob("*.html"), *SOURCES.rglob("*.txt")]):
        if "migrations" in path.parts or "static" in path.parts:
            continue
        text = path.read_text("utf-8")
        if path.suffix != ".py":
            text = templatize(text, origin=str(path))
        for line, function, found, _comments in extract_python(io.BytesIO(text.encode()), KEYWORDS.keys(), [], {}):
            parts = found if isinstance(found, tuple) else (found,)
            if not parts or parts[0] is None:
                continue
            context = parts[0] if "pgettext" in function else None
            texts = parts[1:] if context is not None else parts
            message = (texts[0], texts[1]) if function.startswith(("ngettext", "npgettext")) else texts[0]
            if message and (not isinstance(message, tuple) or all(message)):
                yield str(path.relative_to(ROOT)), line, message, context


def fresh_template() -> Catalog:
    template = Catalog(charset="utf-8", fuzzy=False)
    for _file, _line, message, context in messages():
        template.add(message, context=context)
    return template


def stored() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def update() -> None:
    """Add new texts, drop those that are gone; keep every translation. Nothing is guessed: no fuzzy matches."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalog = stored() if PO.exists() else Catalog(locale="en", domain="django", charset="utf-8", fuzzy=False)
    catalog.update(fresh_template(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with PO.open("wb") as file:
        write_po(file, catalog, width=120, omit_header=False, sort_output=True, no_location=True, include_previous=False)


def problems() -> list[str]:
    """Return what is missing or wrong in the English catalogue."""
    catalog = stored()
    wanted = fresh_template()
    found = []
    for message in wanted:
        if not message.id:
            continue
        translation = catalog.get(message.id, context=message.context)
        if translation is None:
            found.append(f"ontbreekt: {message.id!r}")
        elif translation.fuzzy:
            found.append(f"onzeker: {message.id!r}")
        elif not (all(translation.string) if isinstance(translation.string, tuple | list) else translation.string):
            found.append(f"niet vertaald: {message.id!r}")
        else:
            found += [f"{error}: {message.id!r}" for error in translation.check(catalog)]
    return found


def compile_catalogue() -> None:
    target = PO.with_suffix(".mo")
    if PO.exists() and (not target.exists() or target.stat().st_mtime < PO.stat().st_mtime):
        with target.open("wb") as file:
            write_mo(file, stored())


def main() -> None:
    action = sys.argv[1] if len(sys.argv) > 1 else "compile"
    if action == "update":
        update()
    if action == "check":
        found = problems()
        print("\n".join(found) or "De Engelse vertaling is volledig.")
        raise SystemExit(1 if found else 0)
    compile_catalogue()


if __name__ == "__main__":
    main()
