from django.urls import path

from learn.authoring import fact_views, item_urls, views

app_name = "authoring"

urlpatterns = [
    path("<uuid:library_id>/facts/", fact_views.facts, name="facts"),
    path("<uuid:library_id>/facts/new/", fact_views.new, name="new_fact"),
    path("<uuid:library_id>/facts/<slug:uid>/edit/", fact_views.fact, name="fact"),
    path("<uuid:library_id>/facts/<slug:uid>/retire/", fact_views.retire, name="retire_fact"),
    path("<uuid:library_id>/facts/<slug:uid>/return/", fact_views.bring_back, name="return_fact"),
    path("<uuid:library_id>/facts/<slug:uid>/versions/", fact_views.versions, name="versions"),
    path("<uuid:library_id>/facts/<slug:uid>/versions/<int:number>/restore/", fact_views.restore, name="restore_fact"),
    path("<uuid:library_id>/topics/", views.topics, name="topics"),
    path("<uuid:library_id>/topics/<slug:uid>/", views.topic, name="topic"),
    path("<uuid:library_id>/topics/<slug:uid>/move/", views.move_topic, name="move_topic"),
    path("<uuid:library_id>/references/", views.references, name="references"),
    path("<uuid:library_id>/references/<slug:uid>/", views.reference, name="reference"),
    path("<uuid:library_id>/decks/", views.decks, name="decks"),
    path("<uuid:library_id>/decks/new/", views.new_deck, name="new_deck"),
    path("<uuid:library_id>/decks/<slug:uid>/edit/", views.deck, name="deck"),
    path("<uuid:library_id>/retire/<slug:what>/<slug:uid>/", views.retire, name="retire"),
    *item_urls.urlpatterns,
]
