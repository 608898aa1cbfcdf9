"""Forms: label, hint and error belong together; the summary leads to the field."""

from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

from junto.interfaces.web.ui.forms import Form


class Round(Form):
    closes = forms.CharField(
        label="When should replies close?",
        help_text="Five working days at least.",
        error_messages={"required": "Enter a closing date"},
    )
    weight = forms.ChoiceField(
        label="How much does it matter?",
        choices=[("1", "A little"), ("2", "A lot")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one"},
    )
    agree = forms.BooleanField(label="Tell me", required=False)
    ref = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("The round has closed meanwhile")


def html(form: Form) -> str:
    return Template("{{ form }}").render(Context({"form": form}))


def test_a_fresh_form_has_no_summary() -> None:
    page = html(Round())

    assert "errsum" not in page
    assert '<label for="id_closes">When should replies close?</label>' in page
    assert 'aria-describedby="id_closes_helptext"' in page
    assert "required" not in page


def test_an_empty_form_names_every_problem_and_leads_there() -> None:
    page = html(Round({}))

    assert "There is a problem" in page
    assert "<li>The round has closed meanwhile</li>" in page
    assert '<a href="#id_closes">Enter a closing date</a>' in page
    assert '<a href="#id_weight_0">Choose one</a>' in page
    assert 'id="id_weight_0"' in page


def test_the_error_is_read_with_the_field() -> None:
    page = html(Round({}))

    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_closes_helptext id_closes_error"' in page
    assert 'id="id_closes_error"' in page


def test_what_was_typed_is_kept_and_cannot_break_out() -> None:
    page = html(Round({"closes": '"><script>'}))

    assert 'value="&quot;&gt;&lt;script&gt;"' in page


def test_choices_are_a_group_with_a_legend() -> None:
    page = html(Round({"weight": "2", "closes": "x"}))

    assert "<legend>How much does it matter?</legend>" in page
    assert 'value="2" id="id_weight_1" checked' in page


def test_optional_fields_say_so() -> None:
    class Small(Form):
        note = forms.CharField(label="Note", required=False)

    assert '<span class="hint">(optional)</span>' in html(Small())


def test_problems_of_no_form_use_the_same_summary() -> None:
    page = render_to_string(
        "ui/includes/error_summary.html",
        {"problems": [{"text": "Row 17 has no name", "href": "#row-17"}, "The file is empty"]},
    )

    assert '<a href="#row-17">Row 17 has no name</a>' in page
    assert "<li>The file is empty</li>" in page
