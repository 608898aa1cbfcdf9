"""The gallery: every part of the interface in every state, on one page."""

from datetime import UTC, datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junto.foundation.access.views import public
from junto.interfaces.web.ui import files, shell
from junto.interfaces.web.ui.forms import Form

PEOPLE = (
    ("Amara Okafor", "sample-amara-1", "Operations, Leeds", "OP", "k2", "Leeds"),
    ("Tomás Rivera", "sample-tomas-7", "Finance, Madrid", "FI", "k4", "Madrid"),
    ("Ingrid Sørensen", "sample-ingrid-4", "Research, Aarhus", "RD", "k1", "Aarhus"),
    ("Devika Menon", "sample-devika-1", "Digital, Bengaluru", "DG", "k5", "Bengaluru"),
    ("Łukasz Żółkiewski", "sample-lukasz-5", "Field, Toronto", "FS", "k6", "Toronto"),
    ("Mei-Ling Tan", "sample-mei-5", "Supply, Singapore", "SC", "k3", "Singapore"),
)
START = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
END = datetime(2026, 11, 26, 14, 30, tzinfo=UTC)


class SampleForm(Form):
    """One field of each kind."""

    closes = forms.CharField(
        label=gettext_lazy("When should replies close?"),
        help_text=gettext_lazy("People get at least five working days. For example, 12/4/2026."),
        error_messages={"required": gettext_lazy("Enter a closing date")},
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    size = forms.IntegerField(label=gettext_lazy("People in a group"), initial=6)
    site = forms.ChoiceField(
        label=gettext_lazy("Site"),
        choices=[("leeds", "Leeds"), ("madrid", "Madrid")],
    )
    weight = forms.ChoiceField(
        label=gettext_lazy("How much does it matter?"),
        choices=[
            ("1", gettext_lazy("A little")),
            ("2", gettext_lazy("It matters")),
            ("3", gettext_lazy("A lot")),
        ],
        widget=forms.RadioSelect,
        initial="2",
    )
    note = forms.CharField(
        label=gettext_lazy("A note to the group"), widget=forms.Textarea, required=False
    )
    agree = forms.BooleanField(
        label=gettext_lazy("Tell me when the groups are ready"), required=False, initial=True
    )
    roster = forms.FileField(label=gettext_lazy("Roster"), required=False)

    def clean_closes(self) -> str:
        """Refuse the date the gallery shows as wrong."""
        if self.cleaned_data["closes"] == "11/25/2026":
            raise forms.ValidationError(_("Choose a closing date after Friday, November 27"))
        return str(self.cleaned_data["closes"])


def _frame() -> dict[str, object]:
    here = "/gallery"
    return {
        "nav": (
            shell.Link(_("Today"), f"{here}#today", icon="home", key="today"),
            shell.Link(_("People"), f"{here}#people", icon="people", key="people", count=48),
            shell.Link(_("Groups"), f"{here}#groups", icon="round", key="groups", count=8),
            shell.Link(_("Sessions"), f"{here}#sessions", icon="cal", key="sessions"),
            shell.Link(_("Components"), here, icon="star", key="gallery"),
        ),
        "nav_label": _("Leading Together 2026"),
        "nav_more": (
            shell.Section(
                _("Organization"),
                (shell.Link(_("All programs"), f"{here}#programs", icon="book"),),
            ),
        ),
        "menu_label": _("Leading Together 2026"),
        "menu": (
            shell.Link(_("Leading Together 2026"), here, icon="round", current=True),
            shell.Link(_("New managers, spring"), f"{here}#spring", icon="round"),
        ),
        "section": "gallery",
    }


@public("It shows invented people and the parts of the interface, nothing of anybody's.")
def gallery(request: HttpRequest) -> HttpResponse:
    """Show all components."""
    wrong = SampleForm({"closes": "11/25/2026", "size": "6", "site": "leeds", "weight": "2"})
    wrong.auto_id = "wrong_%s"  # type: ignore[assignment]
    people = [
        {"name": name, "ref": ref, "note": note, "code": code, "k": k, "place": place}
        for name, ref, note, code, k, place in PEOPLE
    ]
    wanted = request.GET.get("icon", "").strip().lower()[:40]
    context = {
        **_frame(),
        "plain_form": SampleForm(),
        "wrong_form": wrong,
        "people": people,
        "start": START,
        "end": END,
        "icons": sorted(name for name in files.icon_names() if wanted in name),
        "wanted": wanted,
        "colors": ("lagoon", "plum", "floor", "ok", "warn", "bad"),
        "seats": [
            {
                "name": p["name"],
                "ref": p["ref"],
                "caption": _("You") if i == 0 else str(p["name"]).split()[0],
                "note": note,
                "me": i == 0,
                "has_floor": i == 2,
            }
            for i, (p, note) in enumerate(
                zip(
                    people,
                    (_("timekeeper"), "", _("has the floor"), _("brings a challenge"), "", ""),
                    strict=True,
                )
            )
        ],
        "steps": [
            {"label": _("People"), "url": "#people", "done": True},
            {"label": _("Template"), "url": "#template", "done": True},
            {"label": _("Rules"), "url": "#rules", "done": True},
            {"label": _("Groups"), "current": True},
            {"label": _("Schedule")},
            {"label": _("Invite")},
        ],
        "tabs": [
            {"label": _("Next session"), "url": "#next", "current": True},
            {"label": _("Thread"), "url": "#thread", "count": 2},
            {"label": _("Next steps"), "url": "#steps"},
            {"label": _("Agreement"), "url": "#agreement"},
        ],
        "timeline": [
            {"title": _("Starting well"), "note": _("September 8"), "state": "done"},
            {"title": _("Hard conversations"), "note": _("November 3"), "state": "done"},
            {"title": _("Delegating without disappearing"), "note": _("Thursday"), "state": "now"},
            {"title": _("Leading across distance"), "note": _("January"), "state": ""},
        ],
        "bins": [
            (54, 7), (57, 28), (60, 61), (63, 123), (66, 191),
            (69, 225), (72, 180), (75, 112), (78, 51), (81, 22),
        ],
        "pulse": [
            (_("wk 5"), 3.9), ("6", 4.0), ("7", 4.1), ("8", 3.8),
            ("9", 4.0), ("10", None), ("11", 4.1), ("12", 4.2),
        ],
        "heat_columns": ["S1", "S2", "S3", "S4"],
        "heat_rows": [
            ("Kestrel", [6, 6, 6, _("due")]),
            ("Heron", [6, 6, 5, 6]),
            ("Plover", [6, 5, 4, _("moved")]),
        ],
        "heat_cuts": (4, 4, 5, 6),
        "strip_counts": [2, 5, 2, 2, 0],
        "strip_labels": [
            _("Rarely"), _("Sometimes"), _("About half the time"), _("Often"), _("Almost always"),
        ],
        "forest_scale": (-0.4, 0.8),
        "twin_head": [_("Area"), _("You"), _("Others")],
        "twin_rows": [[_("Listening and asking"), "3.0", "4.1"]],
    }  # fmt: skip
    return render(request, "ui/gallery.html", context)
