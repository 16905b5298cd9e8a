from django.urls import path

from . import publication_views as views

shares = [
    path("", views.shares, name="list"),
    path("<uuid:public_id>/", views.share, name="detail"),
    path("<uuid:public_id>/intrekken/", views.withdraw, name="withdraw"),
]
publications = [
    path("", views.publications, name="list"),
    path("<uuid:public_id>/", views.publication, name="detail"),
]
