"""The settings of this process, and Django set up with them."""

from __future__ import annotations

import os

from junto.config import env
from junto.config.trouble import Trouble


def current() -> env.Env:
    """Read the settings of this process."""
    try:
        return env.load(os.environ)
    except env.SettingError as problem:
        raise Trouble(str(problem)) from None


def set_up_django() -> None:
    """Load Django with Junto's settings, once."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "junto.config.settings"
    django.setup()
