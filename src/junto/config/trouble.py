"""What keeps a command from starting, in one sentence its reader can act on."""


class Trouble(Exception):
    """The message says what is wrong and how to mend it; the command ends with status 2."""
