from django.urls import path

from . import views

# The names are those by which the sign-in library finds them.
urlpatterns = [
    path("aanmelddienst/<slug:provider_id>/", views.login, name="openid_connect_login"),
    path("aanmelddienst/<slug:provider_id>/terug/", views.callback, name="openid_connect_callback"),
]
