"""The files of the guide: those of the checkout, or the same ones inside an installed package."""

from __future__ import annotations

import posixpath
from functools import cache
from pathlib import Path

from django.urls import reverse

from .domain.guide import Chapter, read

PACKAGED = Path(__file__).resolve().parent / "docs"
CHECKOUT = Path(__file__).resolve().parents[3]
# In the order of reading; the part of the guide that each belongs to.
FILES = {
    "index": "docs/handleiding/index.md",
    "uw-werkplek": "docs/handleiding/uw-werkplek.md",
    "beginnen": "docs/handleiding/beginnen.md",
    "scan": "docs/handleiding/scan.md",
    "samenwerken": "docs/handleiding/samenwerken.md",
    "hoe-het-rekent": "docs/handleiding/hoe-het-rekent.md",
    "anonimiteit": "docs/handleiding/anonimiteit.md",
    "begrippen": "docs/begrippen.md",
    "toetsenbord": "docs/handleiding/toetsenbord.md",
    "veranderd": "CHANGELOG.md",
    "beheer-instellingen": "docs/beheer/instellingen.md",
    "beheer-opdrachten": "docs/beheer/opdrachten.md",
    "beheer-database": "docs/beheer/database.md",
    "beheer-containers": "docs/beheer/containers.md",
    "beheer-draaiboek": "docs/beheer/draaiboek.md",
    "beheer-runbook": "docs/beheer/runbook.en.md",
    "beheer-beveiliging": "docs/beheer/beveiliging.md",
    "beheer-prestaties": "docs/beheer/prestaties.md",
    "beheer-openstaand": "docs/beheer/openstaand.md",
    "api": "docs/api.md",
}
FOR_OPERATORS = (*(slug for slug in FILES if slug.startswith("beheer-")), "api")
CHANGES = "veranderd"
LANGUAGES = {"api": "en", "beheer-runbook": "en"}  # the others are in Dutch
ELSEWHERE = {"docs/openapi.json": "openapi"}  # files that are an address of the product


def source(path: str) -> str:
    """Return the text of a file of the project that is part of the product."""
    folder = PACKAGED if PACKAGED.is_dir() else CHECKOUT
    return (folder / path).read_text("utf-8")


@cache
def chapter(slug: str) -> Chapter | None:
    """Return one chapter; None when there is none of that name."""
    path = FILES.get(slug)
    return read(source(path), slug=slug, resolve=lambda target: resolved(target, path)) if path else None


@cache
def chapters() -> tuple[Chapter, ...]:
    """Every chapter, in the order of reading."""
    return tuple(found for slug in FILES if (found := chapter(slug)))


def address_of(slug: str, anchor: str = "") -> str:
    page = reverse("help:index") if slug == "index" else reverse("help:chapter", args=[slug])
    return f"{page}#{anchor}" if anchor else page


def resolved(target: str, path: str) -> str | None:
    """Return where a link in this file leads within the product, or outside it; None for a file that is not in the product."""
    if target.startswith(("https://", "#")):
        return target
    name, _hash, anchor = target.partition("#")
    file = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    if file in ELSEWHERE:
        return reverse(ELSEWHERE[file])
    slug = next((slug for slug, known in FILES.items() if known == file), None)
    return address_of(slug, anchor) if slug else None
