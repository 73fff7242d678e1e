"""The replay of what was assessed (domain §4.6)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from relationships.models import GridRules
from relationships.paths import Assessed, PersonIs, replay
from relationships.stages import preset_cells

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
happening = st.one_of(
    st.builds(
        lambda n, level, contact: (n, level, contact),
        st.integers(0, 40),
        st.integers(0, 5),
        st.one_of(st.none(), st.integers(1, 3)),
    ),
    st.builds(lambda n, c, w: (n, c, w, "person"), st.integers(0, 40), st.integers(1, 3),
              st.one_of(st.none(), st.integers(1, 5))),
)  # fmt: skip


@given(st.lists(happening, max_size=12))
def test_a_replay_of_a_longer_history_begins_as_the_shorter_one(said):
    """So that what is stored is only ever added to."""
    cells, rows = preset_cells("GATE3"), []
    for pk, what in enumerate(sorted(said, key=lambda each: each[0])):
        moment = NOW + timedelta(days=what[0])
        if len(what) == 4:
            rows.append(PersonIs(moment, moment.date(), what[1], what[2]))
        else:
            rows.append(
                Assessed(moment, moment.date(), pk, what[1], moment.date(), what[2], what[2])
            )
    by_time = sorted(rows, key=lambda row: (row.moment, isinstance(row, Assessed)))
    share = GridRules._meta.get_field("personal_coverage").to_python("0.60")

    def path(part):
        return replay(part, cells=cells, share=share, weights={1: 5}).steps

    whole = path(by_time)
    for end in range(len(by_time)):
        part = path(by_time[:end])
        assert whole[: len(part)] == part
    assert all(a.on <= b.on for a, b in zip(whole, whole[1:], strict=False))
