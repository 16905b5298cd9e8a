"""A file that somebody sends in as a template for reports: taken only when nothing in it runs, loads or hides."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from pathlib import PurePath
from xml.parsers import expat

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED, LARGEST_XML = 50 * 1024 * 1024, 10 * 1024 * 1024
MOST_PARTS, MOST_ELEMENTS = 2_000, 50_000  # elements in one part; the styles of Word's own template are some thousands
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .doc, and every Office file with a password
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_WORD_MAIN = "wordprocessingml.{}.main+xml"
_OPEN_TEXT = "application/vnd.oasis.opendocument.text"
_SAFE_LINK = re.compile(r"(https?://|mailto:|tel:|#)", re.I)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]|\.\.", re.I)  # a scheme, a root, a share, a folder above
_LOADING_FIELD = re.compile(r"^\s*(INCLUDE|INCLUDEPICTURE|INCLUDETEXT|IMPORT|DDE|DDEAUTO|LINK|DATABASE)\b", re.I | re.M)  # its first word
_OBJECTS = ("/oleObject", "/package", "/control", "/aFChunk", "/subDocument", "/frame")  # kinds of relation in a Word file
_ODF_OBJECTS = frozenset({"object", "object-ole", "applet", "plugin", "floating-frame"})
_ODF_MACROS = frozenset({"script", "event-listener", "execute-macro"})


class Kind(StrEnum):
    """The two formats that can be made on a template of one's own."""

    DOCX = "docx"
    ODT = "odt"


ENDINGS = {Kind.DOCX: (".docx", ".dotx"), Kind.ODT: (".odt", ".ott")}


class TemplateProblem(ValueError):
    """Why this file cannot be a template; ``kind`` names the text in ``documents/texts.py``, ``value`` what was found."""

    def __init__(self, kind: str, value: str = "") -> None:
        super().__init__(f"{kind} {value}".strip())
        self.kind, self.value = kind, value


def inspect(name: str, content: bytes) -> Kind:
    """Return what the file is, by its content. Raises TemplateProblem for what is no template, or does more than look good."""
    if len(content) > LARGEST_FILE:
        raise TemplateProblem("too_large")
    if content.startswith(_OLD_OFFICE):
        if _PASSWORD in content:
            raise TemplateProblem("password")
        raise TemplateProblem("old_word")
    if not content.startswith(b"PK"):
        raise TemplateProblem("not_a_template")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
            if archive.testzip() is not None:
                raise TemplateProblem("damaged")
            kind = _kind(archive)
            if kind is Kind.DOCX:
                _check_word(archive)
            else:
                _check_open_document(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, UnicodeDecodeError) as error:
        raise TemplateProblem("damaged") from error
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS[kind]:
        raise TemplateProblem("name_differs", ending or name[:40])
    return kind


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Refuse by the table of contents alone, before anything is unpacked. What lies about its size breaks its check sum later."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise TemplateProblem("password")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise TemplateProblem("zip_bomb")
    if sum(part.file_size for part in parts if _is_xml(part.filename)) > LARGEST_XML:
        raise TemplateProblem("zip_bomb")
    if len({name.lower() for name in names}) < len(names) or any(re.search(r"^/|\\|(^|/)\.\.(/|$)", name) for name in names):
        raise TemplateProblem("damaged")
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) or name.startswith(("Basic/", "Scripts/")) for name in names):
        raise TemplateProblem("macros")
    if any(folder in f"/{name.lower()}" for name in names for folder in ("/embeddings/", "/activex/")):
        raise TemplateProblem("embedded")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml", ".rdf"))


def _kind(archive: zipfile.ZipFile) -> Kind:
    if "mimetype" in archive.namelist():
        media_type = archive.read("mimetype").decode("ascii", "replace").strip()
        if media_type in (_OPEN_TEXT, f"{_OPEN_TEXT}-template"):
            return Kind.ODT
    elif "[Content_Types].xml" in archive.namelist():
        types: set[str] = set()
        _read(archive.read("[Content_Types].xml"), lambda _name, values: types.add(values.get("ContentType", "")))
        if any("macroenabled" in each.lower() for each in types):
            raise TemplateProblem("macros")
        if any(each.endswith(_WORD_MAIN.format(form)) for each in types for form in ("document", "template")):
            return Kind.DOCX
    raise TemplateProblem("not_a_template")


class _Reading:
    """What one part of a file holds so far."""

    def __init__(self) -> None:
        self.elements = 0
        self.fields: list[str] = []  # the instructions of the fields in a Word file
        self.in_instruction = False


def _read(content: bytes, on_element: Callable[[str, Mapping[str, str]], object], reading: _Reading | None = None) -> None:
    """Walk over a part without building it. A declaration stops it at once: nothing in it is ever expanded."""
    seen = reading or _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_what: object) -> None:
        raise TemplateProblem("declarations")

    def start(name: str, values: dict[str, str]) -> None:
        seen.elements += 1
        if seen.elements > MOST_ELEMENTS:
            raise TemplateProblem("zip_bomb")
        local = name.rpartition(" ")[2]
        seen.in_instruction = local == "instrText"
        if local == "fldChar":
            seen.fields.append("\n")
        on_element(name, values)

    def end(_name: str) -> None:
        seen.in_instruction = False

    def words(text: str) -> None:
        if seen.in_instruction:
            seen.fields.append(text)

    parser.StartDoctypeDeclHandler, parser.StartElementHandler = refuse, start
    parser.EndElementHandler, parser.CharacterDataHandler = end, words
    if not content:  # LibreOffice keeps the settings of a screen in an empty part
        return
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise TemplateProblem("damaged") from error


def _check_word(archive: zipfile.ZipFile) -> None:
    if b"purl.oclc.org/ooxml" in archive.read("_rels/.rels"):
        raise TemplateProblem("strict")
    for name in filter(_is_xml, archive.namelist()):
        reading = _Reading()
        _read(archive.read(name), _word_relation if name.endswith(".rels") else partial(_word_element, reading), reading)
        if field := _LOADING_FIELD.search("".join(reading.fields)):
            raise TemplateProblem("external", field[1])


def _word_relation(_tag: str, values: Mapping[str, str]) -> None:
    kind, target = values.get("Type", ""), values.get("Target", "")
    if values.get("TargetMode") == "External":
        if kind.endswith("/attachedTemplate"):
            raise TemplateProblem("template_link", PurePath(target.replace("\\", "/")).name[:80])
        if not (kind.endswith("/hyperlink") and _SAFE_LINK.match(target)):
            raise TemplateProblem("external", target[:80])
    elif kind.endswith(_OBJECTS):
        raise TemplateProblem("embedded")


def _word_element(reading: _Reading, tag: str, values: Mapping[str, str]) -> None:
    namespace, _space, local = tag.rpartition(" ")
    if local == "fldSimple":
        reading.fields += ["\n", *(value for name, value in values.items() if name.endswith(" instr")), "\n"]
    if namespace == "urn:schemas-microsoft-com:vml" and _ELSEWHERE.match(values.get("src", "")):
        raise TemplateProblem("external", values["src"][:80])


def _check_open_document(archive: zipfile.ZipFile) -> None:
    for name in filter(_is_xml, archive.namelist()):
        if name != "meta.xml":  # is not used: it says who made it, and from what
            _read(archive.read(name), _open_element)
    if "content.xml" not in archive.namelist() or "styles.xml" not in archive.namelist():
        raise TemplateProblem("damaged")


def _open_element(tag: str, values: Mapping[str, str]) -> None:
    namespace, _space, local = tag.rpartition(" ")
    if local == "encryption-data":
        raise TemplateProblem("password")
    if local in _ODF_MACROS:
        raise TemplateProblem("macros")
    if local in _ODF_OBJECTS and namespace.endswith(":drawing:1.0"):
        raise TemplateProblem("embedded")
    target = values.get("http://www.w3.org/1999/xlink href", "")
    allowed = _SAFE_LINK.match(target) if local == "a" else not _ELSEWHERE.match(target.removeprefix("./"))
    if local == "dde-connection-decl" or (target and not allowed):
        raise TemplateProblem("external", target[:80])


def as_document(content: bytes, kind: Kind) -> bytes:
    """Return a template as the document that it is for: .dotx as .docx, .ott as .odt. The libraries open nothing else."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if kind is Kind.DOCX and name == "[Content_Types].xml":
                part = part.replace(_WORD_MAIN.format("template").encode(), _WORD_MAIN.format("document").encode())
            elif kind is Kind.ODT and name in ("mimetype", "META-INF/manifest.xml"):
                part = part.replace(f"{_OPEN_TEXT}-template".encode(), _OPEN_TEXT.encode())
            new.writestr(zipfile.ZipInfo(name), part)
    return target.getvalue()
