"""recommender.form_tree."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.form_tree import FormTree

RUNS = ((3,), (1, 2), (1, 2, 0), (1, 0), (3, 3))


def _grown(runs, numbers):
    at = np.cumsum([0, *map(len, runs)], dtype=np.int32)
    return FormTree.of(at, np.array([n for run in runs for n in run], np.int32), numbers)


def _walked(tree, run):
    """The node that a run leads to, child by child; None where it leads nowhere."""
    node = 0
    for number in run:
        children = range(tree.child_at[node], tree.child_at[node + 1])
        found = [int(tree.child[c]) for c in children if tree.child_number[c] == number]
        assert len(found) <= 1
        if not found:
            return None
        node = found[0]
    return node


def test_a_tree_by_hand():
    """Nodes are numbered by level, then by parent, then by number."""
    tree = _grown(RUNS, 4)
    assert [0, 1, 0, 2, 0] == tree.root.tolist()
    assert [0, 2, 4, 5, 5, 6, 6, 6] == tree.child_at.tolist()
    assert [1, 3, 0, 2, 3, 0] == tree.child_number.tolist()
    assert [1, 2, 3, 4, 5, 6] == tree.child.tolist()
    assert [-1, 1, 3, 1, 1, 3, 1] == tree.head.tolist()
    assert [2, 4, 6, 3, 5] == tree.end.tolist()


def test_nothing_grows_to_a_start():
    """Without a run there is the start alone."""
    tree = _grown((), 2)
    assert [0, 0, 0] == tree.root.tolist()
    assert [0, 0] == tree.child_at.tolist()
    assert [[], [], [-1], []] == [part.tolist() for part in (tree.child_number, tree.child, tree.head, tree.end)]


@given(st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=5).map(tuple), unique=True), st.data())
def test_every_run_and_nothing_else_is_in_the_tree(runs, data):
    """Each run leads to its own node; there is one node for each distinct beginning of a run, and its children ascend."""
    tree = _grown(runs, 6)
    beginnings = {run[:length] for run in runs for length in range(len(run) + 1)} | {()}
    assert len(beginnings) == len(tree.head)
    assert tree.end.tolist() == [_walked(tree, run) for run in runs]
    assert sorted(beginnings) == sorted(b for b in beginnings if _walked(tree, b) is not None)
    for beginning in beginnings:
        node = _walked(tree, beginning)
        children = tree.child_number[tree.child_at[node] : tree.child_at[node + 1]].tolist()
        assert sorted({b[-1] for b in beginnings if b and b[:-1] == beginning}) == children
        assert (beginning[0] if beginning else -1) == tree.head[node]
        if len(beginning) == 1:
            assert node == tree.root[beginning[0]]
    stray = data.draw(st.lists(st.integers(0, 5), max_size=6).map(tuple))
    assert (stray in beginnings) == (_walked(tree, stray) is not None)
