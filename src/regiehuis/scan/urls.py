from django.urls import path

from . import views
from .views import intake, interpretation, participants, recommendations, reports, surveys, workshop

app_name = "scan"
urlpatterns = [
    path("", views.scans.overview, name="list"),
    path("nieuw/", views.scans.create, name="create"),
    path("<uuid:public_id>/", views.scans.detail, name="detail"),
    path("<uuid:public_id>/instellingen/", views.scans.settings, name="settings"),
    path("<uuid:public_id>/verder/", views.scans.advance, name="advance"),
    path("<uuid:public_id>/terug/", views.scans.go_back, name="go-back"),
    path("<uuid:public_id>/intake/", intake.intake, name="intake"),
    path("<uuid:public_id>/intake/inwoners-overnemen/", intake.take_over, name="take-over"),
    path("<uuid:public_id>/intake/<slug:key>/", intake.record, name="fact"),
    path("<uuid:public_id>/controlelijst/", intake.check_off, name="check-off"),
    path("<uuid:public_id>/vragenlijst/", surveys.survey, name="survey"),
    path("<uuid:public_id>/vragenlijst/deelnemers/", surveys.participants, name="participants"),
    path("<uuid:public_id>/vragenlijst/deelnemers/importeren/", participants.choose, name="participants-import"),
    path("<uuid:public_id>/vragenlijst/deelnemers/importeren/<uuid:import_id>/", participants.preview, name="participants-import-preview"),
    path(
        "<uuid:public_id>/vragenlijst/deelnemers/importeren/<uuid:import_id>/fouten/",
        participants.errors,
        name="participants-import-errors",
    ),
    path("<uuid:public_id>/vragenlijst/deelnemers/<uuid:invitation_id>/", surveys.participant_remove, name="participant-remove"),
    path("<uuid:public_id>/vragenlijst/openen/", surveys.open_round, name="survey-open"),
    path("<uuid:public_id>/vragenlijst/sluiten/", surveys.close_round, name="survey-close"),
    path("<uuid:public_id>/werksessie/", workshop.overview, name="workshop"),
    path("<uuid:public_id>/werksessie/<str:code>/", workshop.dimension, name="workshop-dimension"),
    path("<uuid:public_id>/duiding/", interpretation.interpretation, name="interpretation"),
    path("<uuid:public_id>/duiding/gesprek/", interpretation.talk, name="talk"),
    path("<uuid:public_id>/duiding/ambitie/", interpretation.ambition, name="ambition"),
    path("<uuid:public_id>/duiding/<slug:name>.csv", interpretation.chart_csv, name="chart-csv"),
    path("<uuid:public_id>/aanbevelingen/", recommendations.overview, name="recommendations"),
    path("<uuid:public_id>/aanbevelingen/<str:code>/", recommendations.decide, name="recommendation"),
    path("<uuid:public_id>/aanbevelingen/<str:code>/verplaatsen/", recommendations.move, name="recommendation-move"),
    path("<uuid:public_id>/rapport/", reports.report, name="report"),
    path("<uuid:public_id>/rapport/maken/", reports.make, name="report-make"),
    path("<uuid:public_id>/rapport/<uuid:report_id>/", reports.read, name="report-read"),
    path("<uuid:public_id>/rapport/<uuid:report_id>/<slug:kind>/", reports.file, name="report-file"),
    path("<uuid:public_id>/besluit/", reports.decision, name="decision"),
]

# The heading of the guide that belongs to each page.
HELP = {
    "list": "scan",
    "create": "scan#1-starten-en-intake",
    "detail": "scan",
    "settings": "scan#1-starten-en-intake",
    "advance": "scan",
    "go-back": "scan",
    "intake": "scan#1-starten-en-intake",
    "take-over": "scan#1-starten-en-intake",
    "fact": "scan#1-starten-en-intake",
    "check-off": "scan#de-controlelijst",
    **dict.fromkeys(("survey", "participants", "participant-remove", "survey-open", "survey-close"), "scan#2-de-vragenlijst"),
    **dict.fromkeys(
        ("participants-import", "participants-import-preview", "participants-import-errors"),
        "beginnen#zo-gaat-elk-bestand-dat-u-importeert",
    ),
    **dict.fromkeys(("workshop", "workshop-dimension"), "scan#3-de-werksessie-op-papier"),
    "interpretation": "scan#4-duiding-lezen",
    "talk": "scan#het-gesprek",
    "ambition": "scan#de-gewenste-fase",
    **dict.fromkeys(("recommendations", "recommendation", "recommendation-move"), "scan#5-over-aanbevelingen-besluiten"),
    **dict.fromkeys(("report", "report-make", "report-read"), "scan#6-het-rapport"),
    "decision": "scan#7-besluit-overdragen-en-afsluiten",
}
