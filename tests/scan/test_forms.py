"""Every form of the scan with input that makes no sense: a message in Dutch, what was typed still there, and nothing stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import escape

import pytest
from django.urls import reverse
from django.utils import timezone

from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import ScanState
from regiehuis.scan.models import DimensionResult, Scan, SurveyInvitation, SurveyRound
from regiehuis.scan.services import surveys

from .steps import Town, addresses, everything_stored, open_survey, prepared_survey

TODAY = timezone.localdate
PAST, FUTURE = ((TODAY() + timedelta(days=days)).isoformat() for days in (-2, 2))  # two days: the tests may run past midnight
DATE, NUMBER, REQUIRED = "Voer een geldige datum in.", "Voer een geheel getal in.", "Dit veld is verplicht."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What is sent to which form, what the page then says, and which typed texts it still shows."""

    page: str
    data: Mapping[str, str]
    says: str
    keeps: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.page}-{'-'.join(map(str, self.data.values()))[:40]}"


def votes(**values: str) -> dict[str, str]:
    return {"form": "workshop1"} | {f"w1-{name}": value for name, value in values.items()}


def agreed(value: str) -> Wrong:
    says = {"2,3": "2,3 kan niet. Kies een waarde van 1 tot en met 4, in stappen van een half.", "7": "7 kan niet. Kies een waarde van 1 tot en met 4",
            "4,5": "4,5 kan niet."}.get(value, "")  # fmt: skip
    if value in ("0", "-2"):
        says = "Zorg ervoor dat deze waarde minstens 1 is."
    if value in ("abc", "NaN", "Infinity"):
        says = "Voer een getal in."
    if value in ("1e99", "2,12345", "123456"):
        says = "Zorg dat er niet meer dan"
    return Wrong(
        page="workshop-dimension",
        arguments=("O.LEI",),
        data={"form": "agreed", "a-value": value, "a-reason": "Dit is mijn reden"},
        says=says,
        keeps=(f'value="{value}"', "Dit is mijn reden"),
    )


IN_MEASUREMENT = [
    Wrong(page="survey", data={"closes_on": "31-02-2027", "reminders": "7"}, says=DATE, keeps=("31-02-2027",)),
    Wrong(page="survey", data={"closes_on": "abc", "reminders": "7, 14"}, says=DATE, keeps=("abc", "7, 14")),
    Wrong(page="survey", data={"closes_on": "", "reminders": "3"}, says=REQUIRED, keeps=('value="3"',)),
    Wrong(page="survey", data={"closes_on": PAST, "reminders": ""}, says="De sluitdatum is al voorbij. Kies vandaag of later.", keeps=(PAST,)),
    Wrong(page="survey", data={"closes_on": FUTURE, "reminders": "abc"}, says="Vul hele getallen van 1 tot en met 90 in, gescheiden door komma", keeps=("abc", FUTURE)),
    *(Wrong(page="survey", data={"closes_on": FUTURE, "reminders": days}, says="Vul hele getallen van 1 tot en met 90 in", keeps=(days,))
      for days in ("0", "91", "-7", "7.5", "1,2,3,4,5,6", "9" * 5000, "²")),
    Wrong(page="participants", data={"role_group": "mt", "addresses": "geen adres\nwel@gemeente.example\nook niet"},
          says="Regel 1: 'geen adres' is geen e-mailadres.", keeps=("wel@gemeente.example", "ook niet")),
    Wrong(page="participants", data={"role_group": "mt", "addresses": "een@gemeente.example\n<b>@x"}, says="Regel 2: '<b>@x' is geen e-mailadres.", keeps=("een@gemeente.example",)),
    Wrong(page="participants", data={"role_group": "mt", "addresses": " \n\t "}, says="Dit veld is verplicht."),
    Wrong(page="participants", data={"role_group": "mt", "addresses": ";,;"}, says="Vul minstens één e-mailadres in.", keeps=(";,;",)),
    Wrong(page="participants", data={"role_group": "koffie", "addresses": "een@gemeente.example"}, says="Selecteer een geldige keuze.", keeps=("een@gemeente.example",)),
    Wrong(page="participants", data={"role_group": "overig", "addresses": "een@gemeente.example"}, says="Selecteer een geldige keuze."),
    Wrong(page="participants", data={"role_group": "mt", "addresses": "\n".join(addresses("veel", 300))},
          says="Deze vragenlijst is voor hoogstens 200 mensen. Er is niemand toegevoegd.", keeps=("veel299@gemeente.example",)),
    Wrong(page="participants", data={"role_group": "mt", "addresses": f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.example"}, says="is geen e-mailadres."),
    Wrong(page="participants", data={"role_group": "mt", "addresses": "een\0@gemeente.example"}, says="Null-tekens zijn niet toegestaan."),
    *(agreed(value) for value in ("2,3", "7", "4,5", "0", "-2", "abc", "NaN", "Infinity", "1e99", "2,12345", "123456")),
    *(Wrong(page="workshop-dimension", arguments=("O.LEI",), data=votes(level1=value, level2="4"), says=says, keeps=(f'value="{value}"', 'value="4"'))
      for value, says in (("-1", "Zorg ervoor dat deze waarde minstens 0 is."), ("abc", NUMBER), ("2,5", NUMBER), ("2001", "hoogstens 2000"), ("9" * 30, "hoogstens 2000"))),
    Wrong(page="workshop-dimension", arguments=("O.LEI",), data=votes(level1="0", level2="0"), says="Vul het aantal stemmen in bij minstens één niveau."),
    Wrong(page="go-back", data={"reason": "   "}, says=REQUIRED),
    Wrong(page="go-back", data={"reason": "Ja" * 600}, says="Zorg dat deze waarde niet meer dan 1000 tekens bevat", keeps=("JaJaJa",)),
]  # fmt: skip

IN_REPORT = [
    Wrong(page="talk", data={"talk_on": "gisteren", "recognised_type": "III", "note": "Ons verslag"}, says=DATE, keeps=("gisteren", "Ons verslag")),
    Wrong(page="talk", data={"talk_on": TODAY().isoformat(), "recognised_type": "V", "note": "Ons verslag"}, says="Selecteer een geldige keuze. V is geen beschikbare keuze.", keeps=("Ons verslag",)),
    Wrong(page="talk", data={"talk_on": TODAY().isoformat(), "note": "Ons verslag"}, says=REQUIRED, keeps=("Ons verslag",)),
    *(Wrong(page="ambition", data={"O.LEI": value, "I.GEG": "3"}, says=f"Selecteer een geldige keuze. {value} is geen beschikbare keuze.", keeps=('value="3" selected',)) for value in ("0", "5", "7", "2,5", "abc")),
    Wrong(page="recommendation", arguments=("2.2-G1",), data={"decision": ""}, says=REQUIRED),
    Wrong(page="recommendation", arguments=("2.2-G1",), data={"decision": "voorgesteld"}, says="Selecteer een geldige keuze."),
    Wrong(page="recommendation", arguments=("2.2-G1",), data={"decision": "niet overgenomen", "reason": " "}, says="Vul een reden in."),
    Wrong(page="recommendation", arguments=("2.2-G1",), data={"decision": "later", "reason": "Eerst de fusie"}, says="Kies de datum waarop u dit opnieuw bespreekt.", keeps=("Eerst de fusie",)),
    Wrong(page="recommendation", arguments=("2.2-G1",), data={"decision": "later", "later_on": "31-02-2027", "reason": "Eerst de fusie"}, says=DATE, keeps=("31-02-2027", "Eerst de fusie")),
    Wrong(page="recommendation", arguments=("2.2-G1",), data={"decision": "aangepast", "adapted_text": "  ", "reason": "Beter zo"}, says="Schrijf op hoe u de aanbeveling aanpast.", keeps=("Beter zo",)),
    Wrong(page="decision", data={"body": "", "decided_on": TODAY().isoformat(), "document": "Z-1"}, says=REQUIRED, keeps=("Z-1",)),
    Wrong(page="decision", data={"body": "College", "decided_on": FUTURE, "document": "Z-1"}, says="Deze datum ligt in de toekomst.", keeps=("College", FUTURE)),
    Wrong(page="decision", data={"body": "College" * 20, "decided_on": "abc", "document": "Z-1"}, says=DATE, keeps=("CollegeCollege", "abc", "Z-1")),
]  # fmt: skip


def stored(town: Town) -> dict[str, list[str]]:
    with tenant(town.pk):
        return everything_stored()


def assert_refused(town: Town, scan: Scan, wrong: Wrong) -> None:
    before = stored(town)
    answered = town.client().post(reverse(f"scan:{wrong.page}", args=[scan.public_id, *wrong.arguments]), wrong.data)
    page = answered.content.decode()
    assert answered.status_code in (200, 422)
    assert escape(wrong.says) in page
    assert [text for text in wrong.keeps if text not in page and escape(text) not in page] == []
    assert stored(town) == before


@pytest.mark.parametrize("wrong", IN_MEASUREMENT, ids=str)
def test_wrong_input_during_the_measurement(town, wrong):
    with tenant(town.pk):
        scan = town.scan(ScanState.MEASUREMENT)
        if wrong.page in ("survey", "participants"):
            prepared_survey(town, scan, {})
    assert_refused(town, scan, wrong)


@pytest.mark.parametrize("wrong", IN_REPORT, ids=str)
def test_wrong_input_from_the_interpretation_on(town, wrong):
    with tenant(town.pk):
        scan = town.judged_scan(ScanState.REPORT)
    assert_refused(town, scan, wrong)


@pytest.mark.parametrize(("data", "says"), [
    ({"title": "", "sponsor": ""}, REQUIRED), ({"title": "x" * 201, "sponsor": ""}, "niet meer dan 200 tekens"), ({"title": "Scan", "sponsor": "abc"}, "Selecteer een geldige keuze."),
    ({"title": "Scan", "lead": "0", "sponsor": ""}, "Selecteer een geldige keuze."), ({"title": "Scan\0", "sponsor": ""}, "Null-tekens"),
])  # fmt: skip
def test_a_scan_does_not_start_on_wrong_input(town, data, says):
    answered = town.client().post(reverse("scan:create"), {"lead": str(town.lead.person_id)} | data)
    assert says in answered.content.decode()
    with tenant(town.pk):
        assert Scan.objects.count() == 0


def test_a_lead_of_another_municipality_cannot_be_chosen(town):
    other = Town.found()
    answered = town.client().post(
        reverse("scan:create"), {"title": "Scan", "lead": str(other.lead.person_id), "sponsor": str(other.secretary.person_id)}
    )
    assert "Selecteer een geldige keuze." in answered.content.decode()
    with tenant(town.pk):
        assert Scan.objects.count() == 0


def test_someone_without_the_role_cannot_be_made_lead(town):
    answered = town.client().post(reverse("scan:create"), {"title": "Scan", "lead": str(town.secretary.person_id), "sponsor": ""})
    assert "Selecteer een geldige keuze." in answered.content.decode()


# ---- participants ------------------------------------------------------------------------------------------------------


def add(town: Town, scan: Scan, text: str, role: str = "mt") -> str:
    return (
        town.client()
        .post(reverse("scan:participants", args=[scan.public_id]), {"role_group": role, "addresses": text}, follow=True)
        .content.decode()
    )


def asked(town: Town) -> dict[str, str]:
    with tenant(town.pk):
        return dict(SurveyInvitation.objects.order_by("email").values_list("email", "role_group"))


@pytest.fixture
def scan(town) -> Scan:
    with tenant(town.pk):
        scan = town.scan(ScanState.MEASUREMENT)
        prepared_survey(town, scan, {})
    return scan


def test_addresses_may_be_separated_as_people_do(town, scan):
    assert "4 deelnemers zijn toegevoegd." in add(town, scan, "a@x.example\r\n b@x.example ; c@x.example, d@x.example\n\n")
    assert list(asked(town)) == ["a@x.example", "b@x.example", "c@x.example", "d@x.example"]


def test_the_same_address_in_other_letters_is_the_same_person(town, scan):
    assert "1 deelnemer is toegevoegd." in add(town, scan, "Jan@Gemeente.example\njan@gemeente.example\nJAN@GEMEENTE.EXAMPLE")
    assert "0 deelnemers zijn toegevoegd." in add(town, scan, "jAn@gemeente.example", "medewerker")
    assert asked(town) == {"jan@gemeente.example": "mt"}


def test_someone_can_be_taken_off_the_list_until_it_opens(town, scan):
    add(town, scan, "\n".join(addresses("mt", 6)))
    with tenant(town.pk):
        first = SurveyInvitation.objects.order_by("email")[0]
    path = reverse("scan:participant-remove", args=[scan.public_id, first.public_id])
    town.client().post(path)
    assert len(asked(town)) == 5
    assert town.client().post(path).status_code == 404
    with tenant(town.pk):
        survey = surveys.open_round(by=town.lead, survey=SurveyRound.objects.get(), today=TODAY())
        another = SurveyInvitation.objects.order_by("email")[0]
    shown = town.client().post(reverse("scan:participant-remove", args=[survey.scan_id and scan.public_id, another.public_id]), follow=True)
    assert "De vragenlijst is al geopend; de deelnemers staan nu vast." in shown.content.decode()
    assert len(asked(town)) == 5


def test_two_hundred_is_the_most(town, scan):
    assert "200 deelnemers zijn toegevoegd." in add(town, scan, "\n".join(addresses("mt", 200)))
    assert "Er is niemand toegevoegd." in add(town, scan, "nog@gemeente.example")
    assert len(asked(town)) == 200


# ---- what is not a form ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["O.XXX", "o.lei", "0", "O.LEI.", "%00", "..%2F..", "O.LEI'--"])
def test_a_dimension_that_does_not_exist_is_not_found(town, scan, code):
    for answered in (
        town.client().get(f"/scan/{scan.public_id}/werksessie/{code}/"),
        town.client().post(f"/scan/{scan.public_id}/werksessie/{code}/", {"form": "agreed", "a-value": "2"}),
    ):
        assert answered.status_code == 404


@pytest.mark.parametrize("code", ["9.9-G9", "%00", "2.2-g1", "2.2-G1%20"])
def test_a_recommendation_that_does_not_exist_is_not_found(town, code):
    with tenant(town.pk):
        scan = town.judged_scan()
    for path in (f"/scan/{scan.public_id}/aanbevelingen/{code}/", f"/scan/{scan.public_id}/aanbevelingen/{code}/verplaatsen/"):
        assert town.client().post(path, {"decision": "overgenomen", "kant": "later"}).status_code == 404


@pytest.mark.parametrize("name", ["koffie", "groepen", "profiel-"])
def test_a_figure_that_is_not_there_is_not_found(town, name):
    with tenant(town.pk):
        scan = town.judged_scan()
    assert town.client().get(f"/scan/{scan.public_id}/duiding/{name}.csv").status_code == 404


@pytest.mark.parametrize("form", ["", "koffie", "survey", "__class__"])
def test_a_form_of_the_workshop_that_does_not_exist_stores_nothing(town, scan, form):
    answered = town.client().post(reverse("scan:workshop-dimension", args=[scan.public_id, "O.LEI"]), {"form": form, "a-value": "2"})
    assert answered.status_code in (200, 302)
    with tenant(town.pk):
        assert DimensionResult.objects.count() == 0


def test_everything_of_a_dimension_is_stored_together_or_not_at_all(town, scan):
    """One button for votes, agreement and estimate: an agreement is held against the votes that were sent with it (R6)."""
    path = reverse("scan:workshop-dimension", args=[scan.public_id, "O.LEI"])
    sent = {"w1-level2": "9", "w2-level3": "9", "a-value": "2,0", "a-reason": "", "i-value": "2,5", "i-reason": "Geschat"}
    before = stored(town)
    page = town.client().post(path, sent).content.decode()
    assert "Vul een reden in." in page
    assert stored(town) == before
    for typed in ('value="9"', 'value="2,0"', 'value="2,5"', "Geschat"):
        assert typed in page
    assert town.client().post(path, sent | {"a-reason": "Wij kennen de oorzaak."}).status_code == 302
    with tenant(town.pk):
        assert {result.source for result in DimensionResult.objects.all()} == {"workshop1", "workshop2", "agreed", "intake"}


def test_sending_a_dimension_as_it_was_stores_nothing_new(town, scan):
    path = reverse("scan:workshop-dimension", args=[scan.public_id, "O.LEI"])
    votes_sent = {f"w1-level{level}": "9" if level == 2 else "0" for level in range(1, 6)}
    sent = votes_sent | {"w1-dont_know": "1", "a-value": "2,5", "a-reason": "Zo"}
    town.client().post(path, sent)
    before = stored(town)
    assert len(before["scan.DimensionResult"]) == 2
    for again in (sent, sent | {"a-value": "2,50"}):
        assert town.client().post(path, again).status_code == 302
    assert stored(town) == before


@pytest.mark.parametrize(
    "query",
    ["?pagina=abc", "?pagina=0", "?pagina=-1", "?pagina=99999999999999999999", "?tab=koffie", "?tab=", "?bestand=exe", "?pagina=%00"],
)
def test_an_impossible_address_shows_the_nearest_page(town, scan, query):
    with tenant(town.pk):
        judged = town.judged_scan()
    for path in ("/scan/", f"/scan/{scan.public_id}/vragenlijst/", f"/scan/{judged.public_id}/aanbevelingen/"):
        assert town.client().get(path + query).status_code == 200


@pytest.mark.parametrize("item", ["", "koffie", "units_imported ", "__init__"])
def test_an_item_that_is_not_on_the_checklist_is_not_found(town, scan, item):
    assert town.client().post(reverse("scan:check-off", args=[scan.public_id]), {"item": item, "done": "1"}).status_code == 404


def test_a_refused_step_is_told_on_the_page_with_what_is_missing(town):
    with tenant(town.pk):
        scan = town.scan(ScanState.INTAKE)
    shown = town.client().post(reverse("scan:advance", args=[scan.public_id]), follow=True).content.decode()
    assert "De controlelijst van de intake is nog niet af. Vink eerst elk punt af." in shown


def test_while_the_round_is_open_its_last_day_may_move(town):
    with tenant(town.pk):
        scan = town.scan()
        open_survey(town, scan, {"mt": 6})
    answered = town.client().post(reverse("scan:survey", args=[scan.public_id]), {"closes_on": FUTURE, "reminders": ""})
    assert answered.status_code == 302
    with tenant(town.pk):
        assert SurveyRound.objects.get().closes_on.isoformat() == FUTURE
