"""What the shipped base asks, as a whole."""

from cards.generation.items import coverage, items_of


def test_every_topic_is_asked_in_three_formats_at_least(shipped) -> None:
    items = items_of(shipped)
    for topic in shipped.topics:
        made = [each for each in items if each.topic == topic.uid and each.register == "nursing"]
        assert len({each.format for each in made}) >= 3, topic.uid


def test_every_fact_is_asked_or_says_why_not(shipped) -> None:
    assert coverage(shipped) == ()


def test_no_item_keys_or_distracts_with_what_the_source_forbids(shipped) -> None:
    """Trastuzumab acts on cancer cells, whatever list it stands in; figures of lost tables are nobody's answer."""
    for each in items_of(shipped):
        for slot in each.slots:
            for option in slot.options:
                said = option.text.casefold()
                assert "incurable" not in said, each.uid
                assert not {"femur", "humerus", "pelvis"} & set(said.split()), each.uid
                if "trastuzumab" in slot.label.casefold() or "trastuzumab" in each.stem.casefold():
                    assert not (option.is_key and "bone" in said), each.uid
