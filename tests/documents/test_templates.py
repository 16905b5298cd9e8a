"""The page of the templates, and that a report is made on the one that was in use: now, and again after it was replaced."""

from __future__ import annotations

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.documents import facade, selectors
from regiehuis.documents.domain.template_files import Kind
from regiehuis.documents.models import Blob, ReportTemplate
from regiehuis.documents.renderers import formats, sample
from regiehuis.documents.services import templates
from regiehuis.documents.texts import TEMPLATE_PROBLEMS
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tenancy import tenant
from tests.documents.office_files import changed, open_document, related, word
from tests.factories import OrganisationFactory, ReportTemplateFactory, actor, member

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PAGE = "/organisatie/huisstijl/sjablonen/"
WORD, OPEN = word(), open_document("Oude tekst")


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Gemeente Toetsdam")


def browser(organisation, role=Role.ADMINISTRATOR):
    client = Client()
    client.force_login(member(organisation, role), backend=BACKEND)
    return client


def send(client, content=WORD, name="huisstijl.docx"):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)})


def put(organisation, content=WORD, name="huisstijl.docx"):
    return templates.put(by=actor(organisation, Role.ADMINISTRATOR), name=name, content=content, now=timezone.now())


# ---- the page ------------------------------------------------------------------------------------------------------------


def test_an_administrator_reads_what_a_template_is_before_there_is_one(organisation):
    page = browser(organisation).get(PAGE).content.decode()
    assert page.count("Nog geen eigen sjabloon.") == 2
    assert "Heading 1 (Kop 1)" in page
    assert "[[inhoud]]" in page
    assert "uit uw sjabloon" not in page


@pytest.mark.parametrize(("name", "content", "program"), [("Huisstijl.docx", WORD, "Word"), ("Huisstijl.odt", OPEN, "OpenDocument")])
def test_a_template_is_used_from_then_on_and_the_page_says_what_is_in_it(organisation, name, content, program):
    client = browser(organisation)
    assert send(client, content, name)["Location"] == PAGE
    page = client.get(PAGE).content.decode()
    assert f"Nieuwe rapporten in {program} komen voortaan op dit sjabloon." in page
    assert page.count("Nog geen eigen sjabloon.") == 1
    for sign in (name, "uit uw sjabloon, ", "als uw stijl", "van Regiehuis"):
        assert sign in page
    with tenant(organisation.pk):
        stored = ReportTemplate.objects.get()
        assert bytes(stored.file.content) == content, "what was sent in can be fetched again, and makes the hash"
    assert client.get(reverse("templates:file", args=[stored.public_id])).content == content


def test_the_trial_print_is_made_on_the_template_of_each_kind(organisation):
    client = browser(organisation)
    before = docx.Document(io.BytesIO(client.get(f"{PAGE}proefdocument/").content))
    send(client)
    after = docx.Document(io.BytesIO(client.get(f"{PAGE}proefdocument/", {"soort": "docx"}).content))
    assert (before.sections[0].header.paragraphs[0].text, after.sections[0].header.paragraphs[0].text) == (
        "Gemeente Toetsdam",
        "Briefpapier van Toetsdam",
    )
    assert (
        [p.text for p in before.paragraphs if p.style.name == "Title"]
        == [p.text for p in after.paragraphs if p.style.name == "Title"]
        == ["Proefdocument"]
    )
    answer = client.get(f"{PAGE}proefdocument/", {"soort": "odt"})
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        formats.MEDIA_TYPES["odt"],
        'attachment; filename="proefdocument.odt"',
    )


@pytest.mark.parametrize("kind", Kind)
def test_our_own_template_may_be_sent_in_as_it_is_and_brings_every_style(organisation, kind):
    client = browser(organisation)
    content = client.get(f"{PAGE}begin/", {"soort": kind}).content
    assert send(client, content, f"sjabloon.{kind}").status_code == 302
    page = client.get(PAGE).content.decode()
    assert "uit uw sjabloon, 0 als een stijl die erop lijkt, 0 van Regiehuis" in page
    assert "als uw stijl" not in page
    assert page.count("van Regiehuis</span>") == 0
    with tenant(organisation.pk):
        assert all(ReportTemplate.objects.get().found["styles"].values())


def test_our_own_template_holds_no_line_of_a_report_on_every_page(organisation):
    document = docx.Document(io.BytesIO(browser(organisation).get(f"{PAGE}begin/").content))
    footer = " ".join(line.text for line in document.sections[0].footer.paragraphs)
    assert "Herkomst" not in footer
    assert "Pagina" in footer


@pytest.mark.parametrize(("name", "content", "problem"), [
    ("brief.docx", b"%PDF-1.7", "not_a_template"),
    ("brief.docx", OPEN, "name_differs"),
    ("macro.docx", changed(WORD, {"word/vbaProject.bin": b"x"}), "macros"),
    ("kop.docx", changed(WORD, {"word/_rels/document.xml.rels": related("image", "https://spion.example/p.png", external=True)}), "external"),
    ("half.docx", WORD[:9000], "damaged"),
    ("twee.docx", word(lambda document: None, "[[inhoud]]", "[[inhoud]]"), "marker_twice"),
    ("leeg.odt", changed(OPEN, {"content.xml": b"<x/>"}), "unreadable"),
    ("groot.docx", WORD + b"\0" * 5 * 1024 * 1024, "too_large"),
])  # fmt: skip
def test_a_file_that_will_not_do_is_refused_in_words_and_nothing_is_stored(organisation, name, content, problem):
    client = browser(organisation)
    answer = send(client, content, name)
    assert answer.status_code == 422
    assert str(TEMPLATE_PROBLEMS[problem]).split("%", 1)[0].split("'")[0].split("(")[0] in answer.content.decode()
    with tenant(organisation.pk):
        assert not Blob.objects.exists()
        assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("data", "says"), [({}, "Kies eerst een bestand."), ({"file": SimpleUploadedFile("x.docx", b"")}, "Dit bestand is leeg.")]
)
def test_without_a_file_it_asks_for_one(organisation, data, says):
    answer = browser(organisation).post(PAGE, data)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_refused_file_leaves_the_one_in_use_alone(organisation):
    client = browser(organisation)
    send(client)
    assert send(client, b"%PDF-1.7").status_code == 422
    with tenant(organisation.pk):
        assert ReportTemplate.objects.get(ended_at=None).file.name == "huisstijl.docx"


def test_a_template_that_is_taken_out_of_use_stays_to_be_fetched(organisation):
    client = browser(organisation)
    send(client)
    with tenant(organisation.pk):
        stored = ReportTemplate.objects.get()
    for _click in range(2):
        client.post(reverse("templates:remove", args=[stored.public_id]))
    page = client.get(PAGE).content.decode()
    assert "Dit sjabloon is al niet meer in gebruik." in page
    assert "Eerdere sjablonen" in page
    assert client.get(reverse("templates:file", args=[stored.public_id])).content == WORD
    with tenant(organisation.pk):
        assert [each.event for each in Event.objects.order_by("pk")] == ["documents.template.put", "documents.template.removed"]


def test_only_the_administrator_comes_here(organisation):
    with tenant(organisation.pk):
        stored = ReportTemplateFactory(organisation=organisation)
        for role in set(Role) - {Role.ADMINISTRATOR}:
            by = actor(organisation, role)
            for act in (
                lambda by=by: templates.put(by=by, name="x.docx", content=WORD, now=timezone.now()),
                lambda by=by: templates.remove(by=by, template=stored, now=timezone.now()),
                lambda by=by: templates.trial(by=by, kind=Kind.DOCX, day=timezone.localdate()),
                lambda by=by: templates.starting_point(by=by, kind=Kind.DOCX, day=timezone.localdate()),
            ):
                with pytest.raises(Forbidden):
                    act()


# ---- what reports are made on --------------------------------------------------------------------------------------------


def test_of_each_kind_one_is_in_use(organisation):
    with tenant(organisation.pk):
        put(organisation)
        put(organisation, OPEN, "a.odt")
        put(organisation, word(lambda document: None, "Nieuw"), "nieuw.docx")
        assert {kind: each.file.name for kind, each in selectors.templates_in_force().items()} == {
            Kind.DOCX: "nieuw.docx",
            Kind.ODT: "a.odt",
        }
        assert [each.file.name for each in selectors.former_templates()] == ["huisstijl.docx"]
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportTemplateFactory(organisation=organisation)


def test_a_report_names_its_template_and_is_made_again_after_that_was_replaced(organisation):
    with tenant(organisation.pk):
        put(organisation)
        look = facade.look()
        report = sample.report(organisation="Toetsdam", day=timezone.localdate(), look=look)
        made = formats.rendered(report, "docx", facade.template_for(look, "docx"))
        put(organisation, word(lambda document: None, "[[inhoud]]"), "nieuw.docx")
        assert facade.look() != look
        assert formats.rendered(report, "docx", facade.template_for(look, "docx")) == made
        templates.remove(by=actor(organisation, Role.ADMINISTRATOR), template=selectors.templates_in_force()[Kind.DOCX], now=timezone.now())
        assert facade.look().docx_template == ""
        assert formats.rendered(report, "docx", facade.template_for(look, "docx")) == made


def test_without_templates_the_look_is_as_it_was(organisation):
    with tenant(organisation.pk):
        look = facade.look()
        assert (look.docx_template, look.odt_template, facade.template_for(look, "docx"), facade.template_for(look, "pdf")) == (
            "",
            "",
            b"",
            b"",
        )


def test_the_template_of_another_municipality_does_not_exist(organisation):
    other = OrganisationFactory()
    with tenant(organisation.pk):
        put(organisation)
        look, stored = facade.look(), ReportTemplate.objects.get()
    assert browser(other).get(reverse("templates:file", args=[stored.public_id])).status_code == 404
    with tenant(other.pk):
        assert facade.look().docx_template == ""
        with pytest.raises(Blob.DoesNotExist):
            facade.template_for(look, "docx")


def test_two_clicks_on_remove_remove_once(organisation):
    with tenant(organisation.pk):
        stored = ReportTemplateFactory(organisation=organisation, ended=True)
        with pytest.raises(NotAllowed):
            templates.remove(by=actor(organisation, Role.ADMINISTRATOR), template=stored, now=timezone.now())
        assert not Event.objects.exists()
