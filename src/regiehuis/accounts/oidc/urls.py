from django.urls import path

from . import views

# The names are those by which the sign-in library finds them.
urlpatterns = [
    path("aanmelddienst/<slug:provider_id>/", views.login, name="openid_connect_login"),
    path("aanmelddienst/<slug:provider_id>/terug/", views.callback, name="openid_connect_callback"),
]

# The heading of the guide that belongs to each page.
HELP = dict.fromkeys(("openid_connect_login", "openid_connect_callback"), "uw-werkplek#aanmelden-en-afmelden")
