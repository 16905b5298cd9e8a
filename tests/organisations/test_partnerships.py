"""Starting a partnership, entering it by an act of one's own, working there on behalf of a member, and leaving."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from regiehuis.accounts.facade import Entrance
from regiehuis.accounts.models import User
from regiehuis.audit.models import Event
from regiehuis.organisations.domain.charter import Terms
from regiehuis.organisations.domain.obstacles import Obstacle
from regiehuis.organisations.domain.roles import Right, Role
from regiehuis.organisations.domain.voting import VotingRule
from regiehuis.organisations.models import (
    Charter,
    Membership,
    Organisation,
    Participation,
    PartnershipInvitation,
    PartnershipMember,
    Person,
)
from regiehuis.organisations.partnership_selectors import legal_forms, members_today, readers
from regiehuis.organisations.selectors import organisations_of_user
from regiehuis.organisations.services import charters, partnerships, people
from regiehuis.organisations.services.partnership_doors import on_behalf_of_member
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tenancy import acting_as, tenant
from tests.factories import (
    CharterFactory,
    MembershipFactory,
    OrganisationFactory,
    ParticipationFactory,
    PartnershipInvitationFactory,
    PartnershipMemberFactory,
    PersonFactory,
    actor,
    bearer,
)
from tests.partners import BACKEND, Partners

pytestmark = pytest.mark.django_db


@pytest.fixture
def partners():
    return Partners.found()


def refusal(act) -> list[str]:
    with pytest.raises(NotAllowed) as refused:
        act()
    return list(refused.value.obstacles)


def members(partners) -> list[str]:
    with tenant(partners.partnership.pk):
        return [each.name for each in members_today()]


def opens(actor_) -> set[int]:
    with acting_as(actor_.user_id):
        return {each.organisation.pk for each in organisations_of_user(timezone.localdate(), Entrance())}


# ---- starting and entering ---------------------------------------------------------------------------------------------


def test_a_partnership_is_an_organisation_with_its_founder_as_first_member_and_a_first_charter(partners):
    assert partners.partnership.is_partnership
    assert members(partners) == ["Gemeente Aa", "Gemeente Bee"]
    with tenant(partners.partnership.pk):
        first = Charter.objects.get()
        assert (first.version, first.voting_rule, first.shares) == (1, "unanimous", ["scan.outcome"])
        assert set(Event.objects.values_list("event", flat=True)) >= {"organisations.partnership.started", "organisations.member.joined"}
    for municipality in partners.members:
        with tenant(municipality.pk):
            assert Event.objects.filter(event="organisations.participation.began").count() == 1


def test_pressing_start_twice_makes_one_partnership(partners):
    home = partners.members[0]
    with tenant(home.pk):
        again = refusal(lambda: partnerships.start(by=partners.administrators[home.pk], name="samenwerking toets", now=timezone.now()))
    assert again == [Obstacle.PARTNERSHIP_NAME_IN_USE]
    assert Organisation.objects.filter(kind="partnership").count() == 1


def test_the_name_of_a_partnership_of_others_tells_nothing():
    Partners.found()
    stranger = OrganisationFactory()
    with tenant(stranger.pk):
        partnerships.start(by=actor(stranger, Role.ADMINISTRATOR), name="Samenwerking Toets", now=timezone.now())
    assert Organisation.objects.filter(kind="partnership").count() == 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_starts_enters_or_leaves(partners, role):
    home, code = OrganisationFactory(), partners.code()
    somebody = actor(home, role)
    with tenant(home.pk):
        for act in (lambda: partnerships.start(by=somebody, name="Nieuw", now=timezone.now()),
                    lambda: partnerships.accept(by=somebody, code=code, now=timezone.now())):  # fmt: skip
            with pytest.raises(Forbidden):
                act()
    member = partners.members[0]
    with tenant(member.pk), pytest.raises(Forbidden):
        partnerships.leave(by=actor(member, role), participation=partners.participation(member), reason="x", now=timezone.now())
    assert members(partners) == ["Gemeente Aa", "Gemeente Bee"]


def test_a_code_works_once_and_looking_does_not_spend_it(partners):
    code, third, fourth = partners.code(), OrganisationFactory(name="Gemeente Cee"), OrganisationFactory(name="Gemeente Dee")
    by = actor(third, Role.ADMINISTRATOR)
    with tenant(third.pk):
        for _ in range(2):
            offered = partnerships.offer(by=by, code=code, now=timezone.now())
        assert (offered.partnership, offered.members) == ("Samenwerking Toets", ("Gemeente Aa", "Gemeente Bee"))
        partnerships.accept(by=by, code=code, now=timezone.now())
        assert refusal(lambda: partnerships.accept(by=by, code=code, now=timezone.now())) == [Obstacle.INVITATION_USED]
    with tenant(fourth.pk):
        other = actor(fourth, Role.ADMINISTRATOR)
        assert refusal(lambda: partnerships.accept(by=other, code=code, now=timezone.now())) == [Obstacle.INVITATION_USED]
    assert members(partners) == ["Gemeente Aa", "Gemeente Bee", "Gemeente Cee"]


def test_every_code_that_opens_nothing_gets_the_same_answer(partners):
    home = OrganisationFactory()
    by, right = actor(home, Role.ADMINISTRATOR), partners.code()
    head, _dot, secret = right.partition(".")
    wrong = [
        "",
        "onzin",
        f"{head}.",
        f"{head}.{secret[:-1]}",
        f"{home.public_id.hex}.{secret}",
        f"{'0' * 32}.{secret}",
        f"{'z' * 32}.{secret}",
        "a" * 5000,
        f"{head}.é☃",
    ]
    with tenant(home.pk):
        for code in wrong:
            assert refusal(lambda code=code: partnerships.accept(by=by, code=code, now=timezone.now())) == [Obstacle.CODE_UNKNOWN], code
            assert refusal(lambda code=code: partnerships.offer(by=by, code=code, now=timezone.now())) == [Obstacle.CODE_UNKNOWN], code


def test_a_municipality_cannot_be_entered_with_a_code(partners):
    home, other = OrganisationFactory(), OrganisationFactory()
    PartnershipInvitationFactory(organisation=other, secret="s" * 32)
    by = actor(home, Role.ADMINISTRATOR)
    with tenant(home.pk):
        code = f"{other.public_id.hex}.{'s' * 32}"
        assert refusal(lambda: partnerships.accept(by=by, code=code, now=timezone.now())) == [Obstacle.CODE_UNKNOWN]


def test_a_code_that_was_withdrawn_or_ran_out_opens_nothing(partners):
    home, founder = OrganisationFactory(), partners.visitor(partners.members[0])
    by = actor(home, Role.ADMINISTRATOR)
    late, gone = partners.code(now=timezone.now() - timedelta(days=15), email="laat@buur.example"), partners.code(email="weg@buur.example")
    with tenant(partners.partnership.pk):
        partnerships.withdraw_invitation(
            by=founder, invitation=PartnershipInvitation.objects.get(email="weg@buur.example"), now=timezone.now()
        )
    with tenant(home.pk):
        assert refusal(lambda: partnerships.accept(by=by, code=late, now=timezone.now())) == [Obstacle.INVITATION_EXPIRED]
        assert refusal(lambda: partnerships.accept(by=by, code=gone, now=timezone.now())) == [Obstacle.INVITATION_WITHDRAWN]


def test_a_member_does_not_enter_twice_and_fiction_stays_apart(partners):
    home, real_code = partners.members[1], partners.code()
    with tenant(home.pk):
        by = partners.administrators[home.pk]
        assert refusal(lambda: partnerships.accept(by=by, code=real_code, now=timezone.now())) == [Obstacle.ALREADY_MEMBER]
    invented = OrganisationFactory(is_fictitious=True)
    with tenant(invented.pk):
        by = actor(invented, Role.ADMINISTRATOR)
        assert refusal(lambda: partnerships.accept(by=by, code=real_code, now=timezone.now())) == [Obstacle.FICTITIOUS_AND_REAL]


def test_a_partnership_is_no_member_of_another_and_a_municipality_invites_none(partners):
    inside, home = partners.visitor(partners.members[0]), partners.members[0]
    with tenant(partners.partnership.pk):
        assert refusal(lambda: partnerships.start(by=inside, name="Nog een", now=timezone.now())) == [Obstacle.NOT_A_MUNICIPALITY]
    with tenant(home.pk):
        by = partners.administrators[home.pk]
        assert refusal(lambda: partnerships.invite(by=by, name="X", email="x@buur.example", now=timezone.now())) == [
            Obstacle.NOT_A_PARTNERSHIP
        ]


# ---- working there on behalf of a member ---------------------------------------------------------------------------------


def test_who_was_sent_opens_both_and_begins_at_home(partners):
    secretary = partners.secretaries[partners.members[0].pk]
    assert opens(secretary) == {partners.members[0].pk, partners.partnership.pk}
    page = partners.client(secretary).get("/")
    assert page.status_code == 200
    assert "Gemeente Aa" in page.content.decode()


def test_access_ends_with_the_last_role_at_home(partners):
    home = partners.members[0]
    secretary = partners.secretaries[home.pk]
    with tenant(home.pk):
        Membership.objects.filter(user_id=secretary.user_id).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert opens(secretary) == set()
    assert partners.client(secretary, inside=True).get(reverse("publications:list"))["Location"] == reverse("choose-organisation")


def test_a_token_made_there_ends_with_the_last_role_at_home_too(partners):
    """The API asks for the same: a token of somebody who left the municipality opens nothing."""
    home = partners.members[0]
    secretary = partners.secretaries[home.pk]
    headers = bearer(User.objects.get(pk=secretary.user_id), partners.partnership)
    assert Client().get("/api/v1/scans", headers=headers).status_code == 200
    with tenant(home.pk):
        Membership.objects.filter(user_id=secretary.user_id).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert Client().get("/api/v1/scans", headers=headers).status_code == 401


def test_access_can_be_taken_back_at_once(partners):
    home = partners.members[0]
    secretary, administrator, found = partners.secretaries[home.pk], partners.administrators[home.pk], partners.participation(home)
    with tenant(home.pk):
        person = Person.objects.get(pk=secretary.person_id)
        assert refusal(lambda: partnerships.give_access(by=administrator, participation=found, person=person, now=timezone.now())) == [
            Obstacle.ALREADY_HAS_ACCESS
        ]
        partnerships.end_access(by=administrator, participation=found, person=person, now=timezone.now())
        partnerships.end_access(by=administrator, participation=found, person=person, now=timezone.now())  # a second click
    assert opens(secretary) == {home.pk}
    assert opens(administrator) == {home.pk, partners.partnership.pk}


def test_only_people_with_an_account_and_only_the_last_administrator_stays(partners):
    home = partners.members[0]
    administrator, found = partners.administrators[home.pk], partners.participation(home)
    with tenant(home.pk):
        nobody, first = PersonFactory(organisation=home), Person.objects.get(pk=administrator.person_id)
        for act in (partnerships.give_access, partnerships.end_access):
            assert refusal(lambda act=act: act(by=administrator, participation=found, person=nobody, now=timezone.now())) == [
                Obstacle.HAS_NO_ACCOUNT
            ]
        assert refusal(lambda: partnerships.end_access(by=administrator, participation=found, person=first, now=timezone.now())) == [
            Obstacle.LAST_ADMINISTRATOR_OF_PARTNERSHIP
        ]
    assert opens(partners.secretaries[home.pk]) == {home.pk, partners.partnership.pk}


def test_nobody_speaks_for_two_members(partners):
    first, second = partners.members
    both = partners.secretaries[first.pk]
    with tenant(second.pk):
        person = PersonFactory(organisation=second, user_id=both.user_id, email="ook@hier.example")
        by, found = partners.administrators[second.pk], partners.participation(second)
        assert refusal(lambda: partnerships.give_access(by=by, participation=found, person=person, now=timezone.now())) == [
            Obstacle.SPEAKS_FOR_ANOTHER
        ]


def test_both_rights_are_needed(partners):
    """A right at home without access there, access there without the right at home, and access for another member: all refused."""
    home, other = partners.members
    outsider = actor(home, Role.SECRETARY)
    weak = partners.secretaries[home.pk]
    found = partners.participation(home).public_id
    with tenant(home.pk):
        with pytest.raises(Forbidden), on_behalf_of_member(outsider, participation_id=found, right=Right.SHARE):
            pytest.fail("somebody without access there came in")
        lead = type(weak)(
            user_id=weak.user_id, person_id=weak.person_id, name="x", organisation_id=home.pk, roles=frozenset({Role.SCAN_LEAD})
        )
        with pytest.raises(Forbidden), on_behalf_of_member(lead, participation_id=found, right=Right.SHARE):
            pytest.fail("somebody without the right at home came in")
        stranger = partners.secretaries[other.pk]
        posing = type(weak)(user_id=stranger.user_id, person_id=None, name="x", organisation_id=home.pk, roles=frozenset({Role.SECRETARY}))
        with pytest.raises(Forbidden), on_behalf_of_member(posing, participation_id=found, right=Right.SHARE):
            pytest.fail("somebody of another member came in")
        with on_behalf_of_member(weak, participation_id=found, right=Right.SHARE) as inside:
            assert (inside.organisation_id, Role.PARTNER in inside.roles) == (partners.partnership.pk, True)
            assert not Participation.objects.exists(), "inside, the rows of the municipality do not exist"
        assert Participation.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.PARTNER)])
def test_a_partnership_has_no_roles_of_a_municipality(partners, role):
    inside = partners.visitor(partners.members[0])
    with tenant(partners.partnership.pk):
        person = Person.objects.get(pk=inside.person_id)
        assert refusal(lambda: people.grant(by=inside, person=person, role=role, starts_on=timezone.localdate())) == [
            Obstacle.ROLE_OF_ANOTHER_KIND
        ]
    page = partners.client(inside, inside=True).get(reverse("organisations:invite")).content.decode()
    assert f'value="{role.value}"' not in page
    assert 'value="partner"' in page


def test_a_role_given_there_stays_bound_to_the_member(partners):
    inside = partners.visitor(partners.members[0])
    with tenant(partners.partnership.pk):
        person = Person.objects.get(user_id=partners.secretaries[partners.members[1].pk].user_id)
        people.grant(by=inside, person=person, role=Role.ADMINISTRATOR, starts_on=timezone.localdate())
        assert set(person.memberships.values_list("on_behalf_of_id", flat=True)) == {partners.members[1].pk}


# ---- leaving -------------------------------------------------------------------------------------------------------------


def test_leaving_ends_everything_at_once_and_keeps_the_date(partners):
    leaver = partners.members[1]
    partners.leave(leaver)
    assert members(partners) == ["Gemeente Aa"]
    assert opens(partners.secretaries[leaver.pk]) == opens(partners.administrators[leaver.pk]) - {partners.partnership.pk} == {leaver.pk}
    with tenant(partners.partnership.pk):
        assert PartnershipMember.objects.get(name="Gemeente Bee").ends_on == timezone.localdate()
    with tenant(leaver.pk):
        assert Participation.objects.get().ends_on == timezone.localdate()
        assert Event.objects.get(event="organisations.participation.ended").reason == "Fusie"
        again = partners.administrators[leaver.pk]
        assert refusal(lambda: partnerships.leave(by=again, participation=Participation.objects.get(), reason="x", now=timezone.now())) == [
            Obstacle.NOT_A_MEMBER
        ]


def test_roles_of_before_today_end_yesterday(partners):
    leaver = partners.members[1]
    with tenant(partners.partnership.pk):
        Membership.objects.filter(on_behalf_of=leaver).update(starts_on=timezone.localdate() - timedelta(days=10))
    partners.leave(leaver)
    with tenant(partners.partnership.pk):
        ends = set(Membership.objects.filter(on_behalf_of=leaver).values_list("ends_on", flat=True))
    assert ends == {timezone.localdate() - timedelta(days=1)}


def test_the_members_that_stay_keep_an_administrator(partners):
    founder = partners.members[0]
    with pytest.raises(NotAllowed) as refused:
        partners.leave(founder)
    assert refused.value.obstacles == (Obstacle.LAST_ADMINISTRATOR_OF_PARTNERSHIP,)
    assert members(partners) == ["Gemeente Aa", "Gemeente Bee"]
    partners.leave(partners.members[1])
    partners.leave(founder)
    assert members(partners) == []


def test_who_left_comes_back_with_a_new_code(partners):
    leaver = partners.members[1]
    partners.leave(leaver)
    code = partners.code(email="terug@buur.example")
    with tenant(leaver.pk):
        partnerships.accept(by=partners.administrators[leaver.pk], code=code, now=timezone.now())
        assert Participation.objects.count() == 2
    assert members(partners) == ["Gemeente Aa", "Gemeente Bee"]


# ---- the charter -----------------------------------------------------------------------------------------------------------


def test_a_change_is_a_new_version_and_the_earlier_stays(partners):
    inside = partners.visitor(partners.members[0])
    terms = Terms(purpose="Samen kopen", legal_form="centrumregeling", voting_rule=VotingRule.TWO_THIRDS, shares=())
    with tenant(partners.partnership.pk):
        charters.change(by=inside, terms=terms, seen=1, reason="Besluit van de leden", now=timezone.now())
        assert list(Charter.objects.order_by("version").values_list("version", "voting_rule")) == [(1, "unanimous"), (2, "two_thirds")]
        assert refusal(lambda: charters.change(by=inside, terms=terms, seen=2, reason="x", now=timezone.now())) == [
            Obstacle.CHARTER_UNCHANGED
        ]
        assert refusal(lambda: charters.change(by=inside, terms=terms, seen=1, reason="x", now=timezone.now())) == [
            Obstacle.CHARTER_CHANGED
        ]
        assert Event.objects.filter(event="organisations.charter.changed").count() == 2
        with pytest.raises(Forbidden):
            partner = partners.visitor(partners.members[0])
            charters.change(by=type(partner)(user_id=partner.user_id, person_id=partner.person_id, name="x", organisation_id=partner.organisation_id,
                                             roles=frozenset({Role.PARTNER})), terms=terms, seen=2, reason="x", now=timezone.now())  # fmt: skip


def test_every_legal_form_says_where_it_comes_from():
    """Until somebody compared it with the text of the law, it says that nobody did."""
    for form in legal_forms():
        assert form.label and form.source and (form.article or form.code == "overeenkomst")
        assert form.country in {"NL", "BE", ""}
    assert len({form.code for form in legal_forms()}) == len(legal_forms())


# ---- the pages -------------------------------------------------------------------------------------------------------------


def test_the_way_of_a_municipality_over_the_pages(partners, settings):
    inviting = partners.client(partners.visitor(partners.members[0]), inside=True)
    shown = inviting.post(reverse("partnerships:member-invite"), {"name": "Gemeente Cee", "email": "beheer@cee.example"}).content.decode()
    (letter,) = mail.outbox
    code = next(line for line in letter.body.splitlines() if "." in line and " " not in line and "/" not in line)
    assert code in shown
    assert code not in inviting.get(reverse("partnerships:overview")).content.decode()
    third = OrganisationFactory(name="Gemeente Cee")
    browser = partners.client(actor(third, Role.ADMINISTRATOR))
    offered = browser.post(reverse("partnerships:accept"), {"code": code})
    assert "Lid worden van Samenwerking Toets" in offered.content.decode()
    assert "Gemeente Bee" in offered.content.decode()
    done = browser.post(reverse("partnerships:accept"), {"code": code, "akkoord": "ja"}, follow=True)
    assert "Gemeente Cee is nu lid van Samenwerking Toets." in done.content.decode()
    again = browser.post(reverse("partnerships:accept"), {"code": code, "akkoord": "ja"})
    assert (again.status_code, "al gebruikt" in again.content.decode()) == (200, True)
    left = browser.post(reverse("partnerships:leave", args=[done.context["participation"].public_id]), {"reason": "Toch niet"}, follow=True)
    assert "Uw gemeente is uitgetreden." in left.content.decode()


def test_every_member_sees_who_can_read_what_it_shares(partners):
    with tenant(partners.partnership.pk):
        invitation, _secret = people.invite(by=partners.visitor(partners.members[0]), email="leider@voorbeeld.example", name="L. Leider", unit=None,
                                             roles=[Role.PARTNER], now=timezone.now())  # fmt: skip
        people.accept(invitation_id=invitation.pk, organisation=partners.partnership, signed_in=None, name="L. Leider", password="vier losse woorden",
                      now=timezone.now())  # fmt: skip
        found = [(each.name, each.sent_by) for each in readers(timezone.localdate())]
    names = {
        home.pk: sorted([partners.administrators[home.pk].name, partners.secretaries[home.pk].name], key=str.casefold)
        for home in partners.members
    }
    assert found == [("L. Leider", ""), *[(name, home.name) for home in partners.members for name in names[home.pk]]]
    page = partners.client(partners.secretaries[partners.members[1].pk], inside=True).get(reverse("partnerships:overview")).content.decode()
    assert "geen lid" in page
    assert "leider@voorbeeld.example" not in page


@pytest.mark.parametrize("kind", ["municipality", "partnership"])
def test_the_pages_cost_the_same_however_many_take_part(kind):
    costs = []
    for number in (2, 20):
        organisation = OrganisationFactory(partnership=kind == "partnership")
        browser = Client()
        browser.force_login(User.objects.get(pk=actor(organisation, Role.ADMINISTRATOR).user_id), backend=BACKEND)
        for _ in range(number):
            ParticipationFactory(organisation=organisation)
            PartnershipMemberFactory(organisation=organisation)
            PartnershipInvitationFactory(organisation=organisation)
            MembershipFactory(organisation=organisation)
            CharterFactory(organisation=organisation)
        browser.get(reverse("partnerships:overview"))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("partnerships:overview")).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 30


def test_guessing_codes_is_slowed_down(partners):
    browser = partners.client(partners.administrators[partners.members[0].pk])
    statuses = [browser.post(reverse("partnerships:accept"), {"code": f"raad.{number}"}).status_code for number in range(22)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_the_charter_over_the_pages(partners):
    browser = partners.client(partners.visitor(partners.members[0]), inside=True)
    page = browser.get(reverse("partnerships:overview")).content.decode()
    assert "Met 2 leden: 2 stemmen voor." in page
    sent = {
        "versie": "1",
        "purpose": "Samen leren",
        "legal_form": "centrumregeling",
        "voting_rule": "majority",
        "shares": ["scan.outcome"],
        "reason": "Afgesproken",
    }
    page = browser.post(reverse("partnerships:charter-edit"), sent, follow=True).content.decode()
    assert "Samen leren" in page
    assert "niet bevestigd" in page
    assert "Eerdere versies van de afspraken" in page
    for stale in ("1", "", "-3", "9" * 40, "²"):
        answer = browser.post(reverse("partnerships:charter-edit"), {**sent, "purpose": "Anders", "versie": stale})
        assert answer.status_code == 200
        assert "intussen gewijzigd" in answer.content.decode()
        assert "Anders" in answer.content.decode(), "what was typed stays"
    assert browser.get("/", follow=True).redirect_chain == [(reverse("partnerships:overview"), 302)]


def test_what_is_wrong_is_said_where_it_is(partners):
    browser = partners.client(partners.visitor(partners.members[0]), inside=True)
    answer = browser.post(
        reverse("partnerships:charter-edit"), {"versie": "1", "legal_form": "verzonnen", "voting_rule": "loting", "reason": ""}
    )
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"legal_form", "voting_rule", "reason"}
    home = partners.client(partners.administrators[partners.members[0].pk])
    for data in ({"person": "00000000-0000-0000-0000-000000000000"}, {"person": "x"}, {}):
        assert (
            home.post(reverse("partnerships:participation", args=[partners.participation(partners.members[0]).public_id]), data).status_code
            == 200
        )
