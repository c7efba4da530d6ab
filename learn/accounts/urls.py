from django.urls import path

from learn.accounts import account_views, data_views, survival_views, views

app_name = "accounts"

urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/browser-zone/", views.browser_zone, name="browser_zone"),
    path("settings/survival/", survival_views.survival, name="survival"),
    path("account/", account_views.account, name="account"),
    path("account/add/", account_views.add_answers, name="add_answers"),
    path("account/download/", data_views.download, name="download"),
    path("account/delete/", data_views.delete, name="delete"),
]
