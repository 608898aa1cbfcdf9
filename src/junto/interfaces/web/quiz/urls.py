"""Addresses of quizzes: the library, one quiz, its runs on the big screen, and the phones."""

from django.urls import path

from junto.interfaces.web.quiz import library, playing, screen, writing

app_name = "quiz"

QUIZ = "quizzes/<ref:ref>"
RUN = "quiz/<ref:ref>"

urlpatterns = [
    path(f"{RUN}/play/answer", playing.answer, name="play-answer"),
    path(f"{RUN}/play/state", playing.state, name="play-state"),
    path(f"{RUN}/screen/state", screen.state, name="screen-state"),
    path("org/<ref:ref>/quizzes", library.page, name="library"),
    path("org/<ref:ref>/quizzes/new", library.new, name="new"),
    path(QUIZ, writing.page, name="quiz"),
    path(f"{QUIZ}/change", writing.change, name="change"),
    path(f"{QUIZ}/add", writing.add, name="add"),
    path(f"{QUIZ}/questions/<slug:question>", writing.question, name="question"),
    path(f"{QUIZ}/copy", writing.copy, name="copy"),
    path(f"{QUIZ}/remove", writing.remove, name="remove"),
    path(f"{QUIZ}/start", writing.start, name="start"),
    path(f"{RUN}/screen", screen.page, name="screen"),
    path(f"{RUN}/screen/act", screen.act, name="act"),
    path(f"{RUN}/results", screen.results, name="results"),
    path(f"{RUN}/results/file", screen.file, name="file"),
    path("q", playing.door, name="door"),
    path("q/<slug:code>", playing.by_code, name="join"),
    path(f"{RUN}/play", playing.page, name="play"),
    path(f"{RUN}/play/join", playing.join, name="play-join"),
]
