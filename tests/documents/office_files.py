"""Templates as a communications adviser would make them, and files that look like one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import odfdo
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm, Pt, RGBColor

RELATIONSHIP = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"{mode}/>'
)


def word(change: Callable[[Any], None] = lambda document: None, *lines: str) -> bytes:
    """A Word file in an unmistakable style: A4 landscape, green headings in Georgia, a header and a table style of its own."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(40)
    section.header.paragraphs[0].text = "Briefpapier van Toetsdam"
    section.footer.paragraphs[0].text = "Postbus 1, Toetsdam"
    heading = document.styles["Heading 1"]
    heading.font.name, heading.font.size, heading.font.color.rgb = "Georgia", Pt(21), RGBColor(0x11, 0x66, 0x22)
    document.styles.add_style("Tabel Toetsdam", WD_STYLE_TYPE.TABLE)
    _keep_table_styles(document, "Tabel Toetsdam")
    document.core_properties.author = "Anja Maker"
    for line in lines:
        document.add_paragraph(line)
    change(document)
    return _bytes(document)


def _keep_table_styles(document: Any, name: str) -> None:
    """Templates of municipalities hold few: leave one of its own."""
    for style in [style for style in document.styles if style.type == WD_STYLE_TYPE.TABLE and style.name not in (name, "Normal Table")]:
        style.element.getparent().remove(style.element)


def open_document(*lines: str) -> bytes:
    """An OpenDocument text with a header, a heading of its own and wide margins."""
    document = odfdo.Document("text")
    document.body.clear()
    for line in lines:
        document.body.append(odfdo.Paragraph(line))
    styles = document.get_part("styles.xml")
    heading = styles.get_element("//style:style[@style:name='Heading_20_1']/style:text-properties")
    heading.set_attribute("fo:color", "#116622")
    page = styles.get_element("//style:master-page[@style:name='Standard']")
    page.insert(odfdo.Element.from_tag("<style:header><text:p>Briefpapier van Toetsdam</text:p></style:header>"), position=0)
    layout = styles.get_element("//style:page-layout-properties")
    for side in ("left", "right"):
        layout.set_attribute(f"fo:margin-{side}", "3.5cm")
    document.meta.initial_creator = "Anja Maker"
    return _bytes(document)


def _bytes(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def changed(archive: bytes, parts: dict[str, bytes | Callable[[bytes], bytes] | None]) -> bytes:
    """The same file with parts added, changed (a function) or left out (None)."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(name for name in parts if name not in old.namelist())]:
            part = parts.get(name, lambda content: content)
            if part is not None:
                new.writestr(name, part(old.read(name)) if callable(part) else part)
    return target.getvalue()


def inserted(before: str, text: str) -> Callable[[bytes], bytes]:
    def insert(content: bytes) -> bytes:
        assert before.encode() in content, f"{before} is not there"
        return content.replace(before.encode(), text.encode() + before.encode(), 1)

    return insert


def related(kind: str, target: str, *, external: bool = False) -> Callable[[bytes], bytes]:
    """One more relation in a part with relations of a Word file."""
    mode = ' TargetMode="External"' if external else ""
    return inserted("</Relationships>", RELATIONSHIP.format(kind=kind, target=target, mode=mode))


def as_template(content: bytes) -> bytes:
    """What Word and LibreOffice write when one chooses to save as a template."""
    return changed(content, {
        "[Content_Types].xml": lambda part: part.replace(b"wordprocessingml.document.main", b"wordprocessingml.template.main"),
    }) if b"[Content_Types].xml" in content else changed(content, {
        name: lambda part: part.replace(b"opendocument.text", b"opendocument.text-template") for name in ("mimetype", "META-INF/manifest.xml")
    })  # fmt: skip
