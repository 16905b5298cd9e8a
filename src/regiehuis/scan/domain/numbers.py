"""How the scan rounds, compares and writes numbers (R20): in double, compared on four decimals, shown on one."""

from decimal import ROUND_HALF_UP, Decimal
from math import floor, trunc

COMPARED_DECIMALS = 4
HALF = 0.5  # phases: the step in which a mean over few answers is shown


def rounded(x: float, decimals: int = COMPARED_DECIMALS) -> float:
    """R20: round half up (away from zero) on the decimal digits as written, so that 2.8 - 1.8 becomes exactly 1.0.

    >>> rounded(2.8 - 1.8)
    1.0
    """
    return float(Decimal(repr(float(x))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)) + 0.0


def at_least(x: float, limit: float) -> bool:
    """R20: x >= limit, both on four decimals."""
    return rounded(x) >= rounded(limit)


def below(x: float, limit: float) -> bool:
    """R20: x < limit, both on four decimals."""
    return rounded(x) < rounded(limit)


def phase_of(x: float) -> int:
    """R20: the phase a value has reached: its floor, once float noise is rounded away."""
    return floor(rounded(x))


def towards_next_phase(x: float) -> float:
    """R5: the share (0 up to 1) of the way from the phase reached to the next: 2.3333 is 33 % on the way to phase 3."""
    return rounded(rounded(x) - phase_of(x))


def nearest_phase(x: float) -> int:
    """R7: a score between two phases is taken to the nearest, half up."""
    return floor(rounded(x) + 0.5)


def to_half(x: float) -> float:
    """R17c: the nearest half phase, half up: what may be shown of a mean over few answers."""
    return floor(rounded(x) / HALF + 0.5) * HALF


def dutch(x: float, decimals: int = 1) -> str:
    """R20: the number as a Dutch reader sees it.

    >>> dutch(2.25)
    '2,3'
    """
    return f"{rounded(rounded(x), decimals):.{decimals}f}".replace(".", ",")


def shown(x: float, decimals: int = 1, *, borders: tuple[float, ...] = ()) -> str:
    """R20: a value is never written as a border that it has not reached: 2.996 is not "3,0" but phase 2.

    Borders are the whole numbers and ``borders``. Where rounding would cross one, a decimal more is shown and the rest cut off.

    >>> shown(2.75), shown(2.996), shown(2.99996), shown(0.598, 2, borders=(0.6,))
    ('2,8', '2,99', '3,0', '0,598')
    """
    value = rounded(x)
    near = rounded(value, decimals)
    if floor(near) == floor(value) and not any(value < border <= near for border in borders):
        return dutch(value, decimals)
    scale = 10 ** (decimals + 1)
    return f"{trunc(rounded(value * scale)) / scale:.{decimals + 1}f}".replace(".", ",")
