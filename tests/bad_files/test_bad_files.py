"""Thousands of bad files, made by number, through every way in: refused in our own words, and nothing or all of it stored.

A few hundred here; ten thousand by ``BAD_FILES=10000 .venv/bin/pytest tests/bad_files`` (docs/beheer/prestaties.md). What a file
did to the product is undone before the next one. A failure names the number: ``bad_file("units", 7)`` makes that file again.
"""

from __future__ import annotations

import csv
import io
import os
import re
import sys
from collections import Counter
from collections.abc import Callable
from html import unescape

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.test import Client

from regiehuis.documents import texts as documents
from regiehuis.organisations import cbs, facade
from regiehuis.organisations import texts as organisations
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Municipality
from regiehuis.platform.tenancy import tenant
from regiehuis.scan import texts as scans
from regiehuis.scan.cli import scan as command
from tests.scan.steps import Town, everything_stored, prepared_survey

from .files import SHARES, BadFile, bad_file

pytestmark = pytest.mark.django_db
FILES = int(os.environ.get("BAD_FILES", "200"))
PART, PARTS = map(int, os.environ.get("BAD_FILES_PART", "1/1").split("/"))  # several processes may share the work

COUNTS = re.compile(r"(?:Opgeslagen: )?(\d+) nieuw, (\d+) gewijzigd, (\d+) ongewijzigd")
OUR_WORDS = [str(text) for table in (documents.FILE_PROBLEMS, documents.OBSTACLES, organisations.OBSTACLES, scans.OBSTACLES) for text in table.values()] + [
    "Dit veld is verplicht.", "Het bestand is leeg.", "Het verstuurde bestand is leeg.", "Er is geen bestand", "Er is niets gewijzigd", "In de gekozen kolommen staat", "groter dan 1 MB", "Zorg dat de bestandsnaam", "Deze vraag begrijpen wij niet",
]  # fmt: skip
ABOUT_LINES = {str(text) for table in (organisations.ROW_ERRORS, scans.PARTICIPANT_ERRORS) for text in table.values()}


def is_ours(page: str) -> bool:
    """Whether the page gives a reason, and one that we wrote."""
    said = unescape(page)
    return any(re.search(re.escape(words).replace(re.escape("%(value)s"), ".*"), said) for words in OUR_WORDS)


def sent(file: BadFile) -> io.BytesIO:
    """The file as a browser without manners would send it: under whatever name."""
    found = io.BytesIO(file.content)
    found.name = file.name
    return found


@pytest.fixture
def town() -> Town:
    return Town.found()


@pytest.fixture
def unit_list(town) -> Callable[[BadFile], str]:
    browser = town.client(Role.ADMINISTRATOR)
    return lambda file: bring(town, browser, "/organisatie/eenheden/importeren/", file, table="organisations.Unit")


@pytest.fixture
def people_list(town) -> Callable[[BadFile], str]:
    with tenant(town.pk):
        scan = town.scan()
        prepared_survey(town, scan, {"mt": 2})
    browser, start = town.client(), f"/scan/{scan.public_id}/vragenlijst/deelnemers/importeren/"
    return lambda file: bring(town, browser, start, file, table="scan.SurveyInvitation", skip=True)


def bring(town: Town, browser: Client, start: str, file: BadFile, *, table: str, skip: bool = False) -> str:
    """Choose the file, the columns if it asks, look, and store; return how far it got."""
    with tenant(town.pk):
        before = everything_stored()
    answer = browser.post(start, {"file": sent(file)})
    if answer.status_code in (400, 422):
        assert is_ours(answer.content.decode())
        with tenant(town.pk):
            assert everything_stored() == before
        return "refused"
    assert answer.status_code == 302
    page = answer["Location"]
    shown = browser.get(page, follow=True)
    assert shown.status_code == 200
    if "Kies de kolommen" in shown.content.decode():
        chosen = columns(shown)
        if (told := browser.post(page, chosen)).status_code == 422:
            return "columns refused"
        assert told.status_code == 302
        shown = browser.get(page, follow=True)
        assert shown.status_code == 200
        if "Kies de kolommen" in shown.content.decode():
            assert is_ours(shown.content.decode())
            return "nothing in the columns"
    assert reasons(browser.get(f"{page}fouten/").content) <= ABOUT_LINES
    promised = COUNTS.search(shown.content.decode())
    said = browser.post(page, {"act": "store"} | ({"skip": "ja"} if skip else {}), follow=True)
    assert said.status_code == 200
    done = COUNTS.search(told := unescape(said.content.decode()))
    with tenant(town.pk):
        after = everything_stored()
    if done and "Opgeslagen: " in told:
        new, changed = int(done[1]), int(done[2])
        assert promised is None or promised.groups() == done.groups(), "it did something else than the page said"
        assert len(after[table]) - len(before[table]) == new
        assert len(set(before[table]) - set(after[table])) == changed
        return "stored"
    assert is_ours(told)
    assert after[table] == before[table]
    return "not stored"


def reasons(content: bytes) -> set[str]:
    """What the download says of lines, in its last column."""
    usual = csv.field_size_limit(sys.maxsize)  # a huge cell is repeated there
    try:
        _headings, *found = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    finally:
        csv.field_size_limit(usual)
    return {each[-1] for each in found}


def columns(shown: Client) -> dict[str, str]:
    """What the page proposes; the first columns where it proposes none."""
    form = shown.context["form"]
    proposed = {name: str(form.get_initial_for_field(field, name) or "") for name, field in form.fields.items()}
    free = iter([value for value, _label in next(iter(form.fields.values())).choices if value and value not in proposed.values()])
    return {name: value or next(free, "") for name, value in proposed.items()}


@pytest.fixture
def logo(town) -> Callable[[BadFile], str]:
    browser = town.client(Role.ADMINISTRATOR)

    def send(file: BadFile) -> str:
        with tenant(town.pk):
            before = everything_stored()
        answer = browser.post("/organisatie/huisstijl/logo/", {"file": sent(file)})
        if answer.status_code == 302:
            return "stored"
        assert answer.status_code == 422 and is_ours(answer.content.decode())
        with tenant(town.pk):
            assert everything_stored() == before
        return "refused"

    return send


@pytest.fixture
def municipality_list() -> Callable[[BadFile], str]:
    def load(file: BadFile) -> str:
        before = set(Municipality.objects.values_list("code", "name", "inhabitants"))
        try:
            number = facade.store_municipalities(cbs.parse(file.content))
        except cbs.CbsError as error:
            assert str(error).endswith(".")
            assert set(Municipality.objects.values_list("code", "name", "inhabitants")) == before
            return "refused"
        assert number == Municipality.objects.filter(country="NL").count()
        return "stored"

    return load


@pytest.fixture
def outcome_input(tmp_path) -> Callable[[BadFile], str]:
    def run(file: BadFile) -> str:
        result = CliRunner().invoke(command, ["outcome", "-", "--json"], input=file.content)
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        assert result.exit_code in (0, 2)
        assert result.exit_code == 0 or len(result.stderr.splitlines()) == 1
        return "computed" if result.exit_code == 0 else "refused"

    return run


ENOUGH = 50  # files of one kind: of so many, some are harmless
WAYS_IN = {"units": "unit_list", "people": "people_list", "municipalities": "municipality_list", "logo": "logo", "outcome": "outcome_input"}


@pytest.mark.parametrize("importer", WAYS_IN)
def test_no_bad_file_breaks_anything_or_is_stored_by_half(importer, request, capsys):
    bring_in: Callable[[BadFile], str] = request.getfixturevalue(WAYS_IN[importer])
    ends, wrong = Counter[str](), list[str]()
    for number in range(PART - 1, FILES * SHARES[importer] // 100, PARTS):
        file = bad_file(importer, number)
        try:
            with undone():
                ends[bring_in(file)] += 1
        except Exception as error:  # whatever it is: it is what this test looks for
            wrong.append(f'bad_file("{importer}", {number}) [{file.what}]: {type(error).__name__}: {str(error)[:300]}')
    with capsys.disabled():
        if FILES > 1000:
            print(f"\n{importer}: {sum(ends.values()) + len(wrong)} files, {dict(ends)}, {len(wrong)} wrong", flush=True)
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
    assert len(ends) > 1 or ends.total() < ENOUGH, "they all end the same way: this tries too little"


class undone:  # noqa: N801
    """What happens inside is rolled back at the end."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, *error: object) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
