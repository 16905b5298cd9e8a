from django.urls import path

from .views import answering

urlpatterns = [path("vragenlijst/<str:link>/", answering.answer, name="survey")]
