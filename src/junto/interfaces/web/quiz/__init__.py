"""Screens: quizzes and polls, written, run on the big screen and answered on phones."""
