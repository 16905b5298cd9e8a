"""Municipalities in a partnership, made by the same services that people use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from regiehuis.accounts.models import User
from regiehuis.documents.domain.publications import Snapshot, content_hash
from regiehuis.documents.models import Publication, Share
from regiehuis.documents.services import publications
from regiehuis.organisations.domain.actors import Actor
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.middleware import SESSION_KEY
from regiehuis.organisations.models import Organisation, Participation, Person
from regiehuis.organisations.services import partnerships
from regiehuis.platform.tenancy import tenant
from tests.factories import OrganisationFactory, a_snapshot, actor

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SUBJECT = "01890000-0000-7000-8000-000000000001"


@dataclass(kw_only=True)
class Partners:
    """A partnership and its members, each with an administrator and a secretary who may both enter."""

    partnership: Organisation = field(init=False)
    members: list[Organisation] = field(default_factory=list)
    administrators: dict[int, Actor] = field(default_factory=dict)
    secretaries: dict[int, Actor] = field(default_factory=dict)

    @classmethod
    def found(cls, *names: str, **organisation: Any) -> Partners:
        made = cls()
        for name in names or ("Gemeente Aa", "Gemeente Bee"):
            made.join(OrganisationFactory(name=name, **organisation))
        return made

    def join(self, municipality: Organisation) -> None:
        """The first starts the partnership; each other takes up a code."""
        administrator, secretary = actor(municipality, Role.ADMINISTRATOR), actor(municipality, Role.SECRETARY)
        self.administrators[municipality.pk], self.secretaries[municipality.pk] = administrator, secretary
        if not self.members:
            with tenant(municipality.pk):
                participation = partnerships.start(by=administrator, name="Samenwerking Toets", now=timezone.now())
            self.partnership = Organisation.objects.get(pk=participation.partnership_id)
        else:
            code = self.code()
            with tenant(municipality.pk):
                participation = partnerships.accept(by=administrator, code=code, now=timezone.now())
        self.members.append(municipality)
        with tenant(municipality.pk):
            person = Person.objects.get(pk=secretary.person_id)
            partnerships.give_access(by=administrator, participation=participation, person=person, now=timezone.now())

    def code(self, **values: Any) -> str:
        with tenant(self.partnership.pk):
            _invitation, code = partnerships.invite(by=self.visitor(self.members[0]), name="Buur", email=values.get("email", f"b{len(self.members)}@buur.example"),
                                                    now=values.get("now", timezone.now()))  # fmt: skip
        return code

    def visitor(self, municipality: Organisation, role: Role = Role.ADMINISTRATOR) -> Actor:
        """The administrator of a member, inside the partnership."""
        home = self.administrators[municipality.pk]
        with tenant(self.partnership.pk):
            person = Person.objects.get(user_id=home.user_id)
        return Actor(
            user_id=home.user_id,
            person_id=person.pk,
            name=home.name,
            organisation_id=self.partnership.pk,
            roles=frozenset({role, Role.PARTNER}),
        )

    def participation(self, municipality: Organisation) -> Participation:
        with tenant(municipality.pk):
            return Participation.objects.get(partnership=self.partnership)

    def share(
        self, municipality: Organisation, snapshot: Snapshot | None = None, *, by: Actor | None = None, subject: str = SUBJECT
    ) -> Share:
        shown = snapshot or a_snapshot()
        with tenant(municipality.pk):
            return publications.share(
                by=by or self.secretaries[municipality.pk], participation_id=self.participation(municipality).public_id, subject=subject,
                snapshot=shown, seen=content_hash(shown), now=timezone.now(),
            )  # fmt: skip

    def withdraw(self, share: Share, *, by: Actor | None = None) -> None:
        with tenant(share.organisation_id):
            publications.withdraw(by=by or self.secretaries[share.organisation_id], share=share, reason="Verouderd", now=timezone.now())

    def leave(self, municipality: Organisation) -> None:
        with tenant(municipality.pk):
            partnerships.leave(
                by=self.administrators[municipality.pk], participation=self.participation(municipality), reason="Fusie", now=timezone.now()
            )

    def published(self, public_id: UUID) -> Publication:
        with tenant(self.partnership.pk):
            return Publication.objects.get(public_id=public_id)

    def client(self, actor: Actor, *, inside: bool = False) -> Client:
        """A browser of somebody; ``inside``: who chose the partnership."""
        browser = Client()
        browser.force_login(User.objects.get(pk=actor.user_id), backend=BACKEND)
        if inside:
            session = browser.session
            session[SESSION_KEY] = self.partnership.pk
            session.save()
        return browser
