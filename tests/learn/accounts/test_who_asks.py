"""Who is asking: the statements compiled once give what Django's own would."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore as DjangosStore
from django.test import Client
from django.utils import timezone

from learn.accounts.backends import LearnerBackend
from learn.accounts.models import Preferences, User
from learn.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_the_learner_is_read_whole_and_with_preferences_by_one_query(learner, django_assert_num_queries) -> None:
    User.objects.filter(pk=learner.pk).update(last_login=timezone.now(), first_name="Ada", is_staff=True)
    Preferences.objects.filter(user=learner).update(survival=False, buttons=6, content_changed_at=timezone.now())
    with django_assert_num_queries(1):
        read = LearnerBackend().get_user(learner.pk)
        preferences = read.preferences
    for ours, theirs in ((read, User.objects.get(pk=learner.pk)), (preferences, Preferences.objects.get(user=learner))):
        names = [field.attname for field in theirs._meta.concrete_fields]
        assert {name: getattr(ours, name) for name in names} == {name: getattr(theirs, name) for name in names}
        assert [type(getattr(ours, name)) for name in names] == [type(getattr(theirs, name)) for name in names]
    read.first_name = "Grace"
    read.save()
    assert User.objects.get(pk=learner.pk).first_name == "Grace"


def test_nobody_and_the_inactive_are_no_learners(learner) -> None:
    assert LearnerBackend().get_user(10**9) is None
    User.objects.filter(pk=learner.pk).update(is_active=False)
    assert LearnerBackend().get_user(learner.pk) is None


def test_a_session_is_read_as_django_wrote_it() -> None:
    store = DjangosStore()
    store["words"] = ["remodeling", 3]
    store.save()
    assert SessionStore(store.session_key)["words"] == ["remodeling", 3]
    again = SessionStore(store.session_key)
    again["more"] = True
    again.save()
    assert DjangosStore(store.session_key).load() == {"words": ["remodeling", 3], "more": True}


def test_expired_and_unknown_sessions_are_none_and_their_key_is_not_taken_over() -> None:
    expired = DjangosStore()
    expired["words"] = 1
    expired.set_expiry(timezone.now() - timedelta(seconds=1))
    expired.save()
    for key in (expired.session_key, "a" * 32):
        store = SessionStore(key)
        assert store.load() == {}
        assert store.session_key is None


def test_a_signed_out_session_is_over(learner) -> None:
    client = Client()
    client.force_login(learner)
    assert client.get("/study/").status_code == 200
    client.session.flush()
    assert client.get("/study/").status_code == 302
