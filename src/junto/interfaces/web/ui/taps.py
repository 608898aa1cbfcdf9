"""Questions that are answered with one tap out of five."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from junto.interfaces.web.ui.forms import Form


class TapsForm(Form):
    """One tap for each item; a class below names the items and the answers they choose from."""

    items: ClassVar[Iterable[Any]] = ()
    answers: ClassVar[Iterable[Any]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in self.items:
            self.fields[item.value] = forms.TypedChoiceField(
                label=item.label,
                choices=[(str(each.value), str(each.value)) for each in self.answers],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Tap one of the five for “%(question)s”")
                    % {"question": item.label},
                    "invalid_choice": _("Tap one of the five"),
                },
            )

    @classmethod
    def shown(cls, chosen: Mapping[str, Any], form: "TapsForm | None") -> list[dict[str, Any]]:
        """The questions as a page shows them: what was chosen, and what is missing in a form."""
        return [cls._question(item, str(chosen.get(item.value, "")), form) for item in cls.items]

    @classmethod
    def _question(cls, item: Any, value: str, form: "TapsForm | None") -> dict[str, Any]:
        return {
            "name": item.value,
            "label": item.label,
            "error": form.errors.get(item.value, [""])[0] if form is not None else "",
            "answers": [
                {
                    "value": each.value,
                    "label": each.label,
                    "checked": str(each.value) == value,
                    "bars": [other.value <= each.value for other in cls.answers],
                }
                for each in cls.answers
            ],
        }
