"""What stays with others when an organisation is removed for good: that it took part, without its name, and nothing that it shared."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Coalesce
from django.utils import timezone

from regiehuis.audit import facade as audit
from regiehuis.platform.tenancy import tenant

from ..domain.actors import system
from ..models import Membership, Organisation, Participation, PartnershipMember, Person


def forget(organisation: Organisation, *, now: datetime) -> None:
    """Let go of an organisation in every other one that knows it; call it before its own rows are removed."""
    if organisation.is_partnership:
        _forget_partnership(organisation, now)
    else:
        _forget_municipality(organisation, now)


def _forget_municipality(own: Organisation, now: datetime) -> None:
    """In each partnership, also one that it left: its publications and its people go, its membership stays as a line without a name."""
    from regiehuis.documents import facade as documents  # as in partnerships: it stands above

    with tenant(own.pk):
        known = sorted(set(Participation.objects.filter(partnership__isnull=False).values_list("partnership_id", flat=True)))
    for partnership_id in known:
        with tenant(partnership_id):
            removed = documents.forget_publications(source_id=own.pk)
            sent = Membership.objects.filter(on_behalf_of=own)
            people = set(sent.values_list("person_id", flat=True))
            sent.delete()
            Person.objects.filter(pk__in=people, memberships__isnull=True).delete()
            PartnershipMember.objects.filter(municipality=own).update(
                municipality=None, name="", ends_on=Coalesce("ends_on", timezone.localdate(now))
            )
            audit.record(by=system(partnership_id), event="organisations.member.removed", detail={"publicaties": removed})


def _forget_partnership(partnership: Organisation, now: datetime) -> None:
    """In each municipality that was ever a member: it took part until today, and what it shared there is withdrawn."""
    from regiehuis.documents import facade as documents

    with tenant(partnership.pk):
        known = sorted(set(PartnershipMember.objects.filter(municipality__isnull=False).values_list("municipality_id", flat=True)))
    for municipality_id in known:
        with tenant(municipality_id):
            documents.forget_partnership(by=system(municipality_id), partnership_id=partnership.pk, now=now)
            Participation.objects.filter(partnership=partnership).update(
                partnership=None, ends_on=Coalesce("ends_on", timezone.localdate(now))
            )
            audit.record(by=system(municipality_id), event="organisations.participation.removed", detail={"naam": partnership.name})
