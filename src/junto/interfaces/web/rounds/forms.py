"""What rounds are asked for, and sizes that the people divide into."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junto.domain.groups import rounds as planner
from junto.domain.groups.enums import GroupKind
from junto.interfaces.web.rounds import words
from junto.interfaces.web.ui.forms import Form

MOST_IN_A_GROUP = 30
NUMBER = gettext_lazy("Write a whole number, such as 4")


LIMITS = {
    "rounds": (1, planner.MOST_ROUNDS),
    "size_min": (2, MOST_IN_A_GROUP),
    "size_max": (2, MOST_IN_A_GROUP),
}


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
        error_messages={"required": NUMBER, "invalid": NUMBER},
    )


class RoundsForm(Form):
    """How many rounds, of which groups."""

    rounds = _number(gettext_lazy("How many rounds"))
    kind = forms.ChoiceField(
        label=gettext_lazy("What the groups are"),
        choices=[(kind.value, kind.label) for kind in planner.KINDS],
        error_messages={"invalid_choice": gettext_lazy("Choose one of these")},
    )
    size_min = _number(gettext_lazy("Smallest group"))
    size_max = _number(gettext_lazy("Largest group"))
    counts_past = forms.BooleanField(
        label=gettext_lazy("People who were in a group before have met already"),
        help_text=gettext_lazy("Earlier groups here and those of imported files count."),
        required=False,
    )

    def __init__(self, *args: Any, people: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people

    def clean(self) -> dict[str, Any]:
        """Sizes go upwards, and everybody finds a group of them."""
        found: dict[str, Any] = super().clean() or {}
        for name, (least, most) in LIMITS.items():
            if name in found and not least <= found[name] <= most:
                said = _("Choose a number from %(low)s to %(high)s")
                self.add_error(name, said % {"low": least, "high": most})
        low, high = found.get("size_min"), found.get("size_max")
        if low is None or high is None:
            return found
        if low > high:
            self.add_error("size_max", _("The largest size is below the smallest"))
        elif not planner.divides(self.people, low, high):
            self.add_error("size_min", words.no_such_sizes(self.people, low, high))
        return found

    def wanted(self) -> planner.Wanted:
        """What was asked for, once it is checked."""
        return planner.Wanted(**self.cleaned_data)


def initial_of(program: Any, plan: Any = None) -> dict[str, Any]:
    """What the form begins with: the last plan's choices, else the program's sizes."""
    if plan is not None:
        return {
            "rounds": plan.rounds,
            "kind": plan.kind,
            "size_min": plan.size_min,
            "size_max": plan.size_max,
            "counts_past": plan.counts_past,
        }
    low, high = program.size_min or 3, program.size_max or program.size_min or 4
    kind = program.group_kind if program.group_kind in planner.KINDS else GroupKind.HUDDLE
    return {"rounds": 4, "kind": kind, "size_min": low, "size_max": high, "counts_past": True}
