from django.urls import path

from learn.teaching import analysis_views, item_views, message_views, overview_views, rescore_views, views

app_name = "teaching"

urlpatterns = [
    path("<uuid:classroom_id>/gradebook/", views.book, name="gradebook"),
    path("<uuid:classroom_id>/gradebook/print/", views.printed, name="print"),
    path("<uuid:classroom_id>/gradebook/export/", views.export, name="export"),
    path("<uuid:classroom_id>/gradebook/<uuid:assignment_id>/", views.statistics, name="statistics"),
    path("<uuid:classroom_id>/gradebook/<uuid:assignment_id>/questions/", analysis_views.analysis, name="analysis"),
    path(
        "<uuid:classroom_id>/gradebook/<uuid:assignment_id>/questions/<int:version_id>/",
        rescore_views.rescore,
        name="rescore",
    ),
    path(
        "<uuid:classroom_id>/gradebook/<uuid:assignment_id>/rescorings/<uuid:rescoring_id>/",
        rescore_views.undo,
        name="undo_rescoring",
    ),
    path("<uuid:classroom_id>/gradebook/items/<int:item_id>/", item_views.item, name="item"),
    path("<uuid:classroom_id>/gradebook/<uuid:assignment_id>/<uuid:enrollment_id>/", views.grade, name="grade"),
    path(
        "<uuid:classroom_id>/gradebook/<uuid:assignment_id>/<uuid:enrollment_id>/set/",
        views.set_grade,
        name="set_grade",
    ),
    path(
        "<uuid:classroom_id>/gradebook/<uuid:assignment_id>/<uuid:enrollment_id>/<uuid:attempt_id>/",
        views.attempt,
        name="attempt",
    ),
    path("<uuid:classroom_id>/overview/", overview_views.shown, name="overview"),
    path("<uuid:classroom_id>/overview/rules/", overview_views.set_rules, name="set_rules"),
    path("<uuid:classroom_id>/overview/<uuid:enrollment_id>/", overview_views.student, name="student"),
    path("<uuid:classroom_id>/messages/", message_views.mine, name="messages"),
    path("<uuid:classroom_id>/messages/write/", message_views.write, name="write"),
    path("<uuid:classroom_id>/messages/<uuid:message_id>/", message_views.message, name="message"),
    path("<uuid:classroom_id>/standing/", overview_views.own_standing, name="own_standing"),
    path("<uuid:classroom_id>/grades/", views.own_grades, name="own_grades"),
]
