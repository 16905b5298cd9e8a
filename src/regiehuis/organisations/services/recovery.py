"""Writes to recoveries of a second step. Each step tells the owner by mail first; without the mail nothing happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from regiehuis.accounts import facade as accounts
from regiehuis.audit import facade as audit
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.links import Purpose, secret_for, secret_hash
from regiehuis.platform.tenancy import acting_as, tenant

from .. import selectors
from ..domain import recovery as rules
from ..domain.actors import Actor, system
from ..domain.obstacles import Obstacle
from ..domain.recovery import ResetState, StoppedBy
from ..domain.roles import Right
from ..models import Person, SecondStepReset
from .organisations import lock

Tell = Callable[[SecondStepReset, str], bool]  # sends the mail about a step; returns whether it left


def obstacles_to_requesting(*, by: Actor, person: Person, now: datetime) -> list[Obstacle]:
    """Return why this administrator cannot ask for it, as the page shows beforehand."""
    today = timezone.localdate(now)
    return rules.obstacles_to_requesting(
        has_account=person.user_id is not None, has_second_step=person.user_id is not None and accounts.has_second_step(person.user_id),
        is_own=_is_self(person, by), is_new=not _seasoned(by.person_id, today), is_under_way=selectors.open_reset(person) is not None,
        belongs_elsewhere=_elsewhere(person.user_id, by.organisation_id, now),
        administrators_besides=selectors.administrators_besides(person, today, since=_since(today)),
    )  # fmt: skip


def request(*, by: Actor, person: Person, reason: str, now: datetime, tell: Tell) -> SecondStepReset:
    """Ask for a recovery. It does nothing until another administrator confirms."""
    if not by.may(Right.MANAGE_PEOPLE) or by.person_id is None:
        raise Forbidden
    with transaction.atomic():
        lock(by.organisation_id)
        obstacles = obstacles_to_requesting(by=by, person=person, now=now)
        if obstacles or person.user_id is None:
            raise NotAllowed(obstacles)
        reset = SecondStepReset(person=person, user_id=person.user_id, reason=reason, requested_by_id=by.person_id, requested_at=now)
        reset.secret_hash = secret_hash(secret_for(reset.public_id, Purpose.SECOND_STEP_RESET, key=settings.SECRET_KEY))
        reset.save()
        audit.record(by=by, event="organisations.second_step_reset.requested", subject=person.public_id, reason=reason)
        _tell(tell, reset, "requested")
    return reset


def confirm(*, by: Actor, reset: SecondStepReset, now: datetime, tell: Tell) -> None:
    """Confirm as another administrator: the owner now has the waiting time to object."""
    if not by.may(Right.MANAGE_PEOPLE) or by.person_id is None:
        raise Forbidden
    with transaction.atomic():
        reset = _locked(reset.pk)
        if obstacles := rules.obstacles_to_confirming(
            found=rules.state(reset.course, now), is_own=_is_self(reset.person, by), is_requester=_is_self(reset.requested_by, by),
            is_new=not _seasoned(by.person_id, timezone.localdate(reset.requested_at)),
            belongs_elsewhere=_elsewhere(reset.user_id, by.organisation_id, now),
            step_was_used=accounts.second_step_used_since(reset.user_id, reset.requested_at),
        ):  # fmt: skip
            raise NotAllowed(obstacles)
        reset.confirmed_by_id, reset.confirmed_at = by.person_id, now
        reset.due_at = now + timedelta(hours=settings.SECOND_STEP_RESET_HOURS)
        reset.save()
        audit.record(by=by, event="organisations.second_step_reset.confirmed", subject=reset.person.public_id,
                     detail={"vanaf": reset.due_at.isoformat()})  # fmt: skip
        _tell(tell, reset, "confirmed")


def stop(*, by: Actor | None, reset: SecondStepReset, now: datetime, tell: Tell) -> None:
    """Stop a recovery: an administrator, or without ``by`` the owner by the link in the mail."""
    if by is not None and not by.may(Right.MANAGE_PEOPLE):
        raise Forbidden
    with transaction.atomic():
        reset = _locked(reset.pk)
        if rules.state(reset.course, now) in {ResetState.DONE, ResetState.STOPPED}:
            raise NotAllowed([Obstacle.RESET_IS_PAST])
        _stop(reset, StoppedBy.ADMINISTRATOR if by else StoppedBy.OWNER, by or system(reset.organisation_id), now)
        tell(reset, "stopped")


def go_on(*, organisation_id: int, now: datetime, tell: Tell) -> None:
    """Stop what should not go on, and take away the second steps whose day has come: each in a transaction of its own."""
    with tenant(organisation_id):
        under_way = SecondStepReset.objects.filter(stopped_at__isnull=True, done_at__isnull=True).order_by("pk")
        waiting = list(under_way.values_list("pk", flat=True))
    for pk in waiting:
        with tenant(organisation_id):
            reset = _locked(pk)
            used = accounts.second_step_used_since(reset.user_id, reset.requested_at)
            today = timezone.localdate(now)
            why = rules.why_stop(
                reset.course, now, step_was_used=used, belongs_elsewhere=_elsewhere(reset.user_id, organisation_id, now),
                by_administrators=all(selectors.is_administrator(pk, today) for pk in {reset.requested_by_id, reset.confirmed_by_id} if pk),
            )  # fmt: skip
            if why is not None:
                _stop(reset, why, system(organisation_id), now)
                tell(reset, "stopped")
            elif rules.state(reset.course, now) is ResetState.DUE and tell(reset, "done"):
                reset.done_at = now
                reset.save()
                accounts.remove_second_steps(reset.user_id)
                audit.record(by=system(organisation_id), event="organisations.second_step_reset.done", subject=reset.person.public_id)


def by_operator(*, email: str, reason: str, performed_by: str, now: datetime, tell: Callable[[accounts.Account], bool]) -> list[str] | None:
    """Take away the second steps of an account at once, from the server; return the organisations whose log says so.

    None when there is no such account, or it has no second step. Raises NotAllowed when the mail to its owner does not leave.
    """
    account = accounts.find(email)
    if account is None or not accounts.has_second_step(account.id):
        return None
    names = []
    with transaction.atomic():
        with acting_as(account.id):
            ids = selectors.organisation_ids_of_user(timezone.localdate(now))
        for organisation in selectors.organisations(ids):
            with tenant(organisation.pk):
                person = Person.objects.filter(user_id=account.id).first()
                by = Actor(
                    user_id=None,
                    person_id=None,
                    name=f"Technisch beheerder ({performed_by})",
                    organisation_id=organisation.pk,
                    roles=frozenset(),
                )
                audit.record(by=by, event="organisations.second_step_reset.done", subject=person.public_id if person else "", reason=reason)
            names.append(organisation.name)
        accounts.remove_second_steps(account.id)
        if not tell(account):
            raise NotAllowed([Obstacle.MAIL_DID_NOT_LEAVE])
    return names


def _locked(pk: int) -> SecondStepReset:
    return SecondStepReset.objects.select_for_update(of=("self",)).select_related("person", "requested_by").get(pk=pk)


def _is_self(person: Person, by: Actor) -> bool:
    """Whether the actor is this person, or has the same account under another name."""
    return person.pk == by.person_id or (person.user_id is not None and person.user_id == by.user_id)


def _since(today: date) -> date:
    return today - timedelta(days=rules.SEASONED_DAYS)


def _seasoned(person_id: int | None, today: date) -> bool:
    return person_id is not None and selectors.is_administrator(person_id, today, since=_since(today))


def _elsewhere(user_id: int | None, organisation_id: int, now: datetime) -> bool:
    """Whether the account opens another organisation, today or later. Asked as the user: nobody else's rows are seen."""
    with acting_as(user_id or 0):
        return bool(set(selectors.organisation_ids_of_user(timezone.localdate(now))) - {organisation_id})


def _stop(reset: SecondStepReset, why: StoppedBy, by: Actor, now: datetime) -> None:
    reset.stopped_at, reset.stopped_by = now, why.value
    reset.save()
    audit.record(by=by, event="organisations.second_step_reset.stopped", subject=reset.person.public_id, detail={"reden": why.value})


def _tell(tell: Tell, reset: SecondStepReset, step: str) -> None:
    if not tell(reset, step):
        raise NotAllowed([Obstacle.MAIL_DID_NOT_LEAVE])
