"""The golden thread: items that modules put there, and the chain in both directions."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.trail import facade, selectors
from regiehuis.trail.facade import LinkKind
from regiehuis.trail.models import Item, Link
from tests.factories import ItemFactory, LinkFactory, OrganisationFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def chain(organisation):
    """A recommendation because of a scan, and two pieces of work that carry it out."""
    with tenant(organisation.pk):
        scan, advice, work, other = (ItemFactory(title=title) for title in ("scan", "advies", "werk", "ander werk"))
        facade.link(source=advice.pk, target=scan.pk, kind=LinkKind.BECAUSE_OF)
        for item in (work, other):
            facade.link(source=item.pk, target=advice.pk, kind=LinkKind.CARRIED_OUT_BY)
        yield scan, advice, work


def titles(items):
    return [(item.title, distance) for item, distance in items]


def test_the_chain_is_told_in_both_directions(chain):
    scan, advice, work = chain
    found = selectors.chain(advice.public_id)
    assert (titles(found.earlier), titles(found.later)) == ([("scan", 1)], [("werk", 1), ("ander werk", 1)])
    assert titles(selectors.chain(work.public_id).earlier) == [("advies", 1), ("scan", 2)]
    assert titles(selectors.chain(scan.public_id).later) == [("advies", 1), ("werk", 2), ("ander werk", 2)]


def test_putting_the_same_item_again_updates_it(organisation):
    with tenant(organisation.pk):
        first = facade.put(module="scan", kind="scan", key="1", title="Oud", status="concept")
        assert facade.put(module="scan", kind="scan", key="1", title="Nieuw", status="intake") == first
        assert facade.find(module="scan", kind="scan", key="1").title == "Nieuw"
        assert facade.find(module="scan", kind="scan", key="2") is None


@pytest.fixture
def reader(organisation):
    client = Client()
    client.force_login(member(organisation, Role.COUNCIL), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_page_says_where_in_the_product_it_is(organisation, chain, reader):
    _scan, advice, _work = chain
    page = reader.get(reverse("trail:chain", args=[advice.public_id])).content.decode()
    assert "Rode draad: advies</h1>" in page
    crumbs = page.partition("rh-breadcrumbs")[2].partition("</ol>")[0]
    assert [text in crumbs for text in ("scan", "advies", "Rode draad")] == [True] * 3
    assert f'<a href="{reverse("scan:list")}" aria-current="page">' in page


@pytest.mark.parametrize(("status", "word"), [("adopted", "Overgenomen"), ("adapted", "Aangepast overgenomen"), ("onderweg", "Onderweg")])
def test_a_status_is_told_in_words(organisation, status, word):
    assert ItemFactory(organisation=organisation, status=status).status_word == word


def test_a_thread_that_begins_here_has_no_empty_half(organisation, chain, reader):
    page = reader.get(reverse("trail:chain", args=[chain[0].public_id])).content.decode()
    assert "Hieruit volgt" in page
    assert "Rust op" not in page


def test_a_long_title_is_cut_and_not_refused(organisation):
    with tenant(organisation.pk):
        facade.put(module="scan", kind="scan", key="1", title="x" * 900, status="concept")
        assert len(Item.objects.get().title) == 500


def test_saying_a_link_twice_changes_nothing(chain):
    scan, advice, _work = chain
    before = Link.objects.count()
    facade.link(source=advice.pk, target=scan.pk, kind=LinkKind.BECAUSE_OF)
    assert Link.objects.count() == before


def test_an_item_is_not_its_own_cause(organisation):
    item = ItemFactory(organisation=organisation)
    with pytest.raises(IntegrityError, match="trail_link_between_two_items"), transaction.atomic():
        LinkFactory(organisation=organisation, source=item, target=item)


@pytest.mark.parametrize("length", [2, 40])
def test_a_chain_costs_three_queries_however_long(organisation, length, django_assert_num_queries):
    with tenant(organisation.pk):
        items = ItemFactory.create_batch(length)
        for later, earlier in zip(items[1:], items, strict=False):
            facade.link(source=later.pk, target=earlier.pk, kind=LinkKind.BECAUSE_OF)
        with django_assert_num_queries(3):
            assert len(selectors.chain(items[-1].public_id).earlier) == length - 1


@pytest.mark.parametrize("role", Role)
def test_everyone_in_the_organisation_may_follow_the_thread(organisation, role):
    item = ItemFactory(organisation=organisation, title="Zichtbare titel")
    client = Client()
    client.force_login(member(organisation, role), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Zichtbare titel" in client.get(reverse("trail:chain", args=[item.public_id])).content.decode()
