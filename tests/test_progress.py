"""The line that a terminal shows while a run lasts."""

import io

import pytest

from recommender.progress import Progress


class Terminal(io.StringIO):
    """A terminal that can be read."""

    def isatty(self):
        """It is one."""
        return True


def _lines(updates, *, start=0, stream=None, shown=True):
    """What is shown for (seconds, rows, share)."""
    now = [0.0]
    stream = Terminal() if stream is None else stream
    with Progress(shown=shown, start=start, stream=stream, clock=lambda: now[0]) as progress:
        for seconds, rows, share in updates:
            now[0] = seconds
            progress.update(rows, share)
    return stream.getvalue()


def test_rows_rate_and_time_left():
    """Rows, rows a second, share and time left, from the share of bytes that are read."""
    assert _lines([(10.0, 50_000, 0.25)]).startswith("\r50,000 rows  5,000 rows/s  25%  00:30 left")


def test_hours():
    """A long run is told in hours."""
    assert "  1%  2:45:00 left" in _lines([(100.0, 1, 0.01)])


def test_no_share():
    """Where nobody knows how much is read, there is no time left."""
    assert _lines([(10.0, 100, 0.0)]).startswith("\r100 rows  10 rows/s\r")


def test_a_run_that_goes_on():
    """Rows that an earlier run did do not count for the rate."""
    shown = _lines([(1.0, 10_100, 0.5), (11.0, 11_100, 0.6)], start=10_000)
    assert "\r11,100 rows  100 rows/s  60%  00:44 left" in shown


def test_the_line_is_written_over_and_cleared():
    """A shorter line leaves nothing of a longer one, and the end leaves nothing."""
    shown = _lines([(1.0, 1_000_000, 0.0), (100.0, 1_000_001, 0.0)]).split("\r")
    assert ["", "1,000,000 rows  1,000,000 rows/s", "1,000,001 rows  10,000 rows/s   ", " " * 29, ""] == shown


def test_not_too_often():
    """The line changes five times a second at most."""
    assert _lines([(0.1, 1, 0.0), (0.19, 2, 0.0)]) == ""


@pytest.mark.parametrize(("stream", "shown"), [(io.StringIO(), True), (Terminal(), False)])
def test_nothing(stream, shown):
    """A pipe sees nothing, nor does a user who asked for quiet."""
    assert _lines([(10.0, 100, 0.5)], stream=stream, shown=shown) == ""


def test_a_terminal_that_goes_away():
    """A terminal that is closed ends no run."""

    class Gone(Terminal):
        def write(self, text):
            raise OSError(5, text)

    assert _lines([(10.0, 100, 0.5)], stream=Gone()) == ""
