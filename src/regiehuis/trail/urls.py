from django.urls import path

from . import views

app_name = "trail"
urlpatterns = [path("<uuid:public_id>/", views.chain, name="chain")]
