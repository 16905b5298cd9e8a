from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("tweede-stap-nodig/", views.second_step, name="second-step"),
    path("beveiliging/", views.security, name="security"),
    path("aanmelddiensten/", views.identities_list, name="identities"),
    path("aanmelddiensten/<int:identity_id>/ontkoppelen/", views.identity_remove, name="identity-remove"),
    path("password/set/", views.own_password, name="own-password"),  # where the sign-in library sends who has no password
    path("overal-afmelden/", views.sign_out_everywhere, name="sign-out-everywhere"),
]

# The heading of the guide that belongs to each page.
HELP = {
    "second-step": "beginnen#6-aanmelden-met-een-tweede-stap",
    "security": "uw-werkplek#uw-account",
    "identities": "uw-werkplek#uw-account",
    "identity-remove": "uw-werkplek#uw-account",
    "own-password": "uw-werkplek#uw-account",
    "sign-out-everywhere": "uw-werkplek#uw-account",
}
