"""The invented partnership of the three invented municipalities: each enters by an act of its own, and one shares its scan."""

from __future__ import annotations

from datetime import datetime

from regiehuis.accounts import facade as accounts
from regiehuis.documents.domain.publications import content_hash
from regiehuis.documents.services import publications
from regiehuis.organisations.domain.actors import Actor
from regiehuis.organisations.domain.charter import Terms
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Organisation, Participation, Person
from regiehuis.organisations.services import charters, partnerships
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.models import Scan
from regiehuis.scan.presentation.shared import KIND, snapshot
from regiehuis.scan.selectors import scans as selectors
from regiehuis.scan.selectors.outcomes import outcome

from .people import MUNICIPALITIES, PARTNERS, PARTNERSHIP, PEOPLE, DemoPerson


def build(now: datetime) -> None:
    """Make the partnership if it is not there yet."""
    if Organisation.objects.filter(name=PARTNERSHIP, kind=Organisation.Kind.PARTNERSHIP, is_fictitious=True).exists():
        return
    first, *others = (Organisation.objects.get(name=each.name, is_fictitious=True) for each in MUNICIPALITIES)
    by = _actor(first, Role.ADMINISTRATOR)
    with tenant(first.pk):
        participation = partnerships.start(by=by, name=PARTNERSHIP, now=now)
    partnership = Organisation.objects.get(pk=participation.partnership_id or 0)
    leader = _inside(partnership, by)
    for municipality in others:
        _join(municipality, partnership, leader, now)
    with tenant(partnership.pk):
        terms = Terms(purpose="Van elkaars scan leren en samen kiezen wat eerst komt (fictief).", legal_form="overeenkomst", shares=(KIND,))
        charters.change(by=leader, terms=terms, seen=1, reason="Afgesproken bij de start (fictief).", now=now)
    for person in PARTNERS:
        if person.role != Role.ADMINISTRATOR:
            _let_in(person, partnership, now)
    _share_finished_scan(first, partnership, now)


def _actor(organisation: Organisation, role: Role) -> Actor:
    person = next(each for each in PEOPLE if each.municipality == organisation.name and each.role == role)
    return _known(organisation, person)


def _known(organisation: Organisation, person: DemoPerson) -> Actor:
    with tenant(organisation.pk):
        stored = Person.objects.get(email=person.email)
    return Actor(
        user_id=stored.user_id, person_id=stored.pk, name=stored.name, organisation_id=organisation.pk, roles=frozenset({Role(person.role)})
    )


def _inside(partnership: Organisation, by: Actor) -> Actor:
    with tenant(partnership.pk):
        person = Person.objects.get(user_id=by.user_id or 0)
    return Actor(
        user_id=by.user_id,
        person_id=person.pk,
        name=by.name,
        organisation_id=partnership.pk,
        roles=frozenset({Role.ADMINISTRATOR, Role.PARTNER}),
    )


def _join(municipality: Organisation, partnership: Organisation, leader: Actor, now: datetime) -> None:
    administrator = _actor(municipality, Role.ADMINISTRATOR)
    address = next(each.email for each in PEOPLE if each.municipality == municipality.name and each.role == Role.ADMINISTRATOR)
    with tenant(partnership.pk):
        _invitation, code = partnerships.invite(by=leader, name=municipality.name, email=address, now=now)
    with tenant(municipality.pk):
        partnerships.accept(by=administrator, code=code, now=now)


def _let_in(person: DemoPerson, partnership: Organisation, now: datetime) -> None:
    municipality = Organisation.objects.get(name=person.municipality, is_fictitious=True)
    with tenant(municipality.pk):
        participation = Participation.objects.get(partnership=partnership)
        partnerships.give_access(
            by=_actor(municipality, Role.ADMINISTRATOR), participation=participation, person=Person.objects.get(email=person.email), now=now
        )


def _share_finished_scan(municipality: Organisation, partnership: Organisation, now: datetime) -> None:
    with tenant(municipality.pk):
        scan = Scan.objects.select_related("instrument", "knowledge_base").get()
        found = outcome(scan)
        report = selectors.report_of(scan, found.input_hash)
        if report is None:
            return
        content = snapshot(scan, found, selectors.instrument_of(scan), report)
        publications.share(
            by=_actor(municipality, Role.SECRETARY), participation_id=Participation.objects.get(partnership=partnership).public_id,
            subject=str(scan.public_id), snapshot=content, seen=content_hash(content), now=now,
        )  # fmt: skip


def opened_for(email: str) -> int | None:
    """Return the id of the partnership, for somebody of the demo who may work there."""
    if email not in {each.email for each in PARTNERS} or not accounts.exists(email):
        return None
    found = Organisation.objects.filter(name=PARTNERSHIP, kind=Organisation.Kind.PARTNERSHIP, is_fictitious=True).first()
    return found.pk if found else None
