from django.urls import path

from . import views

urlpatterns = [path("meldingen-uit/<str:token>/", views.off, name="notifications-off")]

# The heading of the guide that belongs to each page.
HELP = {"notifications-off": "uw-werkplek#meldingen"}
