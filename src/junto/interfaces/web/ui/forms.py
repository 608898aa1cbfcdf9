"""How forms look: `{{ form }}` gives label, hint, error and the summary on top."""

from functools import cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.template import loader

_OURS = {
    "django/forms/widgets/radio.html": "ui/forms/choices.html",
    "django/forms/widgets/checkbox_select.html": "ui/forms/choices.html",
}


@cache
def _widgets() -> DjangoTemplates:
    """Django's own templates: every form makes a renderer, and this reads its templates once."""
    return DjangoTemplates()


class Renderer(BaseRenderer):
    """Forms and fields from our templates, plain widgets from Django's own."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = None

    def get_template(self, template_name: str) -> Any:
        """Take a template from the project, or a widget's from Django."""
        template_name = _OURS.get(template_name, template_name)
        if template_name.startswith("django/forms/widgets/"):
            return _widgets().get_template(template_name)
        return loader.get_template(template_name)


class Form(forms.Form):
    """The base of our forms: the server answers for errors, so the browser does not block."""

    default_renderer = Renderer
    use_required_attribute = False
    error_css_class = "has-err"
