"""Reads of scans, their facts, survey and results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import Actor

from ..domain import instrument as domain_instrument
from ..domain.instrument_parser import parse_instrument
from ..domain.knowledge_base import KnowledgeBase, parse_knowledge_base
from ..domain.permissions import Right, first_visible_state, may
from ..domain.ranking import APPROACH_THEME
from ..domain.triggers import Verdict
from ..domain.workflow import ORDER, Decision, Readiness, ScanState, SurveyState
from ..models import (
    DimensionResult,
    Instrument,
    IntakeFact,
    IssuedRecommendation,
    Response,
    Scan,
    ScanReport,
    SurveyInvitation,
    SurveyRound,
)
from ..models import KnowledgeBase as StoredKnowledgeBase

CHECKLIST = ("works_council_informed", "privacy_text_agreed", "units_imported", "participants_chosen")


def visible_scans(by: Actor) -> QuerySet[Scan]:
    """Scans that this person may see, newest first."""
    first = first_visible_state(by.roles)
    if first is None:
        return Scan.objects.none()
    states = [state.value for state in ORDER[ORDER.index(first) :]]
    return Scan.objects.filter(state__in=states).select_related("lead", "sponsor").order_by("-created_at", "-pk")


def reported(scans: Iterable[Scan]) -> set[int]:
    """Which of these scans have a report: one query, however many."""
    return set(ScanReport.objects.filter(scan__in=[scan.pk for scan in scans]).values_list("scan_id", flat=True))


def scans_without_lead(by: Actor) -> QuerySet[Scan]:
    """Scans in progress whose lead has that role no more, or until a last day: someone else has to take them over."""
    leads = [person.id for person in organisations.people_with_role(organisations.Role.SCAN_LEAD, without_end=True)]
    return visible_scans(by).exclude(state=ScanState.CLOSED).exclude(lead__in=leads)


def scan_for(by: Actor, public_id: UUID) -> Scan:
    """404 outside the person's organisation and before the scan is open to their roles: no hint that it exists."""
    scan = get_object_or_404(Scan.objects.select_related("lead", "sponsor", "instrument", "knowledge_base"), public_id=public_id)
    if not may(by.roles, Right.SEE, ScanState(scan.state)):
        raise Http404
    return scan


def interpreted_scan_for(by: Actor, public_id: UUID) -> Scan:
    """The same, and 404 before there may be an outcome to see, also after a step back."""
    scan = scan_for(by, public_id)
    if ORDER.index(ScanState(scan.state)) < ORDER.index(ScanState.INTERPRETATION):
        raise Http404
    return scan


def earlier_round(by: Actor, scan: Scan) -> Scan | None:
    """The newest round before this one that a body decided on, as far as this person may see it."""
    decided = [state.value for state in ORDER[ORDER.index(ScanState.ADOPTED) :]]
    found = visible_scans(by).filter(created_at__lt=scan.created_at, state__in=decided)
    return found.select_related("instrument", "knowledge_base").first()


def listed_scans(by: Actor, state: ScanState | None) -> QuerySet[Scan]:
    """Scans that this person may see with what a list tells of each, newest first; ``state`` keeps those in one step."""
    found = visible_scans(by).select_related("instrument").defer("instrument__content")
    return found.filter(state=state.value) if state else found


def instrument_of(scan: Scan) -> domain_instrument.Instrument:
    return _instrument(scan.instrument_id)


def knowledge_base_of(scan: Scan) -> KnowledgeBase:
    return _knowledge_base(scan.knowledge_base_id, scan.instrument_id)


@lru_cache(maxsize=8)
def _instrument(instrument_id: int) -> domain_instrument.Instrument:
    """Loaded versions never change, so one reading per process is enough."""
    return parse_instrument(json.loads(Instrument.objects.get(pk=instrument_id).content))


@lru_cache(maxsize=8)
def _knowledge_base(knowledge_base_id: int, instrument_id: int) -> KnowledgeBase:
    return parse_knowledge_base(json.loads(StoredKnowledgeBase.objects.get(pk=knowledge_base_id).content), _instrument(instrument_id))


def loaded_instruments() -> QuerySet[Instrument]:
    """Every loaded version, newest first, without its content."""
    return Instrument.objects.defer("content").order_by("-loaded_at", "-pk")


def loaded_instrument(code: str, version: str) -> domain_instrument.Instrument:
    """Return one version with its content; 404 for one that is not loaded."""
    return _instrument(get_object_or_404(Instrument.objects.only("pk"), code=code, version=version).pk)


def latest_instrument() -> Instrument | None:
    return Instrument.objects.order_by("-loaded_at", "-pk").first()


def latest_knowledge_base(code: str) -> StoredKnowledgeBase | None:
    """Return the newest recommendations that belong to this instrument."""
    return StoredKnowledgeBase.objects.filter(instrument_code=code).order_by("-loaded_at", "-pk").first()


def facts(scan: Scan) -> dict[str, IntakeFact]:
    return {fact.key: fact for fact in scan.facts.all()}


def survey_of(scan: Scan) -> SurveyRound | None:
    return SurveyRound.objects.filter(scan=scan).first()


def survey_link(secret_hash: str) -> SurveyInvitation | None:
    """The invitation of the open organisation whose link has this hash, with its round and scan."""
    return SurveyInvitation.objects.select_related("round__scan").filter(token_hash=secret_hash).first()


def participant(survey: SurveyRound | None, public_id: UUID) -> SurveyInvitation:
    """404 for someone who is not on the list of this round."""
    return get_object_or_404(SurveyInvitation.objects.select_related("round__scan"), round=survey, public_id=public_id)


def participants(survey: SurveyRound) -> QuerySet[SurveyInvitation]:
    """Everybody on the list, by address."""
    return survey.invitations.order_by("email")


def invited(survey: SurveyRound) -> list[tuple[str, bool]]:
    """(role group, has answered) of everybody who was asked, in no order that means anything."""
    return list(survey.invitations.order_by("role_group", "is_used").values_list("role_group", "is_used"))


def answers_possible(survey: SurveyRound | None) -> int:
    """How many answers there can be: of everybody asked while the round is open, those kept once it closed, 0 before it opened."""
    if survey is None or survey.state == SurveyState.CONCEPT:
        return 0
    return Response.objects.filter(round=survey).count() if survey.state == SurveyState.PROCESSED else sum(survey.headcounts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of the invitations: still to send, cut off halfway and so uncertain, and refused."""

    waiting: int
    uncertain: tuple[str, ...]
    failed: tuple[str, ...]


def delivery(survey: SurveyRound) -> Delivery:
    """One query, however many invitations."""
    mail_states = SurveyInvitation.Mail
    rows = survey.invitations.exclude(mail=mail_states.SENT).order_by("email").values_list("mail", "email")
    found = {state: tuple(email for mail, email in rows if mail == state) for state in mail_states}
    return Delivery(
        waiting=len(found[mail_states.WAITING]), failed=found[mail_states.FAILED],
        uncertain=found[mail_states.UNDER_WAY] if survey.state == SurveyState.OPEN else (),
    )  # fmt: skip


def latest_results(scan: Scan) -> dict[tuple[str, str], DimensionResult]:
    """The newest result per (dimension, source): one query."""
    found = DimensionResult.objects.filter(scan=scan).order_by("dimension", "source", "-id").distinct("dimension", "source")
    return {(result.dimension, result.source): result for result in found}


def recommendations(scan: Scan) -> dict[str, IssuedRecommendation]:
    return {each.code: each for each in scan.recommendations.all()}


def reports(scan: Scan) -> QuerySet[ScanReport]:
    """Delivered reports, newest first, without their content."""
    return scan.reports.defer("content").order_by("-id")


def report_of(scan: Scan, input_hash: str) -> ScanReport | None:
    """The newest report that was made from exactly these inputs, without its content."""
    return reports(scan).filter(input_hash=input_hash).first()


def adopted_at(scan: Scan) -> datetime | None:
    """When a body's decision fixed this scan; None before."""
    entered = scan.state_changes.filter(state=ScanState.ADOPTED.value).order_by("-id").values_list("at", flat=True)
    return entered.first()


def report(scan: Scan, public_id: UUID) -> ScanReport:
    return get_object_or_404(scan.reports, public_id=public_id)


def in_own_order(issued: Iterable[IssuedRecommendation], knowledge_base: KnowledgeBase) -> list[IssuedRecommendation]:
    """Return what the municipality itself can do, in its own order where it chose one, else by computed rank."""
    own = {each.code for each in knowledge_base.recommendations if each.actor == "gemeente" and each.theme != APPROACH_THEME}
    return sorted(
        (each for each in issued if each.code in own), key=lambda each: (each.own_place or each.rank or 0, each.rank or 0, each.code)
    )


def decision_counts(scan: Scan) -> Mapping[str, int]:
    """How many applicable recommendations have each decision."""
    rows = (
        scan.recommendations.filter(verdict="van toepassing")
        .values("decision")
        .annotate(number=Count("id"))
        .values_list("decision", "number")
    )
    return dict(rows)


def readiness(scan: Scan, *, values_known: int) -> Readiness:
    """What the rules need to know before a scan goes a step further."""
    survey = survey_of(scan)
    decisions = decision_counts(scan)
    return Readiness(
        state=ScanState(scan.state),
        checklist_open=sum(item not in scan.checklist for item in CHECKLIST),
        survey=SurveyState(survey.state) if survey else None,
        values_known=values_known,
        talk_recorded=scan.talk_on is not None,
        undecided=undecided(scan),
        accepted=decisions.get("overgenomen", 0) + decisions.get("aangepast", 0),
        has_report=scan.reports.exists(),
        has_decision=scan.decision_on is not None,
    )


def undecided(scan: Scan) -> int:
    """How many applicable recommendations to the municipality still wait for its decision; the rest is a signal to others."""
    return scan.recommendations.filter(
        verdict=Verdict.APPLIES.value, code__in=_municipal_codes(scan), decision=Decision.PROPOSED.value
    ).count()


def next_undecided(scan: Scan, after: str = "") -> str | None:
    """Return the recommendation to decide on next: the first in the municipality's order behind ``after``, else the first of all."""
    waiting = list(scan.recommendations.filter(verdict=Verdict.APPLIES.value, code__in=_municipal_codes(scan)))
    own = in_own_order(waiting, knowledge_base_of(scan))
    ordered = [*own, *sorted((each for each in waiting if each not in own), key=lambda each: (each.rank or 0, each.code))]
    codes = [each.code for each in ordered]
    start = codes.index(after) + 1 if after in codes else 0
    rotated = [*ordered[start:], *ordered[:start]]
    return next((each.code for each in rotated if each.decision == Decision.PROPOSED), None)


def _municipal_codes(scan: Scan) -> list[str]:
    """Only what the municipality itself can do needs its decision; the rest is a signal to others."""
    return [each.code for each in knowledge_base_of(scan).recommendations if each.actor == "gemeente"]


def participants_of(survey: SurveyRound) -> dict[str, str]:
    """Return the role group of each address on the list, in lower case as it is stored."""
    return {email.lower(): role for email, role in survey.invitations.values_list("email", "role_group")}
