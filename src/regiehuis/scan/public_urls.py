from django.urls import path

from .views import answering

urlpatterns = [path("vragenlijst/<str:link>/", answering.answer, name="survey")]

# The heading of the guide that belongs to each page.
HELP = {"survey": "uw-werkplek#de-vragenlijst-invullen"}
