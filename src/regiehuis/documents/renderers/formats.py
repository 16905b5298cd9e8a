"""The formats of a report as a file. Their libraries are loaded when asked for: a process that only serves pages goes without them."""

from __future__ import annotations

from regiehuis.documents.domain.content import Report
from regiehuis.documents.domain.template_files import Kind
from regiehuis.documents.domain.templates import Found

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    "ott": "application/vnd.oasis.opendocument.text-template",
}


def rendered(report: Report, kind: str, template: bytes = b"") -> bytes:
    """Return the bytes of one format, on the template that the report names for it."""
    from . import docx, odt, pdf

    return pdf.render(report) if kind == "pdf" else {"docx": docx, "odt": odt}[kind].render(report, template)


def starting_point(report: Report, kind: Kind) -> bytes:
    """Return a report as a template to begin with."""
    from . import docx, odt

    return {Kind.DOCX: docx, Kind.ODT: odt}[kind].starting_point(report)


def found_in(report: Report, kind: Kind, template: bytes) -> Found:
    """Return what a template gives. Raises TemplateProblem when a report cannot be written in it."""
    from . import docx, odt

    return {Kind.DOCX: docx, Kind.ODT: odt}[kind].opened(report, template).found
