from django.urls import path

from . import oauth, public_views

urlpatterns = [
    path("organisatie-kiezen/", public_views.choose, name="choose-organisation"),
    path("uitnodiging/<str:token>/", public_views.invitation, name="invitation"),
    path("oauth/token", oauth.token, name="oauth-token"),
    path("eerste-start/", public_views.first_start, name="first-start"),
]
