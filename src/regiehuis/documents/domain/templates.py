"""What a template for reports gives: the styles by name, the room on its page, and the place of the content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .template_files import Kind

MARKER = "[[inhoud]]"  # alone in a paragraph: the content comes there, and what stands around it stays
NARROWEST = 100.0  # mm of text: under that a table of three columns breaks its words
MOST_STYLES = 2_000

# Part of a report: the style that we use for it, then styles that may stand in for it where a template lacks it.
WORD: Mapping[str, tuple[str, ...]] = {
    "body": ("Normal",),
    "title": ("Title",),
    "subtitle": ("Subtitle",),
    **{f"heading_{level}": (f"Heading {level}",) for level in range(1, 5)},
    "bullets": ("List Bullet",),
    "numbers": ("List Number",),
    "organisation": ("Rh Organisation",),
    "date": ("Rh Date",),
    "contents": ("Rh Contents", "TOC Heading"),
    "entry": ("Rh Contents Entry", "toc 1"),
    "table": ("Rh Table",),
    "table_title": ("Rh Table Title", "Caption"),
    "head": ("Rh Column Head",),
    "cell": ("Rh Cell",),
    "figure_title": ("Rh Figure Title", "Caption"),
    "figure": ("Rh Figure",),
    "note": ("Rh Note",),
    "info_title": ("Rh Info Title",),
    "info": ("Rh Info Text",),
    "attention_title": ("Rh Attention Title",),
    "attention": ("Rh Attention Text",),
    "provenance": ("Rh Provenance",),
    "sign": ("Rh Sign",),
}
_OPEN_DOCUMENT: Mapping[str, tuple[str, ...]] = {
    "body": ("Text_20_body",),
    "title": ("Title",),
    "subtitle": ("Subtitle",),
    **{f"heading_{level}": (f"Heading_20_{level}",) for level in range(1, 5)},
    "bullets": ("RhBullets", "List_20_1"),
    "numbers": ("RhNumbers", "Numbering_20_123", "Numbering_20_1"),
    "organisation": ("RhOrganisation",),
    "date": ("RhDate",),
    "contents": ("RhContents", "Contents_20_Heading"),
    "entry": ("Contents_20_1",),
    "table_title": ("RhTableTitle", "Table", "Caption"),
    "head": ("RhHead", "Table_20_Heading"),
    "cell": ("RhCell", "Table_20_Contents"),
    "figure_title": ("RhFigureTitle", "Figure", "Illustration", "Caption"),
    "figure": ("RhFigure",),
    "note": ("RhNote",),
    "info_title": ("RhInfoTitle",),
    "info": ("RhInfo",),
    "attention_title": ("RhAttentionTitle",),
    "attention": ("RhAttention",),
    "provenance": ("RhProvenance",),
    "sign": ("RhSign",),
}
LISTS = ("bullets", "numbers")  # styles of a list in one format, of a paragraph in the other


def squeezed(style: str) -> str:
    """Return the name of a style as it is compared: programs differ in capitals and spaces, and in what they make of the other format.

    >>> squeezed("Rh_20_Table_20_Title"), squeezed("RhTableTitle")
    ('rhtabletitle', 'rhtabletitle')
    """
    return style.replace("_20_", "").replace(" ", "").casefold()


# A template that was saved in the other format first has the names of that format.
OPEN_DOCUMENT: Mapping[str, tuple[str, ...]] = {
    part: (names[0], *([] if part in LISTS else [WORD[part][0].replace(" ", "_20_")]), *names[1:]) for part, names in _OPEN_DOCUMENT.items()
}
IN_WORD: Mapping[str, str] = {squeezed(_OPEN_DOCUMENT[part][0]): WORD[part][0] for part in _OPEN_DOCUMENT if part not in LISTS} | {
    squeezed(name): name for names in WORD.values() for name in names
}
STYLES: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {Kind.DOCX: WORD, Kind.ODT: OPEN_DOCUMENT}


def shown(style: str) -> str:
    """Return the name of a style as a word processor shows it.

    >>> shown("Heading_20_1")
    'Heading 1'
    """
    return style.replace("_20_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is in a template. ``styles`` maps each part to the style of the template that it takes; empty where it takes ours."""

    styles: Mapping[str, str]
    is_marked: bool
    width: float  # mm of text on the page of the content
