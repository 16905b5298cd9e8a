from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("", views.overview, name="list"),
    path("instellingen/", views.settings, name="settings"),
]

# The heading of the guide that belongs to each page.
HELP = {"list": "uw-werkplek#meldingen", "settings": "uw-werkplek#meldingen"}
