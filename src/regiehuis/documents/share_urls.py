"""Addresses below /samenwerking/gedeeld/: what a municipality shared."""

from django.urls import path

from . import publication_views as views

app_name = "shares"
urlpatterns = [
    path("", views.shares, name="list"),
    path("<uuid:public_id>/", views.share, name="detail"),
    path("<uuid:public_id>/intrekken/", views.withdraw, name="withdraw"),
]

# The heading of the guide that belongs to each page.
HELP = {"list": "samenwerken#3-delen", "detail": "samenwerken#3-delen", "withdraw": "samenwerken#4-intrekken-en-uittreden"}
