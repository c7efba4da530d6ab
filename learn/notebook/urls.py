from django.urls import path

from learn.notebook import views

app_name = "notebook"

urlpatterns = [
    path("words/", views.words, name="words"),
    path("words/keep/", views.keep_word, name="keep_word"),
    path("words/drop/", views.drop_word, name="drop_word"),
    path("questions/", views.questions, name="questions"),
    path("questions/keep/", views.keep_question, name="keep_question"),
    path("questions/add/", views.add_question, name="add_question"),
    path("questions/asked/", views.mark_asked, name="mark_asked"),
    path("questions/remove/", views.remove_question, name="remove_question"),
    path("notebook/", views.page, name="print"),
]
