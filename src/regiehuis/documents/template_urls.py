"""Addresses below /organisatie/huisstijl/sjablonen/: the files that reports are made on."""

from django.urls import path

from . import template_views as views

app_name = "templates"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("proefdocument/", views.trial, name="trial"),
    path("begin/", views.starting_point, name="starting-point"),
    path("<uuid:public_id>/", views.file, name="file"),
    path("<uuid:public_id>/verwijderen/", views.remove, name="remove"),
]

# The heading of the guide that belongs to each page.
HELP = dict.fromkeys(("overview", "remove"), "beginnen#sjablonen-voor-rapporten")
