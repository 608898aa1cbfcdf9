"""What a page shows of a run. Nothing of a question that is open or may be asked again leaves."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.assessments import quiz_queries as queries
from junto.domain.assessments.enums import RunState
from junto.interfaces.web.quiz import words
from junto.interfaces.web.ui.charts import number
from junto.kernel.quiz import Kind, Movement, Question, Tally, is_right


def withheld(run: Any) -> set[str]:
    """Fingerprints of questions that are still to close: what is right stays with the server."""
    if run.state == RunState.ENDED:
        return set()
    past = {RunState.WAITING: 0, RunState.SHOWN: run.index + 1}.get(run.state, run.index)
    return {each.fingerprint for each in queries.questions_of(run)[past:]}


def asked(question: Question) -> dict[str, Any]:
    """The question without what is right."""
    return {
        "id": question.id,
        "kind": str(question.kind),
        "text": question.text,
        "tiles": words.tiles(question),
        "seconds": question.seconds,
        "is_poll": question.is_poll,
    }


def result(
    question: Question, tally: Tally, *, own: list[int] | str | None = None
) -> dict[str, Any]:
    """The question with what the group answered and what is right."""
    shown = asked(question)
    for tile in shown["tiles"]:
        place = tile["place"]
        tile["right"] = place in question.right
        tile["own"] = isinstance(own, list) and place in own
        tile["count"] = tally.counts[place] if tally.counts else None
        tile["told"] = told(tally, place)
    return {
        **shown,
        "n": tally.n,
        "counted": bool(tally.counts),
        "few": "" if tally.is_shown else words.few_words(),
        "mean": _mean(tally),
        "said": tally.words,
        "tie": _tie(shown["tiles"], tally) if question.kind is not Kind.SCALE else "",
        "accepted": [each for each in question.right if isinstance(each, str)],
        "right_words": _right_words(question, tally),
        "teams": [
            {"name": team.name or _("Smaller teams together"), "n": team.n, "right": team.right}
            for team in tally.teams
        ],
        "own": own,
        "own_right": is_right(question, own) if own is not None else None,
    }


def _mean(tally: Tally) -> str:
    if tally.mean is None:
        return ""
    low, high = tally.mean
    if low == high:
        return _("Mean %(mean)s of 5") % {"mean": f"{low:.1f}"}
    return _("Mean between %(low)s and %(high)s of 5") % {
        "low": f"{low:.1f}",
        "high": f"{high:.1f}",
    }


def _tie(tiles: list[dict[str, Any]], tally: Tally) -> str:
    if len(tally.most) < 2:
        return ""
    names = ", ".join(f"{tiles[place]['shape']} {tiles[place]['text']}" for place in tally.most)
    return _("A tie: %(names)s.") % {"names": names}


def results(run: Any) -> list[dict[str, Any]]:
    """Every question that is over, in the order they were asked."""
    hidden = withheld(run)
    rows = queries.closed_questions(run)
    return [result(each, tally) for each, tally in rows if each.fingerprint not in hidden]


def moved(run: Any) -> list[dict[str, Any]]:
    """What was asked twice: before beside after."""
    hidden = withheld(run)
    rows = queries.movements(run)
    return [_moved(each) for each in rows if each.question.fingerprint not in hidden]


def _moved(row: Movement) -> dict[str, Any]:
    before, after = result(row.question, row.before), result(row.question, row.after)
    return {
        "text": row.question.text,
        "before": before,
        "after": after,
        "rows": [
            {**tile, "before": old["told"], "after": tile["told"]}
            for old, tile in zip(before["tiles"], after["tiles"], strict=True)
        ],
        "right": (_share(row.before), _share(row.after)) if row.question.right else None,
    }


def told(tally: Tally, place: int) -> str:
    """A count in words: exact, a least, or nothing."""
    count = tally.counts[place] if tally.counts else None
    if count is None:
        return ""
    if place in tally.or_more:
        return _("%(n)s or more") % {"n": number(count)}
    return number(count)


def _right_words(question: Question, tally: Tally) -> str:
    if question.is_poll or not tally.is_shown:
        return ""
    if tally.right_or_more:
        return _("%(n)s or more of them right.") % {"n": number(tally.right)}
    return ngettext("%(n)s of them right.", "%(n)s of them right.", tally.right) % {
        "n": number(tally.right)
    }


def _share(tally: Tally) -> str:
    share = f"{round(100 * tally.right / tally.n)}%"
    return _("at least %(share)s") % {"share": share} if tally.right_or_more else share


def together(run: Any) -> str:
    """How the team did on what has a right answer, over all that is over."""
    hidden = withheld(run)
    rows = [
        tally
        for question, tally in queries.closed_questions(run)
        if question.right and tally.is_shown and question.fingerprint not in hidden
    ]
    if not rows:
        return ""
    right, n = sum(each.right for each in rows), sum(each.n for each in rows)
    or_more = any(each.right_or_more for each in rows)
    share = _share(Tally(n, right=right, right_or_more=or_more))
    return ngettext(
        "Together: %(share)s of your answers to %(count)s question were right.",
        "Together: %(share)s of your answers to %(count)s questions were right.",
        len(rows),
    ) % {"share": share, "count": len(rows)}
