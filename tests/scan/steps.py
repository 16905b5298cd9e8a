"""A municipality with someone in every role, and its scan taken as far as a test needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from regiehuis.accounts.models import User
from regiehuis.documents.domain.content import as_data, report_hash
from regiehuis.organisations.domain.actors import Actor
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Membership, Organisation, Person
from regiehuis.platform.links import Purpose, secret_for, token
from regiehuis.platform.tenancy import tenant, tenant_models
from regiehuis.scan.domain.workflow import ORDER, Decision, ScanState
from regiehuis.scan.models import DimensionResult, IssuedRecommendation, Scan, ScanReport, SurveyInvitation, SurveyRound
from regiehuis.scan.selectors import scans as selectors
from regiehuis.scan.selectors.outcomes import outcome
from regiehuis.scan.services import outcomes, recommendations, reports, scans, surveys
from tests.factories import DimensionResultFactory, OrganisationFactory, ScanFactory

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CODES = ("O.LEI", "O.BEL", "O.PRO", "O.MEN", "O.MID", "I.LEI", "I.MED", "I.IPR", "I.STR", "I.ITP", "I.TOE", "I.GEG", "I.INF")
K = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A municipality; ``actors`` holds who acts per role, ``users`` who signs in."""

    organisation: Organisation
    actors: Mapping[Role, Actor]

    @classmethod
    def found(cls, **organisation: Any) -> Town:
        made = OrganisationFactory(**organisation)
        users = User.objects.bulk_create([User(email=f"{role}@{made.public_id}.example", name=f"{made.name}, {role}") for role in Role])
        with tenant(made.pk):
            people = Person.objects.bulk_create([Person(organisation=made, user=user, email=user.email, name=user.name) for user in users])
            Membership.objects.bulk_create(
                [
                    Membership(organisation=made, person=person, user=person.user, role=role.value, starts_on=date(2026, 1, 1))
                    for role, person in zip(Role, people, strict=True)
                ]
            )
        actors = {
            role: Actor(user_id=person.user_id, person_id=person.pk, name=person.name, organisation_id=made.pk, roles=frozenset({role}))
            for role, person in zip(Role, people, strict=True)
        }
        return cls(organisation=made, actors=actors)

    @property
    def pk(self) -> int:
        return self.organisation.pk

    @property
    def lead(self) -> Actor:
        return self.actors[Role.SCAN_LEAD]

    @property
    def secretary(self) -> Actor:
        return self.actors[Role.SECRETARY]

    def client(self, role: Role = Role.SCAN_LEAD) -> Client:
        """A browser in which the person in this role is signed in."""
        browser = Client()
        browser.force_login(User.objects.get(pk=self.actors[role].user_id), backend=BACKEND)
        return browser

    def scan(self, state: ScanState = ScanState.MEASUREMENT, **values: Any) -> Scan:
        """A scan in this state, made at once. Call it inside the tenant."""
        decided: dict[str, Any] = {}
        if ORDER.index(state) >= ORDER.index(ScanState.ADOPTED):
            decided = {"decision_body": "College", "decision_on": date(2026, 3, 12), "decision_document": "Z-1"}
        lead = Person.objects.get(pk=self.lead.person_id)
        return ScanFactory(organisation=self.organisation, state=state.value, lead=lead, **decided | values)

    def judged_scan(self, state: ScanState = ScanState.INTERPRETATION, value: str = "2.0", **values: Any) -> Scan:
        """A scan of which every dimension was agreed on, with its outcome and recommendations."""
        scan = self.scan(state, **values)
        agree(scan, value)
        outcomes.refresh(scan)
        return scan


def settings_of(town: Town, **values: Any) -> scans.Settings:
    assert town.lead.person_id
    return scans.Settings(**{"title": "I-scan 2026", "lead_id": town.lead.person_id} | values)


def agree(scan: Scan, value: str = "2.0", codes: Sequence[str] = CODES) -> None:
    DimensionResult.objects.bulk_create(
        [
            DimensionResult(
                organisation=scan.organisation, scan=scan, dimension=code, source="agreed", value=Decimal(value), recorded_by="Begeleider"
            )
            for code in codes
        ]
    )


# ---- the survey --------------------------------------------------------------------------------------------------------


def addresses(role: str, number: int) -> list[str]:
    return [f"{role}{index:03}@gemeente.example" for index in range(number)]


def prepared_survey(town: Town, scan: Scan, invited: Mapping[str, int], *, days: int = 14) -> SurveyRound:
    """A round with people to ask: role group -> how many."""
    survey = surveys.set_up(
        by=town.lead, scan=scan, closes_on=timezone.localdate() + timedelta(days=days), reminder_days=[7], today=timezone.localdate()
    )
    people = [surveys.Participant(email=email, role_group=role) for role, number in invited.items() for email in addresses(role, number)]
    surveys.add_participants(by=town.lead, survey=survey, participants=people)
    return survey


def open_survey(town: Town, scan: Scan, invited: Mapping[str, int], **options: Any) -> SurveyRound:
    return surveys.open_round(by=town.lead, survey=prepared_survey(town, scan, invited, **options), today=timezone.localdate())


def invitations(survey: SurveyRound, role: str | None = None) -> list[SurveyInvitation]:
    found = survey.invitations.order_by("email")
    return list(found.filter(role_group=role) if role else found)


def submit(invitation: SurveyInvitation, level: int | None = 3, **cards: int | None) -> None:
    """One answer: this level on every card, except where told."""
    given = dict.fromkeys(CODES, level) | {code.replace("_", "."): card for code, card in cards.items()}
    surveys.submit(token_hash=invitation.token_hash, cards=given, today=timezone.localdate())


def answer(survey: SurveyRound, answered: Mapping[str, Sequence[int | None]]) -> None:
    """Role group -> the levels that its people answer, one each."""
    for role, levels in answered.items():
        for invitation, level in zip(invitations(survey, role), levels, strict=False):
            submit(invitation, level)


def surveyed_scan(town: Town, invited: Mapping[str, int], answered: Mapping[str, Sequence[int | None]]) -> Scan:
    """A scan whose survey was held and closed; still in the measurement."""
    scan = town.scan(ScanState.MEASUREMENT)
    survey = open_survey(town, scan, invited)
    answer(survey, answered)
    surveys.close_round(by=town.lead, survey=survey)
    return scan


def link_of(invitation: SurveyInvitation, organisation: Organisation) -> str:
    """The path of the personal link."""
    return reverse(
        "survey", args=[token(organisation.public_id, secret_for(invitation.public_id, Purpose.SURVEY, key=settings.SECRET_KEY))]
    )


def cards(level: int | str = 3, **other: int | str) -> dict[str, str]:
    """What the form of the cards sends."""
    return {code: str(level) for code in CODES} | {code.replace("_", "."): str(value) for code, value in other.items()}


# ---- further on --------------------------------------------------------------------------------------------------------


def applicable(scan: Scan, actor_code: str = "gemeente") -> list[IssuedRecommendation]:
    """Recommendations to the municipality that apply here, by rank."""
    codes = {each.code for each in selectors.knowledge_base_of(scan).recommendations if each.actor == actor_code}
    return list(scan.recommendations.filter(verdict="van toepassing", code__in=codes).order_by("rank", "code"))


def decide(town: Town, recommendation: IssuedRecommendation, decision: Decision = Decision.ADOPTED, **values: Any) -> None:
    given = {"reason": "", "later_on": None, "adapted_text": "", "now": timezone.now()} | values
    recommendations.decide(by=town.secretary, recommendation=recommendation, decision=decision, **given)


def decide_all(town: Town, scan: Scan, *, adopted: int = 2) -> None:
    """Adopt the first and turn down the others, so that nothing is left undecided."""
    for place, each in enumerate(applicable(scan)):
        decide(town, each, Decision.ADOPTED if place < adopted else Decision.REJECTED, reason="" if place < adopted else "Nu niet.")


def deliver(scan: Scan) -> ScanReport:
    """A report as it would be made now, without its files."""
    report = reports.content(scan, scan.organisation_id)
    return ScanReport.objects.create(
        scan=scan, report_hash=report_hash(report), input_hash=outcome(scan).input_hash, content=as_data(report), made_by="Regiehuis"
    )


def adopted_scan(town: Town, *, adopted: int = 2) -> Scan:
    """A scan on which a body decided, with recommendations taken over."""
    scan = town.judged_scan(ScanState.REPORT)
    decide_all(town, scan, adopted=adopted)
    deliver(scan)
    scans.record_decision(
        by=town.lead, scan=scan, body="College", decided_on=timezone.localdate(), today=timezone.localdate(), document="Z-1"
    )
    return scans.advance(by=town.lead, scan=scan, now=timezone.now())


def votes(scan: Scan, counts: Sequence[int], *, code: str = "O.LEI", source: str = DimensionResult.Source.WORKSHOP2) -> None:
    DimensionResultFactory(
        organisation=scan.organisation, scan=scan, dimension=code, source=source, value=None, counts=list(counts), on_paper=True
    )


# ---- what is stored ----------------------------------------------------------------------------------------------------


def everything_stored() -> dict[str, list[str]]:
    """Every row of the open organisation, and the jobs: two of these are equal when nothing was written in between."""
    tables = {model._meta.label: model._meta.db_table for model in tenant_models()} | {"jobs": "procrastinate_jobs"}
    stored: dict[str, list[str]] = {label: [] for label in tables}
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(f"select '{label}', t::text from \"{table}\" t" for label, table in tables.items()))
        for label, row in cursor.fetchall():
            stored[label].append(row)
    return {label: sorted(rows) for label, rows in stored.items()}
