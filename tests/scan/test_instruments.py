"""Versions of the instrument: loaded once, never changed, and never in the way of what is running."""

from __future__ import annotations

import copy
import json
import tomllib
from importlib.resources import files

import pytest

from regiehuis.scan.domain.hashing import content_hash
from regiehuis.scan.domain.instrument_parser import InstrumentError
from regiehuis.scan.models import Instrument, KnowledgeBase
from regiehuis.scan.selectors import scans as selectors
from regiehuis.scan.services import instruments, scans
from tests.conftest import Database

from .steps import settings_of

pytestmark = pytest.mark.django_db


def bundled(name: str) -> dict:
    return tomllib.loads((files("regiehuis.scan") / "data" / name).read_text("utf-8"))


def versions() -> list[tuple]:
    return [*Instrument.objects.order_by("pk").values_list(), *KnowledgeBase.objects.order_by("pk").values_list()]


def newer(**changes: object) -> dict:
    content = bundled("instrument.toml")
    content["instrument"] |= {"version": "1.1.0"} | changes
    return content


def test_what_ships_is_loaded_whole():
    parsed = selectors._instrument(Instrument.objects.get().pk)
    assert len(parsed.dimensions) == 13
    assert sum(len(each.statements) for each in parsed.dimensions) == 143
    assert len(parsed.types) == 4
    recommendations = selectors._knowledge_base(KnowledgeBase.objects.get().pk, Instrument.objects.get().pk).recommendations
    assert len(recommendations) == 42


def test_loading_twice_changes_nothing():
    before = versions()
    instruments.load_bundled()
    assert versions() == before


def test_what_is_stored_has_the_hash_of_its_own_content():
    for each in (*Instrument.objects.all(), *KnowledgeBase.objects.all()):
        assert content_hash(json.loads(each.content)) == each.sha256


@pytest.mark.parametrize("change", ["one-character", "order-of-answers", "a-weight"])
def test_changed_content_under_the_same_number_is_refused_and_the_old_stays(change):
    content, before = bundled("instrument.toml"), versions()
    match change:
        case "one-character":
            content["fact"][0]["vraag"] += "?"
        case "order-of-answers":
            content["fact"].reverse()
        case "a-weight":
            content["role_group"][0]["weight"] = 2.0
    with pytest.raises(InstrumentError) as refused:
        instruments.load_instrument(content)
    version = content["instrument"]["version"]
    assert str(refused.value) == (
        f"Instrument niet geladen: versie {version} bestaat al met een andere inhoud en kan al gebruikt zijn. "
        "Geef de wijziging een nieuw versienummer. De oude versie blijft gelden."
    )
    assert versions() == before


def test_changed_recommendations_under_the_same_number_are_refused():
    parsed = instruments.load_instrument(bundled("instrument.toml"))
    content, before = bundled("recommendations.toml"), versions()
    content["recommendation"][0]["maat"] = "Anders."
    with pytest.raises(InstrumentError, match="Aanbevelingen niet geladen: versie .* bestaat al met een andere inhoud"):
        instruments.load_knowledge_base(content, parsed)
    assert versions() == before


def test_a_new_number_is_a_version_beside_the_old_one():
    before = versions()
    instruments.load_instrument(newer())
    assert [row for row in versions() if row not in before] == list(Instrument.objects.filter(version="1.1.0").values_list())
    assert set(before) <= set(versions())


def test_an_invalid_instrument_is_refused_in_dutch_and_nothing_is_stored():
    content, before = newer(), versions()
    content["dimension"][2] = copy.deepcopy(content["dimension"][2])
    words = next(key for key, value in content["dimension"][2].items() if isinstance(value, list) and len(value) == 5)
    content["dimension"][2][words].pop()
    with pytest.raises(InstrumentError, match="Instrument niet geladen: dimensie O.PRO"):
        instruments.load_instrument(content)
    assert versions() == before


def test_a_scan_keeps_the_version_it_started_on(inside):
    scan = scans.create(by=inside.lead, settings=settings_of(inside), now=inside.organisation.created_at)
    content = newer()
    content["dimension"][0]["label"] = "Leiderschap, nieuwe versie"
    instruments.load_instrument(content)
    assert selectors.instrument_of(scan).dimensions[0].label != "Leiderschap, nieuwe versie"
    assert selectors.latest_instrument().version == "1.1.0"


def test_a_scan_can_never_outlive_its_instrument(inside):
    inside.scan()
    with pytest.raises(Exception, match="protected"):
        Instrument.objects.all().delete()


@pytest.mark.slow
def test_the_command_says_in_one_line_why_it_refused(fresh_database: Database):
    """Somebody changed what is stored, or what ships: the command stops with the reason, and the product keeps its old version."""
    with fresh_database.connect("regiehuis_owner", autocommit=True) as owner:
        owner.execute("update scan_instrument set sha256 = repeat('0', 64)")
    done = fresh_database.run("load-reference")
    assert done.returncode == 2
    assert "bestaat al met een andere inhoud" in done.stderr
    assert "Traceback" not in done.stderr
