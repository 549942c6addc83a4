"""Messages go to the screen, or to the logger where there is none."""

import io
import logging
import sys

import pytest

from deepkit.callbacks import (
    disable_interactive_logging,
    enable_interactive_logging,
    is_interactive_logging_enabled,
)
from deepkit.callbacks._console import say


def test_messages_are_printed(capsys):
    say("done")
    assert capsys.readouterr().out == "done\n"


@pytest.fixture
def _without_screen():
    disable_interactive_logging()
    yield
    enable_interactive_logging()


@pytest.mark.usefixtures("_without_screen")
def test_without_a_screen_messages_are_logged(capsys, caplog):
    caplog.set_level(logging.INFO, logger="deepkit")
    assert not is_interactive_logging_enabled()
    say("done")
    assert caplog.messages == ["done"]
    assert capsys.readouterr().out == ""


def test_a_screen_of_few_letters_gets_what_it_can_show(monkeypatch):
    screen = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", screen)
    say("━ done")
    assert screen.buffer.getvalue() == b"? done\n"
