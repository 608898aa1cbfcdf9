"""Who may read and write what a group keeps between its sessions."""

from typing import Any

from junto.domain.groups import policies as group_policies
from junto.domain.groups import queries as group_queries
from junto.foundation.access import Actor, policy


def _is_in(actor: Actor, group: Any) -> bool:
    if actor.person_id is None or actor.organization_id != group.organization_id:
        return False
    return group_queries.is_member(group, actor.person_id)


@policy("circle.confide", "Tell one person in confidence that a promise was not kept.")
def confide(actor: Actor, group: Any) -> bool:
    """The group's current people."""
    return _is_in(actor, group)


@policy("circle.check", "Answer the health check of one's own group, and see what came of it.")
def check_health(actor: Actor, group: Any) -> bool:
    """The group's current people; not the managers, sponsors and facilitators of its program."""
    return _is_in(actor, group)


@policy("circle.discuss", "Read and write topics of one's own group.")
def discuss(actor: Actor, group: Any) -> bool:
    """The group's current people; not the managers, sponsors and facilitators of its program."""
    return _is_in(actor, group)


@policy("circle.read-topic", "Read a topic and write in it.")
def read_topic(actor: Actor, topic: Any) -> bool:
    """The current people of its group."""
    return _is_in(actor, topic.group)


@policy("circle.own-post", "Change or delete a post of one's own.")
def own_post(actor: Actor, post: Any) -> bool:
    """Whoever wrote it, while they are in the group; what was deleted stays so."""
    is_own = actor.person_id is not None and post.author_id == actor.person_id
    return is_own and not post.is_deleted and _is_in(actor, post.topic.group)


@policy("circle.spin-off", "Propose to start a group like one's own with people of one's own.")
def spin_off(actor: Actor, group: Any) -> bool:
    """The group's current people."""
    return _is_in(actor, group)


@policy("circle.settle-spin-off", "Start a group that somebody proposed, or decline it.")
def settle_spin_off(actor: Actor, spin_off: Any) -> bool:
    """The managers of its program."""
    return group_policies.form_groups(actor, spin_off.program)


@policy("circle.hear", "See what one was told in confidence about a group.")
def hear(actor: Actor, group: Any) -> bool:
    """Whoever may see the group; each sees what was told to them, and nothing else."""
    return group_policies.view_group(actor, group)


@policy("circle.read-confidence", "Read and answer what was told in confidence.")
def read_confidence(actor: Actor, confidence: Any) -> bool:
    """The two it is between, while both the group and its program are theirs to see."""
    is_between = actor.person_id in {confidence.author_id, confidence.reader_id}
    return is_between and group_policies.view_group(actor, confidence.group)


@policy("circle.answer-confidence", "Answer what one was told in confidence.")
def answer_confidence(actor: Actor, confidence: Any) -> bool:
    """Whoever it was told to."""
    return confidence.reader_id == actor.person_id and read_confidence(actor, confidence)


@policy("circle.take-back", "Take back what one told in confidence.")
def take_back(actor: Actor, confidence: Any) -> bool:
    """Whoever wrote it."""
    return confidence.author_id == actor.person_id and read_confidence(actor, confidence)


@policy("circle.ask-a-hand", "Ask one's own group for a hand between two sessions.")
def ask_a_hand(actor: Actor, group: Any) -> bool:
    """The group's current people; not the managers, sponsors and facilitators of its program."""
    return _is_in(actor, group)


@policy("circle.lend-a-hand", "Offer help to a member of one's group, or answer in confidence.")
def lend_a_hand(actor: Actor, hand: Any) -> bool:
    """Another current member, while whoever asked is in the group."""
    is_other = actor.person_id != hand.person_id
    still_in = group_queries.is_member(hand.group, hand.person_id)
    return is_other and still_in and _is_in(actor, hand.group)


@policy("circle.own-hand", "Take back what one asked one's group for.")
def own_hand(actor: Actor, hand: Any) -> bool:
    """Whoever asked, also after they left."""
    return actor.person_id is not None and hand.person_id == actor.person_id
