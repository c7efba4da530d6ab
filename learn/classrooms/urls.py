from django.urls import path

from learn.classrooms import join_views, people_views, roster_views, settings_views, views

app_name = "classrooms"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("new/", views.new, name="new"),
    path("join/", join_views.join, name="join"),
    path("join/<slug:code>/", join_views.join_code, name="join_code"),
    path("<uuid:classroom_id>/", views.classroom, name="classroom"),
    path("<uuid:classroom_id>/me/", views.me, name="me"),
    path("<uuid:classroom_id>/leave/", views.leave, name="leave"),
    path("<uuid:classroom_id>/people/", people_views.students, name="people"),
    path("<uuid:classroom_id>/people/sections/", people_views.assign, name="assign_section"),
    path("<uuid:classroom_id>/people/add/", people_views.add_teacher, name="add_teacher"),
    path("<uuid:classroom_id>/people/<uuid:enrollment_id>/", people_views.person, name="person"),
    path("<uuid:classroom_id>/people/<uuid:enrollment_id>/role/", people_views.change_role, name="change_role"),
    path("<uuid:classroom_id>/people/<uuid:enrollment_id>/remove/", people_views.remove, name="remove"),
    path("<uuid:classroom_id>/people/<uuid:enrollment_id>/take-back/", people_views.take_back, name="take_back"),
    path("<uuid:classroom_id>/people/<uuid:enrollment_id>/link/", people_views.link, name="link"),
    path("<uuid:classroom_id>/code/renew/", people_views.renew_code, name="renew_code"),
    path("<uuid:classroom_id>/code/revoke/", people_views.revoke_code, name="revoke_code"),
    path("<uuid:classroom_id>/roster/", roster_views.roster, name="roster"),
    path("<uuid:classroom_id>/roster/download/", roster_views.download, name="roster_download"),
    path("<uuid:classroom_id>/roster/template/", roster_views.template, name="roster_template"),
    path("<uuid:classroom_id>/roster/<uuid:upload_id>/", roster_views.preview, name="roster_preview"),
    path("<uuid:classroom_id>/roster/<uuid:upload_id>/discard/", roster_views.discard, name="roster_discard"),
    path("<uuid:classroom_id>/settings/", settings_views.settings, name="settings"),
    path("<uuid:classroom_id>/archive/", settings_views.archive, name="archive"),
    path("<uuid:classroom_id>/reopen/", settings_views.reopen, name="reopen"),
    path("<uuid:classroom_id>/copy/", settings_views.copy, name="copy"),
    path("<uuid:classroom_id>/sections/", settings_views.sections, name="sections"),
    path("<uuid:classroom_id>/sections/<int:section_id>/", settings_views.section, name="section"),
    path("<uuid:classroom_id>/sections/<int:section_id>/delete/", settings_views.delete_section, name="delete_section"),
    path("<uuid:classroom_id>/trail/", settings_views.trail, name="trail"),
]
