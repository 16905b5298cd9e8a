"""Numbers in words: never a phase too many, and in the reader's language."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.instrument import Fact, FactKind
from regiehuis.scan.domain.instrument_parser import parse_instrument
from regiehuis.scan.domain.knowledge_base import Comparison, Condition, ConditionKind
from regiehuis.scan.domain.triggers import Evidence
from regiehuis.scan.presentation.recommendations import evidence_sentence
from regiehuis.scan.presentation.wording import fact_text, level_sentence, number
from regiehuis.scan.services import scans

from .steps import Town, surveyed_scan

INSTRUMENT = parse_instrument(tomllib.loads(files("regiehuis.scan.data").joinpath("instrument.toml").read_text("utf-8")))


@pytest.mark.parametrize(("value", "sentence"), [
    (2.22, "2,2: fase 2, op weg naar fase 3 (22 %)"),
    (2.996, "2,99: fase 2, op weg naar fase 3 (99 %)"),
    (2.99996, "3,0: fase 3"),
    (3.004, "3,0: fase 3"),
    (1.0, "1,0: fase 1"),
    (2.46, "2,46: fase 2, op weg naar fase 3 (46 %)"),
    (2.4999, "2,49: fase 2, op weg naar fase 3 (50 %)"),
    (2.5, "2,5: fase 2, op weg naar fase 3 (50 %)"),
    (None, "onvoldoende gegevens"),
])  # fmt: skip
def test_where_a_level_stands(value, sentence):
    assert level_sentence(value).replace("\N{NO-BREAK SPACE}", " ") == sentence


@pytest.mark.parametrize(("value", "sentence"), [
    (2.4985, "Leiderschap staat op 2,498, lager dan 2,50."), (2.484, "Leiderschap staat op 2,48, lager dan 2,50."), (2.5, "Leiderschap staat op 2,50. Geldt onder 2,50."),
])  # fmt: skip
def test_a_value_is_never_written_as_the_limit_that_it_stays_under(value, sentence):
    condition = Condition(kind=ConditionKind.DIMENSION, subject="O.LEI", comparison=Comparison.BELOW, limit=2.5)
    assert evidence_sentence(Evidence(condition=condition, value=value, holds=value < 2.5), INSTRUMENT) == sentence


def test_of_a_sensitive_fact_the_evidence_tells_neither_question_nor_answer():
    sensitive = next(fact for fact in INSTRUMENT.facts if fact.sensitive)
    answer = sensitive.choices[0].code
    condition = Condition(kind=ConditionKind.FACT, subject=sensitive.key, allowed=(answer,))
    sentence = evidence_sentence(Evidence(condition=condition, value=answer, holds=True), INSTRUMENT)
    assert sentence == "Een gegeven uit het intakegesprek dat alleen de begeleider ziet."


@pytest.mark.parametrize(("language", "value", "text"), [
    ("nl", 31_000, "31.000"), ("en", 31_000, "31,000"), ("nl", 9_999, "9999"), ("nl", 10_000.0, "10.000"), ("nl", 12_345.5, "12345,50"), ("nl", 2.5, "2,50"),
])  # fmt: skip
def test_a_large_whole_number_gets_its_thousands_apart(language, value, text):
    fact = Fact(key="inwoners", question="Inwoners", kind=FactKind.DECIMAL)
    with override(language):
        assert fact_text(fact, value) == text


def test_numbers_follow_the_language_of_the_page_and_files_do_not(town: Town):
    with override("en"):
        assert number(2.25) == "2.3"
    with tenant(town.pk):
        scan = surveyed_scan(town, {"mt": 10, "medewerker": 30}, {"mt": [3] * 10, "medewerker": [2, 2, 3] * 10})
        scans.advance(by=town.lead, scan=scan, now=timezone.now())
    client, page = town.client(), reverse("scan:interpretation", args=[scan.public_id])
    csv = reverse("scan:chart-csv", args=[scan.public_id, "profiel"])
    dutch, dutch_csv = client.get(page).content.decode(), client.get(csv).content.decode("utf-8-sig")
    client.cookies["django_language"] = "en"
    english, english_csv = client.get(page).content.decode(), client.get(csv).content.decode("utf-8-sig")
    assert ("2,7" in dutch, "2.7" in dutch, "2.7" in english, "2,7" in english) == (True, False, True, False)
    assert "2,67" in dutch_csv
    assert "2,67" in english_csv
