from django.urls import path

from . import views

app_name = "trail"
urlpatterns = [path("<uuid:public_id>/", views.chain, name="chain")]

# The heading of the guide that belongs to each page.
HELP = {"chain": "uw-werkplek#rode-draad"}
