from django.urls import path

from learn.assignments import assign_views, extension_views, pick_views, quiz_views, views

app_name = "assignments"

urlpatterns = [
    path("<uuid:classroom_id>/my-work/", views.work, name="work"),
    path("<uuid:classroom_id>/assignments/", views.every, name="list"),
    path("<uuid:classroom_id>/assignments/new/quiz/<uuid:quiz_id>/", assign_views.assign_quiz, name="assign_quiz"),
    path("<uuid:classroom_id>/assignments/new/deck/<slug:uid>/", assign_views.assign_deck, name="assign_deck"),
    path("<uuid:classroom_id>/assignments/<uuid:assignment_id>/", views.assignment, name="assignment"),
    path("<uuid:classroom_id>/assignments/<uuid:assignment_id>/start/", views.start, name="start"),
    path("<uuid:classroom_id>/assignments/<uuid:assignment_id>/change/", assign_views.change, name="change"),
    path("<uuid:classroom_id>/assignments/<uuid:assignment_id>/withdraw/", assign_views.withdraw, name="withdraw"),
    path("<uuid:classroom_id>/assignments/<uuid:assignment_id>/extend/", extension_views.extend, name="extend"),
    path("<uuid:classroom_id>/assignments/<uuid:assignment_id>/extend/many/", extension_views.many, name="extend_many"),
    path(
        "<uuid:classroom_id>/assignments/<uuid:assignment_id>/extensions/<int:extension_id>/take-back/",
        extension_views.take_back,
        name="take_back",
    ),
    path("<uuid:classroom_id>/quizzes/", quiz_views.every, name="quizzes"),
    path("<uuid:classroom_id>/quizzes/new/", quiz_views.new, name="new_quiz"),
    path("<uuid:classroom_id>/quizzes/pick/", pick_views.new, name="pick_quiz"),
    path("<uuid:classroom_id>/quizzes/<uuid:quiz_id>/", quiz_views.quiz, name="quiz"),
    path("<uuid:classroom_id>/quizzes/<uuid:quiz_id>/change/", quiz_views.change, name="change_quiz"),
    path("<uuid:classroom_id>/quizzes/<uuid:quiz_id>/pick/", pick_views.change, name="change_picked"),
    path("<uuid:classroom_id>/quizzes/<uuid:quiz_id>/put-away/", quiz_views.put_away, name="put_away"),
]
