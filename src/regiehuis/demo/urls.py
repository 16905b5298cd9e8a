from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [path("", views.roles, name="roles")]

# The heading of the guide that belongs to each page.
HELP = {"roles": "index#drie-dingen-vooraf"}
