"""When answers are sealed, the report is worked out."""

from datetime import datetime

from junto.domain.assessments import queries as answers
from junto.domain.assessments.enums import RoundKind
from junto.domain.assessments.events import RoundSealed
from junto.domain.feedback import actions, queries, reports
from junto.foundation.access import Actor
from junto.foundation.events import subscribe


@subscribe(RoundSealed)
def make_report(event: RoundSealed, *, actor: Actor, now: datetime) -> None:
    """Of the subject whose answers they are, if they are feedback."""
    sealed = answers.get_round(event.round_ref)
    if sealed.kind != RoundKind.FEEDBACK:
        return
    subject = queries.subject_about(sealed.topic)
    if subject is not None:
        actions.keep_report(subject=subject, report=reports.make_report(subject), now=now)
