"""Addresses below /publicaties/: what the members of a partnership share."""

from django.urls import path

from . import publication_views as views

app_name = "publications"
urlpatterns = [
    path("", views.publications, name="list"),
    path("<uuid:public_id>/", views.publication, name="detail"),
]

# The heading of the guide that belongs to each page.
HELP = {"list": "samenwerken#5-wat-de-leden-zien", "detail": "samenwerken#5-wat-de-leden-zien"}
