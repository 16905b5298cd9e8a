"""What may be a template, and what is refused with which words. Every file is a real one, spoiled in one place."""

from __future__ import annotations

import io
import zipfile

import pytest

from regiehuis.documents.domain.template_files import LARGEST_FILE, Kind, TemplateProblem, as_document, inspect
from tests.documents.office_files import as_template, changed, inserted, open_document, related, word

WORD, OPEN = word(), open_document("Tekst")
RELS, SETTINGS_RELS = "word/_rels/document.xml.rels", "word/_rels/settings.xml.rels"
EMPTY_RELS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def with_type(content: bytes, old: bytes, new: bytes) -> bytes:
    return changed(content, {"[Content_Types].xml": lambda part: part.replace(old, new)})


def locked(content: bytes) -> bytes:
    """Its parts marked as encrypted, as a ZIP with a password has them."""
    return content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")


def twice(content: bytes) -> bytes:
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<x/>")
    return target.getvalue()


def bomb(content: bytes, size: int, name: str = "word/media/groot.png") -> bytes:
    return changed(content, {name: b"\0" * size})


def rotten(content: bytes) -> bytes:
    """One byte of a picture or style flipped: the check sum no longer fits."""
    at = content.index(b"word/document.xml") + 200
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def field(instruction: str) -> bytes:
    parts = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (instruction[:5], instruction[5:]))
    return changed(WORD, {"word/document.xml": inserted("<w:sectPr", f"<w:p>{parts}</w:p>")})


def in_body(xml: str) -> bytes:
    return changed(OPEN, {"content.xml": inserted("</office:text>", xml)})


@pytest.mark.parametrize(("name", "content", "kind"), [
    ("huisstijl.docx", WORD, Kind.DOCX),
    ("Huisstijl 2026.DOTX", as_template(WORD), Kind.DOCX),
    ("huisstijl.odt", OPEN, Kind.ODT),
    ("huisstijl.ott", as_template(OPEN), Kind.ODT),
    ("link.docx", changed(WORD, {RELS: related("hyperlink", "https://www.toetsdam.example/", external=True)}), Kind.DOCX),
    ("mail.docx", changed(WORD, {RELS: related("hyperlink", "mailto:info@toetsdam.example", external=True)}), Kind.DOCX),
    ("link.odt", in_body('<text:p><text:a xlink:href="https://www.toetsdam.example/">site</text:a></text:p>'), Kind.ODT),
    ("tekening.docx", changed(WORD, {"word/media/logo.svg": b'<!DOCTYPE svg PUBLIC "x" "y"><svg xmlns="http://www.w3.org/2000/svg"/>'}), Kind.DOCX),
    ("velden.docx", field('HYPERLINK "https://www.toetsdam.example/link/import"'), Kind.DOCX),
    ("herkomst.odt", changed(OPEN, {"meta.xml": inserted("</office:meta>", '<meta:template xlink:href="file:///C:/x.ott"/>')}), Kind.ODT),
])  # fmt: skip
def test_a_template_is_known_by_its_content(name, content, kind):
    assert inspect(name, content) is kind


@pytest.mark.parametrize(("name", "content", "problem", "value"), [
    ("groot.docx", WORD + b"\0" * LARGEST_FILE, "too_large", ""),
    ("oud.doc", OLD_WORD, "old_word", ""),
    ("geheim.docx", OLD_WORD + "EncryptedPackage".encode("utf-16-le"), "password", ""),
    ("geheim.odt", changed(OPEN, {"META-INF/manifest.xml": inserted("</manifest:manifest>", '<manifest:file-entry manifest:full-path="x"><manifest:encryption-data/></manifest:file-entry>')}), "password", ""),
    ("geheim2.docx", locked(changed(WORD, {})), "password", ""),
    ("rapport.docx", b"%PDF-1.7", "not_a_template", ""),
    ("rapport.docx", b"", "not_a_template", ""),
    ("blad.xlsx", with_type(WORD, b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"), "not_a_template", ""),
    ("blad.odt", changed(OPEN, {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "not_a_template", ""),
    ("foto's.docx", changed(WORD, {"[Content_Types].xml": None}), "not_a_template", ""),
    ("huisstijl.docx", OPEN, "name_differs", ".docx"),
    ("huisstijl.odt", WORD, "name_differs", ".odt"),
    ("huisstijl.docm", WORD, "name_differs", ".docm"),
    ("afgebroken.docx", WORD[: len(WORD) // 2], "damaged", ""),
    ("rot.docx", rotten(WORD), "damaged", ""),
    ("dubbel.docx", twice(WORD), "damaged", ""),
    ("buiten.docx", changed(WORD, {"../../etc/passwd": b"x"}), "damaged", ""),
    ("half.odt", changed(OPEN, {"styles.xml": None}), "damaged", ""),
    ("scheef.docx", changed(WORD, {"word/styles.xml": b"<w:styles><open>"}), "damaged", ""),
    ("bom.docx", bomb(WORD, 51 * 1024 * 1024), "zip_bomb", ""),
    ("bom.odt", bomb(OPEN, 11 * 1024 * 1024, "x.xml"), "zip_bomb", ""),
    ("bos.docx", changed(WORD, {"word/document.xml": b"<x>" + b"<a/>" * 50_001 + b"</x>"}), "zip_bomb", ""),
    ("macro.docx", changed(WORD, {"word/vbaProject.bin": b"\xd0\xcf"}), "macros", ""),
    ("macro.docm", with_type(WORD, b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", b"application/vnd.ms-word.document.macroEnabled.main+xml"), "macros", ""),
    ("macro.docx", with_type(WORD, b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml"), "macros", ""),
    ("macro.odt", changed(OPEN, {"Basic/Standard/Module1.xml": b"<x/>"}), "macros", ""),
    ("python.odt", changed(OPEN, {"Scripts/python/x.py": b"x"}), "macros", ""),
    ("knop.odt", in_body('<office:script xmlns:script="x" script:language="Basic"/>'), "macros", ""),
    ("hangt.docx", changed(WORD, {SETTINGS_RELS: related("attachedTemplate", "file:///C:\\Huisstijl\\Brief.dotm", external=True)(EMPTY_RELS)}), "template_link", "Brief.dotm"),
    ("web.docx", changed(WORD, {RELS: related("image", "https://spion.example/p.png", external=True)}), "external", "https://spion.example/p.png"),
    ("share.docx", changed(WORD, {RELS: related("hyperlink", "file://server/map", external=True)}), "external", "file://server/map"),
    ("kop.docx", changed(WORD, {"word/_rels/header1.xml.rels": related("image", "\\\\server\\logo.png", external=True)(EMPTY_RELS)}), "external", "\\\\server\\logo.png"),
    ("veld.docx", field('INCLUDEPICTURE "https://spion.example/p.png"'), "external", "INCLUDEPICTURE"),
    ("dde.docx", field('DDEAUTO c:\\x "y"'), "external", "DDEAUTO"),
    ("eenvoudig.docx", changed(WORD, {"word/document.xml": inserted("<w:sectPr", '<w:p><w:fldSimple w:instr=" LINK Excel.Sheet "/></w:p>')}), "external", "LINK"),
    ("plaatje.odt", in_body('<text:p><draw:frame><draw:image xlink:href="https://spion.example/p.png"/></draw:frame></text:p>'), "external", "https://spion.example/p.png"),
    ("map.odt", in_body('<text:section text:name="s"><text:section-source xlink:href="../geheim.odt"/></text:section>'), "external", "../geheim.odt"),
    ("script.odt", in_body('<text:p><text:a xlink:href="vnd.sun.star.script:x?language=Basic">x</text:a></text:p>'), "external", "vnd.sun.star.script:x?language=Basic"),
    ("ole.docx", changed(WORD, {"word/embeddings/oleObject1.bin": b"x"}), "embedded", ""),
    ("ole.docx", changed(WORD, {RELS: related("oleObject", "media/x.bin")}), "embedded", ""),
    ("html.docx", changed(WORD, {RELS: related("aFChunk", "x.html")}), "embedded", ""),
    ("ole.odt", in_body('<text:p><draw:frame><draw:object-ole xlink:href="./Object 1"/></draw:frame></text:p>'), "embedded", ""),
    ("xxe.docx", changed(WORD, {"word/theme/theme1.xml": DOCTYPE}), "declarations", ""),
    ("xxe16.docx", changed(WORD, {"word/theme/theme1.xml": DOCTYPE.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")}), "declarations", ""),
    ("xxe.odt", changed(OPEN, {"content.xml": DOCTYPE}), "declarations", ""),
    ("strict.docx", changed(WORD, {"_rels/.rels": lambda part: part.replace(b"http://schemas.openxmlformats.org/officeDocument", b"http://purl.oclc.org/ooxml/officeDocument")}), "strict", ""),
])  # fmt: skip
def test_what_is_no_template_is_refused_for_what_is_wrong_with_it(name, content, problem, value):
    with pytest.raises(TemplateProblem) as refused:
        inspect(name, content)
    assert (refused.value.kind, refused.value.value) == (problem, value)


@pytest.mark.parametrize(("content", "kind"), [(WORD, Kind.DOCX), (OPEN, Kind.ODT)])
def test_a_template_opens_as_the_document_that_it_is_for(content, kind):
    again = as_document(as_template(content), kind)
    with zipfile.ZipFile(io.BytesIO(again)) as found, zipfile.ZipFile(io.BytesIO(content)) as meant:
        assert {name: found.read(name) for name in found.namelist()} == {name: meant.read(name) for name in meant.namelist()}
