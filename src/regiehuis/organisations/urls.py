from django.urls import path

from . import views

app_name = "organisations"
urlpatterns = [
    path("", views.detail, name="detail"),
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
    path("rollen/<uuid:public_id>/beeindigen/", views.membership_end, name="membership-end"),
    path("uitnodigingen/<uuid:public_id>/intrekken/", views.invitation_withdraw, name="invitation-withdraw"),
]
