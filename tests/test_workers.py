"""Work shared among processes comes back in order, and nobody is waited for in vain."""

import math
import os
import signal
from itertools import count

import pytest

from recommender import workers
from recommender.errors import RecommenderError
from recommender.workers import in_order


@pytest.mark.parametrize("jobs", [1, 2])
def test_order(jobs):
    """Results come in the order of the items, however long each takes."""
    items = [20_000, 1, 10_000, 2, 3, 5_000, 4]
    assert [math.factorial(item) for item in items] == list(in_order(math.factorial, items, jobs))


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_items(jobs):
    """Nothing in, nothing out."""
    assert list(in_order(abs, [], jobs)) == []


@pytest.mark.parametrize(("jobs", "most"), [(1, 3), (2, 6)])
def test_items_are_taken_as_results_are(jobs, most):
    """No more items are taken than are under way, also from an endless input."""
    taken = []
    results = in_order(abs, (taken.append(n) or n for n in count()), jobs)
    assert next(results) == 0
    assert len(taken) <= most
    results.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_the_work(jobs):
    """An error of the work is raised where its result was due."""
    results = in_order(math.sqrt, [4, -1, 9], jobs)
    assert next(results) == 2.0
    with pytest.raises(ValueError, match=r"math domain error|nonnegative"):
        next(results)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_the_items(jobs):
    """An error while items are read is raised, in the process that reads them."""

    def items():
        yield 4
        msg = "the disk failed"
        raise OSError(msg)

    with pytest.raises(OSError, match="the disk failed"):
        list(in_order(math.sqrt, items(), jobs))


def test_workers_leave_interrupts_alone():
    """Ctrl-C, which a terminal sends to every process, is answered by the calling process alone."""
    assert [signal.SIG_IGN] * 2 == list(in_order(signal.getsignal, [signal.SIGINT] * 2, 2))


def test_a_worker_that_dies():
    """A worker that is killed ends the run with a line that says what to do."""
    with pytest.raises(RecommenderError, match=r"one of 2 worker processes was killed.*fewer --jobs or a smaller"):
        list(in_order(os._exit, [1, 1, 1], 2))


def test_a_signal_waits_for_the_pool():
    """Ctrl-C while a pool is being made comes after it, not in the middle; the handlers are as before."""
    handlers, done = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)], []

    def made():
        with workers._signals_deferred():
            signal.raise_signal(signal.SIGINT)
            done.append("whole")

    with pytest.raises(KeyboardInterrupt):
        made()
    assert ["whole"] == done
    assert handlers == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
