from django.urls import path

from . import oauth, public_views, recovery_views, style_views

urlpatterns = [
    path("organisatie-kiezen/", public_views.choose, name="choose-organisation"),
    path("uitnodiging/<str:token>/", public_views.invitation, name="invitation"),
    path("tweede-stap-herstel/<str:token>/", recovery_views.stop_by_link, name="second-step-reset-stop"),
    path("thema/<uuid:public_id>.<slug:content_hash>.css", style_views.style_sheet, name="house-style-css"),
    path("thema/<uuid:public_id>.<slug:content_hash>.png", style_views.logo_file, name="house-style-png"),
    path("oauth/token", oauth.token, name="oauth-token"),
    path("eerste-start/", public_views.first_start, name="first-start"),
]

# The heading of the guide that belongs to each page.
HELP = {
    "second-step-reset-stop": "uw-werkplek#uw-account",
    "choose-organisation": "uw-werkplek#een-organisatie-kiezen",
    "invitation": "uw-werkplek#een-uitnodiging-aannemen",
    "first-start": "beginnen#1-de-eerste-start",
}
