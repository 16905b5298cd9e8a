from django.urls import path

from .views import answering, voting

urlpatterns = [
    path("vragenlijst/<str:link>/", answering.answer, name="survey"),
    path("werksessie/", voting.enter, name="workshop-code"),
    path("werksessie/<str:link>/", voting.phone, name="workshop"),
    path("werksessie/<str:link>/stand/", voting.state, name="workshop-state"),
    path("werksessie/<str:link>/meedoen/", voting.join, name="workshop-join"),
    path("werksessie/<str:link>/stem/", voting.vote, name="workshop-vote"),
]

# The heading of the guide that belongs to each page.
HELP = {
    "survey": "uw-werkplek#de-vragenlijst-invullen",
    **dict.fromkeys(
        ("workshop-code", "workshop", "workshop-state", "workshop-join", "workshop-vote"), "uw-werkplek#meestemmen-in-een-werksessie"
    ),
}
