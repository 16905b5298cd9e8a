"""Templates for reports: send one in, take it out of use, and see what it makes."""

from __future__ import annotations

import base64
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import PurePath

from django.db import transaction

from regiehuis.audit import facade as audit
from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import Actor, Right
from regiehuis.platform.errors import Forbidden, NotAllowed

from .. import selectors
from ..domain.content import Look
from ..domain.obstacles import Obstacle
from ..domain.template_files import Kind, inspect
from ..models import ReportTemplate
from ..renderers import formats, trying
from . import files


def look() -> Look:
    """Return how reports of the open organisation look now, with the templates that they are made on."""
    style = organisations.document_look()
    in_force = {f"{kind}_template": template.file.sha256 for kind, template in selectors.templates_in_force().items()}
    return Look(accent=style.accent, band=style.band, logo=base64.b64encode(style.logo).decode(), **in_force)


def content_for(look: Look, kind: str) -> bytes:
    """Return the template that this look names for a format; empty without one."""
    sha256 = look.template(kind)
    return selectors.template_content(sha256) if sha256 else b""


def put(*, by: Actor, name: str, content: bytes, now: datetime) -> Kind:
    """Use this file for reports from now on; return what it is. The former one stays for what was made on it.

    Raises TemplateProblem, and stores nothing, when the file is no template, does more than look good, or makes no report.
    """
    _authorise(by)
    kind = inspect(name, content)
    found = trying.tried(kind, content)
    with transaction.atomic():
        organisations.lock(by.organisation_id)
        ReportTemplate.objects.filter(kind=kind, ended_at__isnull=True).update(ended_at=now)
        stored = files.store(name=name[:200], media_type=formats.MEDIA_TYPES[PurePath(name).suffix.lower()[1:]], content=content)
        template = ReportTemplate.objects.create(kind=kind, file=stored, found=asdict(found), put_at=now, put_by=by.name)
        audit.record(by=by, event="documents.template.put", subject=template.public_id,
                     detail={"bestand": stored.name, "soort": kind.value, "controlegetal": stored.sha256[:16]})  # fmt: skip
    return kind


def remove(*, by: Actor, template: ReportTemplate, now: datetime) -> None:
    """Make new reports in our own form again. Raises NotAllowed when this template is no longer in use."""
    _authorise(by)
    with transaction.atomic():
        organisations.lock(by.organisation_id)
        if not ReportTemplate.objects.filter(pk=template.pk, ended_at__isnull=True).update(ended_at=now):
            raise NotAllowed([Obstacle.NO_TEMPLATE])
        audit.record(by=by, event="documents.template.removed", subject=template.public_id, detail={"soort": template.kind})


def trial(*, by: Actor, kind: Kind, day: date) -> bytes:
    """Return a report about nothing, as reports are made now."""
    from ..renderers import sample

    _authorise(by)
    own, style = organisations.info(by.organisation_id), look()
    report = sample.report(organisation=own.name, day=day, look=style, fictitious=own.is_fictitious)
    return formats.rendered(report, kind, content_for(style, kind))


def starting_point(*, by: Actor, kind: Kind, day: date) -> bytes:
    """Return our own form as a template, in the colours and with the logo of the organisation."""
    from ..renderers import sample

    _authorise(by)
    style = replace(look(), docx_template="", odt_template="")
    report = sample.starting_point(organisation=organisations.info(by.organisation_id).name, day=day, look=style)
    return formats.starting_point(report, kind)


def _authorise(by: Actor) -> None:
    if not by.may(Right.MANAGE_ORGANISATION):
        raise Forbidden
