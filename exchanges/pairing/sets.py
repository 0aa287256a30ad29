"""Sets of names as rows of zeros and ones."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt


def numbered(names: Iterable[Any]) -> dict[Any, int]:
    return {name: number for number, name in enumerate(sorted(set(names)))}


def as_rows(sets: Iterable[Collection[Hashable]], numbers: Mapping[Any, int]) -> npt.NDArray[np.float32]:
    return np.array([[name in held for name in numbers] for held in sets], dtype=np.float32)
