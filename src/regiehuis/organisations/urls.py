from django.urls import path

from . import access_views, mapping_views, recovery_views, style_views, views

app_name = "organisations"
urlpatterns = [
    path("", views.detail, name="detail"),
    path("huisstijl/", style_views.edit, name="house-style"),
    path("huisstijl/voorbeeld/", style_views.look, name="house-style-look"),
    path("huisstijl/terugzetten/", style_views.reset, name="house-style-reset"),
    path("huisstijl/logo/", style_views.logo, name="logo"),
    path("huisstijl/logo/verwijderen/", style_views.logo_remove, name="logo-remove"),
    path("tweede-stap/", views.second_step_roles, name="second-step-roles"),
    path("eenheden/", views.units, name="units"),
    path("eenheden/nieuw/", views.unit_edit, name="unit-add"),
    path("eenheden/importeren/", views.unit_import, name="unit-import"),
    path("eenheden/importeren/<uuid:import_id>/", views.unit_import_preview, name="unit-import-preview"),
    path("eenheden/importeren/<uuid:import_id>/fouten/", views.unit_import_errors, name="unit-import-errors"),
    path("eenheden/<uuid:public_id>/", views.unit_edit, name="unit-edit"),
    path("eenheden/<uuid:public_id>/verwijderen/", views.unit_remove, name="unit-remove"),
    path("mensen/", views.people, name="people"),
    path("mensen/uitnodigen/", views.invite, name="invite"),
    path("mensen/<uuid:public_id>/", views.person, name="person"),
    path("mensen/<uuid:public_id>/uit-dienst/", views.person_leave, name="person-leave"),
    path("mensen/aanmelddiensten/", mapping_views.overview, name="mappings"),
    path("mensen/aanmelddiensten/<uuid:public_id>/verwijderen/", mapping_views.remove, name="mapping-remove"),
    path("mensen/<uuid:public_id>/tweede-stap/", recovery_views.page, name="second-step-reset"),
    path("herstel/<uuid:public_id>/bevestigen/", recovery_views.confirm, name="reset-confirm"),
    path("herstel/<uuid:public_id>/stoppen/", recovery_views.stop, name="reset-stop"),
    path("rollen/<uuid:public_id>/beeindigen/", views.membership_end, name="membership-end"),
    path("toegang/", access_views.overview, name="access"),
    path("toegang/token/", access_views.token_new, name="token-new"),
    path("toegang/token/<uuid:public_id>/intrekken/", access_views.token_revoke, name="token-revoke"),
    path("toegang/toepassing/", access_views.client_new, name="client-new"),
    path("toegang/toepassing/<uuid:public_id>/intrekken/", access_views.client_revoke, name="client-revoke"),
    path("uitnodigingen/<uuid:public_id>/intrekken/", views.invitation_withdraw, name="invitation-withdraw"),
]

# The heading of the guide that belongs to each page.
HELP = {
    "detail": "beginnen#2-gegevens-van-de-gemeente",
    **dict.fromkeys(("house-style", "house-style-look", "house-style-reset", "logo-remove"), "beginnen#7-huisstijl"),
    **dict.fromkeys(
        ("second-step-roles", "mappings", "mapping-remove", "second-step-reset", "reset-confirm", "reset-stop"),
        "beginnen#6-aanmelden-met-een-tweede-stap",
    ),
    **dict.fromkeys(("units", "unit-add", "unit-edit", "unit-remove", "unit-import"), "beginnen#3-eenheden-importeren"),
    **dict.fromkeys(("unit-import-preview", "unit-import-errors"), "beginnen#zo-gaat-elk-bestand-dat-u-importeert"),
    **dict.fromkeys(
        ("people", "invite", "person", "person-leave", "membership-end", "invitation-withdraw"), "beginnen#4-mensen-uitnodigen"
    ),
    **dict.fromkeys(("access", "token-new", "token-revoke", "client-new", "client-revoke"), "beginnen#8-programmas-toegang-geven"),
}
