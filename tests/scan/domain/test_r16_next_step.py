from dataclasses import replace

import pytest

from regiehuis.scan.domain.next_step import next_step


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        (1.0, ["O.PRO-2a", "O.PRO-2b", "O.PRO-2c"]),
        (2.9, ["O.PRO-3a", "O.PRO-3b", "O.PRO-3c"]),
        (2.99999, ["O.PRO-4a", "O.PRO-4b", "O.PRO-4c"]),
        (4.0, ["O.PRO-5a", "O.PRO-5b"]),
        (5.0, []),
    ],
)
def test_the_statements_of_the_phase_after_the_one_reached(value, codes, instrument):
    assert [each.code for each in next_step(instrument.dimension("O.PRO"), value)] == codes


def test_no_more_than_three(instrument):
    dimension = instrument.dimension("O.PRO")
    extra = replace(dimension.statements[0], code="O.PRO-2d")
    longer = replace(dimension, statements=(*dimension.statements, extra))
    assert len(next_step(longer, 1.0)) == 3
