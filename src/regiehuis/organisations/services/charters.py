"""Writes to the charter of a partnership: each change is a new version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from regiehuis.audit import facade as audit
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.words import gathered

from .. import partnership_selectors as selectors
from ..domain.actors import Actor
from ..domain.charter import Terms
from ..domain.obstacles import Obstacle
from ..domain.voting import VotingRule
from ..models import Charter
from .partnership_doors import partnership_of


def first_terms() -> Terms:
    """What holds until the members agree otherwise: everybody must be in favour, and whatever a module offers may be shared."""
    return Terms(purpose="", legal_form="", shares=tuple(sorted(gathered("PUBLICATION_KINDS"))))


def change(*, by: Actor, terms: Terms, seen: int, reason: str, now: datetime) -> Charter:
    """Store a new version of the charter; the earlier ones stay. ``seen`` is the version that the actor had in view."""
    with transaction.atomic():
        partnership_of(by)
        latest = selectors.charter()
        version = latest.version if latest else 0
        if version != seen:
            raise NotAllowed([Obstacle.CHARTER_CHANGED])
        if latest and terms == terms_of(latest):
            raise NotAllowed([Obstacle.CHARTER_UNCHANGED])
        return store(by, terms, version=version + 1, reason=reason, now=now)


def terms_of(charter: Charter) -> Terms:
    return Terms(
        purpose=charter.purpose, legal_form=charter.legal_form, voting_rule=VotingRule(charter.voting_rule), shares=tuple(charter.shares)
    )


def store(by: Actor, terms: Terms, *, version: int, reason: str, now: datetime) -> Charter:
    charter = Charter.objects.create(version=version, purpose=terms.purpose, legal_form=terms.legal_form, voting_rule=terms.voting_rule.value,
                                     shares=list(terms.shares), reason=reason, made_by=by.name, made_at=now)  # fmt: skip
    detail = {"versie": version, "vorm": terms.legal_form, "stemregel": terms.voting_rule.value, "deelt": list(terms.shares)}
    audit.record(by=by, event="organisations.charter.changed", subject=charter.public_id, detail=detail, reason=reason)
    return charter
