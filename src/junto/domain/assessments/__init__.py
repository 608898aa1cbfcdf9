"""Rounds of anonymous answers: today the pulse after a session.

While a round is open its answers are filed under handles that only the round's key can make. At the
close everything is written anew in random order without handles, the key is destroyed and the
database leaves nothing behind; only then is the round sealed and are its figures worked out, once.
"""
