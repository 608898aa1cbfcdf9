"""Questions that came as pasted text or as a file."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _

from junto.interfaces.web.quiz.words import troubles_by_line
from junto.kernel.quiz import Question, read_table, read_text

LARGEST = 200_000


@dataclass(frozen=True)
class Read:
    """Questions, what is wrong, and the text to show again."""

    questions: tuple[Question, ...] = ()
    problems: list[str] = field(default_factory=list)
    text: str = ""


def read(request: HttpRequest) -> Read:
    """Read the file of a form, or else its text; all of it or nothing."""
    upload = request.FILES.get("file")
    text = request.POST.get("text", "").replace("\0", "")
    if upload is not None:
        if upload.size is None or upload.size > LARGEST:
            return Read(problems=[_("The file is larger than 200 kB. Take one with less in it.")])
        try:
            table = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            wrong = _("The file is not text in UTF-8. Save it as CSV with UTF-8 and try again.")
            return Read(problems=[wrong], text=text)
        found = read_table(table.replace("\0", ""))
        return Read(found.questions, troubles_by_line(found.troubles), text)
    if not text.strip():
        return Read()
    found = read_text(text)
    return Read(found.questions, troubles_by_line(found.troubles), text)
