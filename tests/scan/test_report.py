"""The report of a scan as it was held: four formats with the same words and the same numbers as the outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.documents import facade as documents
from regiehuis.documents.domain.content import Chart, Report, Table, plain_text, report_hash
from regiehuis.documents.models import Blob, Progress
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.instrument import Side
from regiehuis.scan.domain.numbers import dutch
from regiehuis.scan.domain.outcome import Outcome
from regiehuis.scan.domain.workflow import Decision, ScanState
from regiehuis.scan.models import Scan, ScanReport
from regiehuis.scan.selectors import scans as selectors
from regiehuis.scan.selectors.outcomes import outcome
from regiehuis.scan.services import facts, reports, scans, surveys
from tests.conftest import Database, cloned, pointed_at
from tests.documents.renderers.conftest import FORMATS, bare

from .steps import Town, applicable, decide, everything_stored, invitations, open_survey, submit, votes

ANSWERED = {
    "mt": [3, 3, 2, 3, 4],
    "leiding": [2, 3, 3, 2, 2, 3, 3, 2, 3, 2, 2],
    "medewerker": [1, 2, 2, 3, 1, 2, 2, 2, 3, 1, 2, 2, 5, 1],
    "bestuur": [4],
}
INVITED = {"bestuur": 2, "mt": 6, "leiding": 12, "medewerker": 20}
ONLY_UNKNOWN = 2  # respondents who know nothing, beside those above


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A scan with everything in it, its report made by the job, and the words of each file."""

    town: Town
    scan: Scan
    outcome: Outcome
    report: Report
    stored: ScanReport
    job: documents.JobState
    files: dict[str, bytes]
    inputs_before: dict[str, object]

    @property
    def words(self) -> str:
        return "\n".join(plain_text(self.report))


def held_scan(town: Town) -> Scan:
    """Survey, workshop, facts, talk and decisions."""
    scan = town.scan(ScanState.MEASUREMENT, title="I-scan en O-scan 2026", ambition={"I.GEG": 3})
    survey = open_survey(town, scan, INVITED)
    for role, levels in ANSWERED.items():
        for place, (invitation, level) in enumerate(zip(invitations(survey, role), levels, strict=False)):
            submit(invitation, level, I_GEG=1, O_MID=None if place % 2 else level)
    for invitation in invitations(survey, "medewerker")[-ONLY_UNKNOWN:]:
        submit(invitation, None)
    surveys.close_round(by=town.lead, survey=survey)
    votes(scan, [0, 9, 3, 0, 0], code="O.PRO")
    values = {"cultuur": "open", "inwoners": 48_200, "netwerk_buiten": "traag", "overleg": None, "secretaris": "zwak"}
    for key, value in values.items():
        facts.record(
            by=town.lead,
            scan=scan,
            key=key,
            value=value,
            source="document",
            remark="Niet voor het rapport",
            is_released=key != "secretaris",
        )
    scan = scans.advance(by=town.lead, scan=scan, now=timezone.now())
    scans.record_talk(
        by=town.lead, scan=scan, recognised_type="III", note="Het managementteam <herkent> dit & wil verder.", talk_on=timezone.localdate()
    )
    scan = scans.advance(by=town.lead, scan=scan, now=timezone.now())
    first, second, *_ = applicable(scan)
    decide(town, first, Decision.ADAPTED, adapted_text="Wij doen dit met de buurgemeenten.")
    decide(town, second, Decision.REJECTED, reason="Eerst de andere.")
    return Scan.objects.get(pk=scan.pk)


@pytest.fixture(scope="module")
def made(template: Database, django_db_blocker) -> Iterator[Made]:
    with cloned(template) as database, django_db_blocker.unblock(), pointed_at(database):
        town = Town.found(name="Gemeente Merenland", is_fictitious=True)
        with tenant(town.pk):
            scan = held_scan(town)
            before = {model: rows for model, rows in everything_stored().items() if model.startswith("scan.")}
            job = reports.request(by=town.lead, scan=scan)
        reports.render(organisation_id=town.pk, scan_id=scan.pk, progress_id=job.id)
        with tenant(town.pk):
            stored = scan.reports.get()
            files = {kind: bytes(Blob.objects.get(public_id=public_id).content) for kind, public_id in stored.files.items()}
            yield Made(town=town, scan=scan, outcome=outcome(scan), report=reports.content(scan, town.pk), stored=stored,
                       job=documents.as_state(Progress.objects.get()), files=files, inputs_before=before)  # fmt: skip


@pytest.fixture(autouse=True)
def _leave_it_as_it_was(request) -> Iterator[None]:
    if "made" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("made")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# ---- one report, four formats ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["docx", "odt", "html"])
def test_every_file_says_exactly_the_words_of_the_report(made, kind):
    rendered = reports.page(made.stored) if kind == "html" else made.files[kind]
    assert bare(FORMATS[kind][1](rendered)) == bare("".join(plain_text(made.report)))


def test_the_pdf_says_all_of_it_in_order(made):
    text, at = bare(FORMATS["pdf"][1](made.files["pdf"])), 0
    for line in plain_text(made.report):
        at = text.find(bare(line), at)
        assert at >= 0, line
        at += len(bare(line))


def test_what_was_stored_makes_the_same_bytes_again(made):
    for kind, content in made.files.items():
        assert reports.reproduced(made.stored, kind) == content, kind
    assert made.stored.report_hash == report_hash(made.report)
    assert made.stored.input_hash == made.outcome.input_hash


def test_every_file_carries_the_hash_of_the_report_it_was_made_from(made):
    with tenant(made.town.pk):
        for blob in Blob.objects.all():
            assert blob.source_hash == made.stored.report_hash
            assert blob.snapshot == {"input_hash": made.stored.input_hash, "report_hash": made.stored.report_hash}
            assert blob.size == len(blob.content)


# ---- what it says ------------------------------------------------------------------------------------------------------


def table(report: Report, caption: str) -> Table:
    tables = [block.table if isinstance(block, Chart) else block for block in report.blocks if isinstance(block, Chart | Table)]
    (found,) = [each for each in tables if each.caption == caption]
    return found


def test_the_chapters_are_there_in_order(made):
    assert [heading.text for heading in made.report.headings if heading.level == 1] == [
        "Samenvatting", "Hoe is gemeten", "Profiel van organisatie en ICT", "Afstemming en type", "Interoperabiliteit", "Verschillen in beeld",
        "Aanbevelingen", "Besluit en vervolg", "Bijlagen",
    ]  # fmt: skip


def test_the_values_in_the_report_are_those_of_the_outcome(made):
    rows = {row[0]: row for row in table(made.report, "Profiel in cijfers").rows}
    labels = {
        each.code: ("Organisatie" if each.side is Side.ORGANISATION else "ICT") + f": {each.label}"
        for each in selectors.instrument_of(made.scan).dimensions
    }
    assert len(rows) == 13
    for found in made.outcome.dimensions:
        assert rows[labels[found.dimension]][1] == dutch(found.value, 2)
        assert rows[labels[found.dimension]][3] == f"{dutch(found.low, 2)} tot {dutch(found.high, 2)}"
        assert rows[labels[found.dimension]][4] == str(found.phase)


def test_the_levels_in_the_summary_are_those_of_the_outcome(made):
    for level, name in zip(made.outcome.levels, ("Organisatie", "ICT"), strict=True):
        assert f"{name}: {dutch(level.value, 1)}: fase {int(level.value)}" in made.words


def test_means_per_group_are_those_that_may_be_shown(made):
    found = table(made.report, "Gemiddelde per rolgroep")
    shown = {each.role: each for each in made.outcome.groups if each.role and not each.is_hidden}
    assert set(shown) == {"leiding", "medewerker", "overig"}
    assert [column.label for column in found.columns] == [
        "Dimensie",
        "Diensthoofden en teamleiders",
        "Medewerkers",
        "Overige rollen samen",
        "Eensgezindheid",
    ]
    for row, code in zip(found.rows, selectors.instrument_of(made.scan).dimension_codes, strict=True):
        for cell, role in ((row[1], "leiding"), (row[2], "medewerker"), (row[3], "overig")):
            mean = shown[role].figure(code).mean
            assert cell == (dutch(mean, 1) if mean is not None else "niet apart getoond")


def test_the_response_counts_everybody_who_answered_also_who_only_did_not_know(made):
    invited, answered = sum(INVITED.values()), sum(map(len, ANSWERED.values())) + ONLY_UNKNOWN
    assert made.outcome.responses == answered
    assert f"Aan de vragenlijst deden {answered} van de {invited} genodigde mensen mee" in made.words
    rows = {row[0]: row[1] for row in table(made.report, "Respons per rolgroep").rows}
    assert rows["Medewerkers"] == str(len(ANSWERED["medewerker"]) + ONLY_UNKNOWN)
    assert rows["Overige rollen samen"] == "6", "of two of the college and six of the management, stored together"


def test_every_chart_has_its_alternative_text_and_the_numbers_it_shows(made):
    charts = [block for block in made.report.blocks if isinstance(block, Chart)]
    assert [chart.title for chart in charts] == [
        "Profiel",
        "Type",
        "Afstemming per gebied",
        "Interoperabiliteit",
        "Verschillen tussen groepen",
    ]
    for chart in charts:
        assert len(chart.alt) > 20
        assert chart.table.rows
        assert chart.caption.endswith((".", "fase."))
    assert reports.page(made.stored).count("<figure") == len(charts)


def test_facts_are_in_it_with_their_source_and_without_remark_or_secret(made):
    answers = {row[0]: row[1:] for row in table(made.report, "Antwoorden van de intake").rows}
    assert answers["Hoe is de organisatiecultuur?"] == ("Open", "document")
    assert answers["Hoeveel inwoners heeft de gemeente op 1 januari van dit jaar?"][0] == "48.200"
    assert answers["Hoe is het overleg geregeld?"] == ("onbekend", "document")
    assert answers["Wat doet het managementteam?"] == ("onbekend", "")
    assert not [question for question in answers if "secretaris" in question]
    assert "Geeft zwak leiding" not in made.words
    assert "Niet voor het rapport" not in made.words


def test_decisions_and_the_talk_are_in_it_as_written(made):
    assert "Het managementteam <herkent> dit & wil verder." in made.words
    assert "Wij doen dit met de buurgemeenten." in made.words
    assert "Besluit: niet overgenomen. Eerst de andere." in made.words
    assert "aangepast overgenomen: 1" in made.words
    assert "&lt;herkent&gt;" in reports.page(made.stored), "and run nothing on the page"


def test_it_says_that_the_municipality_is_fictitious_and_that_it_is_no_mark(made):
    assert "Fictieve gemeente" in made.words
    assert "Een spiegel, geen rapportcijfer" in made.words


def test_every_recommendation_that_applies_is_in_it_with_its_source(made):
    for judged in made.outcome.recommendations:
        if judged.verdict == "van toepassing":
            assert f"{judged.recommendation.code}. " in made.words
            assert judged.recommendation.source in made.words


def test_numbers_in_the_web_page_lead_to_their_evidence(made):
    page = reports.page(made.stored)
    for code in [judged.recommendation.code for judged in made.outcome.recommendations if judged.verdict == "van toepassing"]:
        assert f'href="{reverse("scan:recommendations", args=[made.scan.public_id])}{code}/"' in page
    interpretation = reverse("scan:interpretation", args=[made.scan.public_id])
    summary = page.partition('id="meting"')[0]
    assert len(re.findall(rf'href="{interpretation}#profiel"', summary)) == 2 + 6, "two levels, three strong points, three weak ones"
    assert f'href="{interpretation}#type"' in summary
    places = set(re.findall(r'href="(/[^"]+)"', page))
    pages = {address: made.town.client().get(address) for address in {place.partition("#")[0] for place in places}}
    assert {answered.status_code for answered in pages.values()} == {200}
    for address, _hash, anchor in (place.partition("#") for place in places):
        assert not anchor or f'id="{anchor}"' in pages[address].content.decode()


def test_the_same_scan_gives_the_same_report(made):
    with tenant(made.town.pk):
        again = reports.content(Scan.objects.get(pk=made.scan.pk), made.town.pk)
    assert report_hash(again) == report_hash(made.report)


# ---- the job -----------------------------------------------------------------------------------------------------------


def test_making_it_changes_nothing_of_the_scan(made):
    with tenant(made.town.pk):
        after = {model: rows for model, rows in everything_stored().items() if model.startswith("scan.")}
    assert {model for model in after if after[model] != made.inputs_before[model]} == {"scan.ScanReport"}


def test_the_job_carries_ids_only_and_the_log_says_who_asked_and_that_it_was_made(made):
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = 'scan.render_report'")
        ((args,),) = cursor.fetchall()
    assert args == {"organisation_id": made.town.pk, "scan_id": made.scan.pk, "progress_id": made.job.id} or isinstance(args, str)
    with tenant(made.town.pk):
        lines = {line.event: line.by_name for line in Event.objects.filter(event__startswith="scan.report.")}
    assert lines == {"scan.report.requested": made.town.lead.name, "scan.report.made": "Regiehuis"}
    assert (made.job.state, made.job.percent, made.job.message, made.job.error_code) == ("done", 100, "Het rapport is klaar.", "")


# ---- who may have it ---------------------------------------------------------------------------------------------------


def path_of_file(made: Made, kind: str) -> str:
    return reverse("scan:report-file", args=[made.scan.public_id, made.stored.public_id, kind])


@pytest.mark.parametrize(("kind", "media_type", "starts"), [
    ("pdf", "application/pdf", b"%PDF-"), ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
    ("odt", "application/vnd.oasis.opendocument.text", b"PK"),
])  # fmt: skip
def test_a_file_is_a_download_that_no_browser_runs(made, kind, media_type, starts):
    answered = made.town.client().get(path_of_file(made, kind))
    assert answered.content == made.files[kind]
    assert answered.content.startswith(starts)
    assert answered["Content-Type"] == media_type
    assert answered["X-Content-Type-Options"] == "nosniff"
    name = f"Gemeente Merenland I-scan en O-scan 2026 {made.report.date:%Y-%m-%d}.{kind}"
    assert answered["Content-Disposition"] == f'attachment; filename="{name}"'


def test_whoever_may_see_the_scan_now_may_have_the_files_and_nobody_else(made):
    """A report is made before a body decides; the council reads it after."""
    found = {role: made.town.client(role).get(path_of_file(made, "pdf")).status_code for role in Role}
    assert found == {role: 404 if role in (Role.COUNCIL, Role.PARTNER) else 200 for role in Role}
    with tenant(made.town.pk):
        Scan.objects.update(state=ScanState.ADOPTED.value)
    assert made.town.client(Role.COUNCIL).get(path_of_file(made, "pdf")).status_code == 200
    with tenant(made.town.pk):
        Scan.objects.update(state=ScanState.MEASUREMENT.value)
    assert {made.town.client(role).get(path_of_file(made, "pdf")).status_code for role in Role} == {404}


@pytest.mark.parametrize("kind", ["html", "exe", "pdf2"])
def test_a_format_that_does_not_exist_is_not_found(made, kind):
    assert made.town.client().get(path_of_file(made, kind)).status_code == 404


def test_the_report_page_lists_every_report_with_its_files(made):
    page = made.town.client().get(reverse("scan:report", args=[made.scan.public_id])).content.decode()
    for kind in made.files:
        assert path_of_file(made, kind) in page
    assert made.stored.report_hash[:16] in page
