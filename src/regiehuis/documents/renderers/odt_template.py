"""An OpenDocument text of the municipality, made ready to write a report in; what the Word side does, in the terms of this format."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from odfdo import Document, Element

from regiehuis.documents.domain.template_files import Kind, TemplateProblem, as_document
from regiehuis.documents.domain.templates import LISTS, MARKER, NARROWEST, OPEN_DOCUMENT, Found
from regiehuis.documents.renderers.layout import EASE, Room

FIRST = 9000  # blocks are numbered from here: tables, lists and pictures of a cover have other names
_MM = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6, "px": 25.4 / 96}
_ABOVE_PICTURE = 34.0  # mm for title and caption
_AUTOMATIC = "//office:automatic-styles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    document: Document
    room: Room
    before: int  # parts of the body above the content
    start: str  # properties of how the content starts: on which page, after which break
    closing: list[Element]  # what stood under the place of the content
    found: Found


def opened(content: bytes, *, own: Any, language: str, country: str) -> Opened:
    """Return the template with an empty body up to the place of the content; ``own`` is our part styles.xml.

    Raises TemplateProblem where nothing can be written.
    """
    document = Document(io.BytesIO(as_document(content, Kind.ODT)))
    body, styles = document.body, _part(document, "styles.xml")
    children = [each for each in body.children if not each.tag.endswith("-decls")]
    place, is_marked = _place(body, children)
    above = children[:place] if is_marked else []
    first = children[place] if is_marked else next((each for each in children if each.tag in ("text:p", "text:h", "table:table")), None)
    pages = [_style_of(document, each, "style:master-page-name") for each in (*above, first) if each is not None]
    page = next(filter(None, reversed(pages)), "")
    room = _room(styles, page)
    if room.width < NARROWEST:
        raise TemplateProblem("too_narrow", str(round(room.width)))
    start = _start(document, first, with_break=is_marked) if first is not None else ""
    closing = children[place + 1 :] if is_marked else []
    for each in children[place:] if is_marked else children:
        body.delete(each, keep_tail=False)
    if not is_marked:
        for automatic in _part(document, "content.xml").get_elements(f"{_AUTOMATIC}/*"):
            automatic.delete()
    found = _completed(styles, own)
    _speak(styles, language, country)
    return Opened(document=document, room=room, before=len(body.children), start=start, closing=closing,
                  found=Found(styles=found, is_marked=is_marked, width=round(room.width, 1)))  # fmt: skip


def close(opened: Opened) -> None:
    """Let the content start where the template wants it, and put back what stands under it."""
    body = opened.document.body
    if opened.start:
        first = body.children[opened.before]
        parent = first.get_attribute("text:style-name")
        opened.document.insert_style(Element.from_tag(  # type: ignore[arg-type]
            f'<style:style style:name="RhStart" style:family="paragraph" style:parent-style-name="{parent}" {opened.start}</style:style>'
        ), automatic=True)  # fmt: skip
        first.set_attribute("text:style-name", "RhStart")
    for each in opened.closing:
        body.append(each)
    for remark in body.get_elements("//office:annotation | //office:annotation-end"):
        remark.delete()


def unused_pictures(document: Document) -> set[str]:
    """Return the pictures of text that is gone."""
    text = "".join(_part(document, name).serialize().decode() for name in ("content.xml", "styles.xml"))
    parts = document.container.parts if document.container else ()
    return {"Pictures/", *(name for name in parts if name.startswith(("Pictures/", "ObjectReplacements/")) and name not in text)}


def sign_every_page(document: Document, text: str) -> None:
    """Add the sign of a fictitious municipality to the header of every kind of page; also where the template has none."""
    line = f'<text:p text:style-name="Standard"><text:span text:style-name="RhSign">{escape(text)}</text:span></text:p>'
    for page in _part(document, "styles.xml").get_elements("//style:master-page"):
        headers = page.get_elements("style:header | style:header-left | style:header-first")
        if not any(each.tag == "style:header" for each in headers):
            page.insert(Element.from_tag("<style:header/>"), position=0)
            headers.append(page.children[0])
        for header in headers:
            header.append(Element.from_tag(line))


def _part(document: Document, name: str) -> Any:
    """A part that is XML, to read and to change."""
    return document.get_part(name)


# ---- the place of the content --------------------------------------------------------------------------------------------


def _place(body: Any, children: list[Element]) -> tuple[int, bool]:
    marked = [each for each in body.get_elements("//text:p | //text:h") if _words(each) == MARKER]
    if len(marked) > 1:
        raise TemplateProblem("marker_twice")
    places = [number for number, each in enumerate(children) if each.tag in ("text:p", "text:h") and _words(each) == MARKER]
    if marked and not places:
        raise TemplateProblem("marker_misplaced")
    return (places[0], True) if places else (0, False)


def _words(paragraph: Element) -> str:
    return paragraph.inner_text.strip().casefold()


def _style_of(document: Document, part: Element, property_: str) -> str:
    """Return a property of the automatic style of a part of the body; empty when there is none."""
    name = part.get_attribute("text:style-name") or part.get_attribute("table:style-name")
    style = _part(document, "content.xml").get_element(f"{_AUTOMATIC}/style:style[@style:name={quoteattr(str(name))}]")
    return str(style.get_attribute(property_) or "") if style is not None else ""


def _start(document: Document, first: Element, *, with_break: bool) -> str:
    """Return the rest of a style that starts as this part does: on the page that it names, or after the break that it names."""
    page = _style_of(document, first, "style:master-page-name")
    name = first.get_attribute("text:style-name")
    properties = _part(document, "content.xml").get_element(
        f"{_AUTOMATIC}/style:style[@style:name={quoteattr(str(name))}]/style:paragraph-properties[@fo:break-before]"
    )
    named = f"style:master-page-name={quoteattr(page)}" if page else ""
    if with_break and properties is not None:
        return f"{named}><style:paragraph-properties fo:break-before={quoteattr(str(properties.get_attribute('fo:break-before')))}/>"
    return f"{named}>" if named else ""


def _room(styles: Any, page: str) -> Room:
    """What fits on this kind of page and on the one that follows it; without a name on the ordinary one."""
    pages = {each.get_attribute("style:name"): each for each in styles.get_elements("//style:master-page")}
    first = pages.get(page) or pages.get("Standard") or next(iter(pages.values()), None)
    following = pages.get(first.get_attribute("style:next-style-name")) if first is not None else None
    rooms = [_room_on(styles, each) for each in (first, following) if each is not None]
    return Room(width=min(each.width for each in rooms), height=min(each.height for each in rooms)) if rooms else Room()


def _room_on(styles: Any, page: Element) -> Room:
    layout = f"//style:page-layout[@style:name={quoteattr(str(page.get_attribute('style:page-layout-name')))}]"
    properties = styles.get_element(f"{layout}/style:page-layout-properties")
    columns = styles.get_element(f"{layout}//style:columns")

    def mm(element: Element | None, name: str, otherwise: float = 0.0) -> float:
        value = re.fullmatch(r"(-?[\d.]+)(\w+)", str(element.get_attribute(name) or "")) if element is not None else None
        return float(value[1]) * _MM.get(value[2], 1.0) if value else otherwise

    margin = mm(properties, "fo:margin", 20.0)
    left, right, top, bottom = (mm(properties, f"fo:margin-{side}", margin) for side in ("left", "right", "top", "bottom"))
    bands = sum(
        mm(each, "fo:min-height", mm(each, "svg:height")) + mm(each, "fo:margin-top") + mm(each, "fo:margin-bottom")
        for each in styles.get_elements(f"{layout}//style:header-footer-properties")
    )
    number = max(int(str(columns.get_attribute("fo:column-count") or 1)), 1) if columns is not None else 1
    width = mm(properties, "fo:page-width", 210.0) - left - right - (number - 1) * mm(columns, "fo:column-gap")
    height = mm(properties, "fo:page-height", 297.0) - top - bottom - bands - _ABOVE_PICTURE
    return Room(width=width / number, ease=EASE, height=max(height, 60.0))


# ---- styles --------------------------------------------------------------------------------------------------------------


def _completed(styles: Any, own: Any) -> dict[str, str]:
    """Add each style that we use and the template lacks; return the style of the template that each part takes, empty for ours."""
    common = styles.get_element("//office:styles")
    if common is None:
        raise TemplateProblem("unreadable")
    there = {family: set(_names(common, family)) for family in ("paragraph", "text", "list", "graphic")}
    families = {"sign": "text", **dict.fromkeys(LISTS, "list")}
    found = {
        part: next((name for name in names if name in there[families.get(part, "paragraph")]), "") for part, names in OPEN_DOCUMENT.items()
    }
    stand_ins = {OPEN_DOCUMENT[part][0]: name for part, name in found.items() if name}
    for ours in own.get_elements("//office:styles/style:style | //office:styles/text:list-style"):
        name = str(ours.get_attribute("style:name"))
        if name in there[_family(ours)] or name in ("Header", "Footer"):
            continue
        common.append(_standing_in(ours, common, stand_ins[name]) if name in stand_ins else ours.clone)
    return found


def _family(style: Element) -> str:
    return "list" if style.tag == "text:list-style" else str(style.get_attribute("style:family"))


def _names(common: Any, family: str) -> Iterator[str]:
    kind = "text:list-style" if family == "list" else f"style:style[@style:family='{family}']"
    for each in common.get_elements(kind):
        yield str(each.get_attribute("style:name"))


def _standing_in(ours: Element, common: Any, name: str) -> Element:
    """A style of ours that looks as one of the template; it only stays with what follows, where ours does."""
    mine = str(ours.get_attribute("style:name"))
    if ours.tag == "text:list-style":
        copy = common.get_element(f"text:list-style[@style:name={quoteattr(name)}]").clone
        copy.set_attribute("style:name", mine)
        copy.del_attribute("style:display-name")
        return copy
    keeps = ours.get_element("style:paragraph-properties[@fo:keep-with-next]") is not None
    inside = '<style:paragraph-properties fo:keep-with-next="always"/>' if keeps else ""
    return Element.from_tag(
        f'<style:style style:name="{mine}" style:family="{_family(ours)}" style:parent-style-name={quoteattr(name)}>{inside}</style:style>'
    )


def _speak(styles: Any, language: str, country: str) -> None:
    """Make the language that of the report, wherever a style names one."""
    default = styles.get_element("//office:styles/style:default-style[@style:family='paragraph']")
    if default is None:
        default = Element.from_tag('<style:default-style style:family="paragraph"/>')
        styles.get_element("//office:styles").insert(default, position=0)
        default = styles.get_element("//office:styles/style:default-style[@style:family='paragraph']")
    if default.get_element("style:text-properties") is None:
        default.append(Element.from_tag("<style:text-properties/>"))
    said = [default.get_element("style:text-properties"), *styles.get_elements("//style:text-properties[@fo:language]")]
    for each in said:
        each.set_attribute("fo:language", language)
        each.set_attribute("fo:country", country)
