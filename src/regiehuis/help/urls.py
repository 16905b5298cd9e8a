from django.urls import path

from . import views

app_name = "help"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.chapter, name="chapter"),
]

# The heading of the guide that belongs to each page.
HELP = {"index": "index#zoeken", "chapter": "index#zoeken"}
