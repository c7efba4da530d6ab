from django.urls import path

from learn.authoring import fact_views, import_views, item_urls, publish_views, source_views, views

app_name = "authoring"

urlpatterns = [
    path("<uuid:library_id>/facts/", fact_views.facts, name="facts"),
    path("<uuid:library_id>/facts/new/", fact_views.new, name="new_fact"),
    path("<uuid:library_id>/facts/source/", source_views.give, name="source_facts"),
    path("<uuid:library_id>/facts/<slug:uid>/edit/", fact_views.fact, name="fact"),
    path("<uuid:library_id>/facts/<slug:uid>/retire/", fact_views.retire, name="retire_fact"),
    path("<uuid:library_id>/facts/<slug:uid>/return/", fact_views.bring_back, name="return_fact"),
    path("<uuid:library_id>/facts/<slug:uid>/versions/", fact_views.versions, name="versions"),
    path("<uuid:library_id>/facts/<slug:uid>/versions/<int:number>/restore/", fact_views.restore, name="restore_fact"),
    path("<uuid:library_id>/topics/", views.topics, name="topics"),
    path("<uuid:library_id>/topics/<slug:uid>/", views.topic, name="topic"),
    path("<uuid:library_id>/topics/<slug:uid>/move/", views.move_topic, name="move_topic"),
    path("<uuid:library_id>/topics/<slug:uid>/return/", views.bring_topic_back, name="return_topic"),
    path("<uuid:library_id>/references/", views.references, name="references"),
    path("<uuid:library_id>/references/<slug:uid>/", views.reference, name="reference"),
    path("<uuid:library_id>/decks/", views.decks, name="decks"),
    path("<uuid:library_id>/decks/new/", views.new_deck, name="new_deck"),
    path("<uuid:library_id>/decks/<slug:uid>/edit/", views.deck, name="deck"),
    path("<uuid:library_id>/retire/<slug:what>/<slug:uid>/", views.retire, name="retire"),
    path("<uuid:library_id>/import/", import_views.start, name="import"),
    path("<uuid:library_id>/import/library.toml", import_views.as_toml, name="as_toml"),
    path("<uuid:library_id>/import/definitions.csv", import_views.as_csv, name="as_csv"),
    path("<uuid:library_id>/import/<uuid:upload_id>/", import_views.upload, name="upload"),
    path("<uuid:library_id>/import/<uuid:upload_id>/source/", import_views.source, name="source_upload"),
    path("<uuid:library_id>/import/<uuid:upload_id>/discard/", import_views.discard, name="discard_upload"),
    path("<uuid:library_id>/publish/", publish_views.publish, name="publish"),
    path("<uuid:library_id>/publish/<uuid:publication_id>/", publish_views.progress, name="publication"),
    path("<uuid:library_id>/publish/<uuid:publication_id>/again/", publish_views.again, name="publish_again"),
    path("<uuid:library_id>/history/", publish_views.history, name="history"),
    path("<uuid:library_id>/history/undo/", publish_views.undo, name="undo"),
    *item_urls.urlpatterns,
]
