"""Addresses below /samenwerking/."""

from django.urls import path

from . import partnership_views as views

app_name = "partnerships"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("nieuw/", views.start, name="start"),
    path("aannemen/", views.accept, name="accept"),
    path("afspraken/wijzigen/", views.charter_edit, name="charter-edit"),
    path("leden/uitnodigen/", views.member_invite, name="member-invite"),
    path("uitnodigingen/<uuid:public_id>/intrekken/", views.member_invitation_withdraw, name="invitation-withdraw"),
    path("<uuid:public_id>/", views.participation, name="participation"),
    path("<uuid:public_id>/uittreden/", views.leave, name="leave"),
    path("<uuid:public_id>/toegang/<uuid:person_id>/beeindigen/", views.access_end, name="access-end"),
]

# The heading of the guide that belongs to each page.
HELP = {
    **dict.fromkeys(("overview", "start", "accept", "member-invite", "invitation-withdraw"), "samenwerken#1-beginnen-of-lid-worden"),
    "charter-edit": "samenwerken#2-afspraken",
    **dict.fromkeys(("participation", "access-end"), "samenwerken#1-beginnen-of-lid-worden"),
    "leave": "samenwerken#4-intrekken-en-uittreden",
}
