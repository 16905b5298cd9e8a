from django.urls import path

from . import views

app_name = "audit"
urlpatterns = [path("", views.log, name="list")]

# The heading of the guide that belongs to each page.
HELP = {"list": "uw-werkplek#logboek"}
