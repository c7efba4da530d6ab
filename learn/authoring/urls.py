from learn.authoring import item_urls

app_name = "authoring"

urlpatterns = [*item_urls.urlpatterns]
