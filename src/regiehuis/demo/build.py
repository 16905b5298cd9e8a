"""Build the demo through the same services that people use. Everything in it is invented; doing it twice changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from regiehuis.accounts import facade as accounts
from regiehuis.documents import facade as documents
from regiehuis.organisations.domain.actors import Actor
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.domain.units import UnitRow
from regiehuis.organisations.models import Organisation, Person
from regiehuis.organisations.services import organisations, people, units
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.instrument import FactValue
from regiehuis.scan.domain.remarks import RemarkState
from regiehuis.scan.domain.workflow import Decision
from regiehuis.scan.models import DimensionResult, Remark, Scan
from regiehuis.scan.selectors import scans as selectors
from regiehuis.scan.services import facts, recommendations, reports, results, scans, surveys
from regiehuis.scan.services.remarks import judge as judge_remark

from . import partnership
from .people import MUNICIPALITIES, PASSWORD, PEOPLE, DemoMunicipality

SEED = 2026
SOURCE = "verzonnen voor de demo"
UNITS = (("DIR", "Directie", ""), ("DV", "Dienstverlening", "DIR"), ("BZ", "Burgerzaken", "DV"), ("KCC", "Klantcontact", "DV"), ("BV", "Bedrijfsvoering", "DIR"),
         ("ICT", "ICT", "BV"), ("FIN", "Financiën", "BV"), ("RO", "Ruimte", "DIR"), ("SD", "Sociaal domein", "DIR"))  # fmt: skip
INVITED = {"bestuur": 6, "mt": 8, "leiding": 14, "medewerker": 60, "iprof": 8}
REMARKS = (
    "Wij vragen inwoners nog te vaak naar gegevens die wij al hebben. (fictief)",
    "Het zaaksysteem helpt, maar niemand weet wie over de inrichting gaat. (fictief)",
    "Goed dat dit gevraagd wordt. Laat ook weten wat ermee gebeurt. (fictief)",
)
MEANS = {"O.LEI": 2.4, "O.BEL": 2.6, "O.PRO": 2.0, "O.MEN": 2.9, "O.MID": 2.4, "I.LEI": 2.0, "I.MED": 2.6, "I.IPR": 2.8, "I.STR": 1.8,
         "I.ITP": 2.1, "I.TOE": 2.3, "I.GEG": 1.7, "I.INF": 3.0}  # fmt: skip
FACTS: dict[str, FactValue] = {
    "inwoners": 48_200, "ict_aantal": 3, "ict_ehbco": False, "ict_a_niveau": False, "ict_taken": "technisch", "ict_overleg": "werkgroep", "ict_voeling": "nee",
    "netwerk_buiten": "traag", "leverancier": "huis", "proces_focus": "analyse", "proces_motief": "intern", "proces_draagvlak": "groot", "proces_regie": True,
    "cultuur": "open", "mt_rol": "stuurt", "overleg": "structureel", "stimulans": True, "wethouder_ict": True,
}  # fmt: skip


def build() -> None:
    """Make the three municipalities that are not there yet, and then their partnership."""
    now = timezone.now()
    for municipality in MUNICIPALITIES:
        if Organisation.objects.filter(name=municipality.name, is_fictitious=True).exists():
            continue
        with transaction.atomic():
            actors = _organisation(municipality, now.date())
            organisation_id = next(iter(actors.values())).organisation_id
            with tenant(organisation_id):
                if municipality.name == "Gemeente Merenland":
                    _finished_scan(actors, now)
                elif municipality.name == "Gemeente Duinrode":
                    _scan_in_intake(actors, now)
    with transaction.atomic():
        partnership.build(now)


def _organisation(municipality: DemoMunicipality, today: date) -> dict[str, Actor]:
    """Return an actor per role code."""
    staff = [each for each in PEOPLE if each.municipality == municipality.name]
    lead = next(each for each in staff if each.role == Role.ADMINISTRATOR)
    account = accounts.create(email=lead.email, name=lead.name, password=PASSWORD)
    organisation = Organisation(name=municipality.name, country=municipality.country, is_fictitious=True, inhabitants=municipality.inhabitants,
                                inhabitants_year=today.year, inhabitants_source=SOURCE)  # fmt: skip
    administrator = organisations.create(organisation=organisation, administrator=account, today=today)
    actors = {Role.ADMINISTRATOR.value: administrator}
    with tenant(organisation.pk):
        units.import_rows(
            by=administrator, rows=[UnitRow(line=n, code=c, name=name, parent_code=p) for n, (c, name, p) in enumerate(UNITS, 2)]
        )
        for each in staff:
            if each.role == Role.ADMINISTRATOR:
                continue
            invitation, _secret = people.invite(
                by=administrator, email=each.email, name=each.name, unit=None, roles=[Role(each.role)], now=timezone.now()
            )
            member = people.accept(
                invitation_id=invitation.pk,
                organisation=organisation,
                signed_in=None,
                name=each.name,
                password=PASSWORD,
                now=timezone.now(),
            )
            person = Person.objects.get(user_id=member.id)
            actors[each.role] = Actor(
                user_id=member.id, person_id=person.pk, name=each.name, organisation_id=organisation.pk, roles=frozenset({Role(each.role)})
            )
    return actors


def _new_scan(actors: dict[str, Actor], now: datetime) -> Scan:
    lead, sponsor = actors["scan_lead"], actors["secretary"]
    scan = scans.create(
        by=lead,
        settings=scans.Settings(title=f"I-scan en O-scan {now.year}", lead_id=lead.person_id or 0, sponsor_id=sponsor.person_id),
        now=now,
    )
    return scans.advance(by=lead, scan=scan, now=now)


def _scan_in_intake(actors: dict[str, Actor], now: datetime) -> None:
    lead = actors["scan_lead"]
    scan = _new_scan(actors, now)
    for key, value in list(FACTS.items())[1:10]:
        facts.record(by=lead, scan=scan, key=key, value=value, source="interview", remark="", is_released=True)
    scans.check_off(by=lead, scan=scan, item="works_council_informed", done_on=now.date())


def _finished_scan(actors: dict[str, Actor], now: datetime) -> None:
    lead, random = actors["scan_lead"], Random(SEED)
    scan = _new_scan(actors, now)
    for key, value in FACTS.items():
        facts.record(by=lead, scan=scan, key=key, value=value, source="interview", remark="", is_released=True)
    for item in selectors.CHECKLIST:
        scans.check_off(by=lead, scan=scan, item=item, done_on=now.date())
    scan = scans.advance(by=lead, scan=scan, now=now)
    _answered_survey(lead, scan, random, now.date())
    for dimension, value in (("O.PRO", "2.0"), ("O.MEN", "3.0"), ("I.IPR", "3.0")):
        results.record_votes(
            by=lead, scan=scan, dimension=dimension, source=DimensionResult.Source.WORKSHOP1, counts=[1, 6, 5, 0, 0], dont_know=0
        )
        results.record_votes(by=lead, scan=scan, dimension=dimension, source=DimensionResult.Source.WORKSHOP2,
                             counts=[0, 9, 3, 0, 0] if value == "2.0" else [0, 3, 9, 0, 0], dont_know=0)  # fmt: skip
        results.record_value(by=lead, scan=scan, dimension=dimension, source=DimensionResult.Source.AGREED, value=Decimal(value), reason="")
    scan = scans.advance(by=lead, scan=scan, now=now)
    scans.set_ambition(by=actors["management"], scan=scan, ambition={"I.GEG": 3, "I.STR": 3, "O.PRO": 3})
    scans.record_talk(by=lead, scan=scan, recognised_type="IV", talk_on=now.date(),
                      note="Het managementteam herkent dat de organisatie verder is dan ICT, vooral bij gegevens en bij de strategie voor ICT.")  # fmt: skip
    scan = scans.advance(by=lead, scan=scan, now=now)
    _decide(actors["secretary"], scan, now)
    job = documents.start_progress(task=reports.TASK, subject=str(scan.public_id), message="", page_url="")
    reports.render(organisation_id=lead.organisation_id, scan_id=scan.pk, progress_id=job.id)
    scans.record_decision(
        by=lead,
        scan=scan,
        body="College van burgemeester en wethouders (fictief)",
        decided_on=now.date(),
        today=now.date(),
        document="DEMO-2026-01 (fictief)",
    )
    for _step in range(2):
        scan = scans.advance(by=lead, scan=scan, now=now)


def _answered_survey(lead: Actor, scan: Scan, random: Random, today: date) -> None:
    survey = surveys.set_up(by=lead, scan=scan, closes_on=today + timedelta(days=14), reminder_days=[7], today=today)
    participants = [
        surveys.Participant(email=f"{role}{number}@merenland.example", role_group=role)
        for role, count in INVITED.items()
        for number in range(1, count + 1)
    ]
    surveys.add_participants(by=lead, survey=survey, participants=participants)
    survey = surveys.open_round(by=lead, survey=survey, today=today)
    invitations = list(survey.invitations.order_by("email"))
    remarks = iter(REMARKS)
    for invitation in invitations:
        if random.random() > 0.72:
            continue
        shift = {"mt": 0.4, "medewerker": -0.2, "bestuur": 0.2}.get(invitation.role_group, 0.0)
        cards = {
            code: None if random.random() < 0.05 else max(1, min(5, round(random.gauss(mean + shift, 0.7)))) for code, mean in MEANS.items()
        }
        surveys.submit(token_hash=invitation.token_hash, cards=cards, today=today, remark=next(remarks, ""))
    surveys.close_round(by=lead, survey=survey)
    for remark in Remark.objects.filter(round=survey):
        judge_remark(by=lead, scan=survey.scan, remark_id=remark.pk, state=RemarkState.SHOWN)


def _decide(secretary: Actor, scan: Scan, now: datetime) -> None:
    """Adopt the five that rank highest, put off or turn down some others, each with its reason."""
    own = [each for each in selectors.recommendations(scan).values() if each.verdict == "van toepassing"]
    for place, issued in enumerate(sorted(own, key=lambda each: (each.rank or 99, each.code))):
        if place < 5:
            decision, reason, later = Decision.ADOPTED, "", None
        elif place % 3 == 0:
            decision, reason, later = Decision.REJECTED, "Past nu niet naast de eerste vijf aanbevelingen.", None
        else:
            decision, reason, later = Decision.LATER, "", now.date() + timedelta(days=180)
        recommendations.decide(
            by=secretary, recommendation=issued, decision=decision, reason=reason, later_on=later, adapted_text="", now=now
        )
