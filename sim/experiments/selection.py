r"""Which of many plans is best, with as few replications as it takes: the KN procedure.

Fully sequential: all plans still in the race get the same replications, and a plan leaves as
soon as it is clearly worse than another. With probability at least `confidence` the plan kept
is the best one, or within the indifference zone δ of it. Valid under common random numbers,
which shrink the variances of differences it works with and so end the race sooner.

With k plans, first stage n₀ and α = 1 − confidence,

.. math::

    \eta = \tfrac12 \left[ \left( \tfrac{2\alpha}{k-1} \right)^{-2/(n_0-1)} - 1 \right], \quad
    h^2 = 2 \eta (n_0 - 1)

and after r replications plan i stays while for every other plan l in the race

.. math::

    \bar X_i(r) \ge \bar X_l(r) - W_{il}(r), \quad
    W_{il}(r) = \max \left( 0, \frac{\delta}{2 r}
        \left( \frac{h^2 S_{il}^2}{\delta^2} - r \right) \right)

Assumes normal figures; means of replications of long runs usually come close.

Source: Kim & Nelson 2001, A fully sequential procedure for indifference-zone selection in
simulation, ACM TOMACS 11(3), with c = 1.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import InputError
from sim.experiments.comparison import CONFIDENCE
from sim.experiments.designs import Cell
from sim.experiments.runner import FAILED, Measure, run_and_summarise, run_cells

FloatArray = NDArray[np.float64]
Observe = Callable[[tuple[int, ...], range], FloatArray]
"""Returns figures (replications, systems) of some systems for some replication numbers."""

FIRST_STAGE = 10
MAX_REPLICATIONS = 1000
_AT_LEAST = 2


class Selection(NamedTuple):
    """Outcome of a race between systems."""

    best: int
    """Index of the system kept; of the leader where the race was stopped."""
    survivors: tuple[int, ...]
    replications: tuple[int, ...]
    """Replications that each system got (k,)."""
    is_proven: bool
    """False where the race was stopped before one system was left."""


def kn_constants(n_systems: int, *, first_stage: int, confidence: float) -> tuple[float, float]:
    """Return η and h² of the KN procedure."""
    ratio = 2.0 * (1.0 - confidence) / (n_systems - 1)
    eta = 0.5 * (ratio ** (-2.0 / (first_stage - 1)) - 1.0)
    return eta, 2.0 * eta * (first_stage - 1)


def keeps(
    means: FloatArray, variances: FloatArray, r: int, *, indifference: float, h2: float
) -> NDArray[np.bool_]:
    """Return which systems stay after `r` replications, larger being better.

    Parameters
    ----------
    means
        Means of the first r replications (k,).
    variances
        First-stage variances of the differences of each pair (k, k), diagonal 0.
    r
        Replications so far.
    indifference
        Largest difference δ that does not matter.
    h2
        Constant of :func:`kn_constants`.

    Returns
    -------
    stays
        One truth value per system (k,).
    """
    slack = indifference / (2.0 * r) * (h2 * variances / indifference**2 - r)
    worse_by = means[np.newaxis, :] - means[:, np.newaxis]  # of i against l
    return np.asarray(np.all(worse_by <= np.maximum(slack, 0.0), axis=1))


def select_best(
    observe: Observe,
    n_systems: int,
    *,
    indifference: float,
    is_lower_better: bool,
    confidence: float = CONFIDENCE,
    first_stage: int = FIRST_STAGE,
    step: int = 1,
    max_replications: int = MAX_REPLICATIONS,
) -> Selection:
    """Race systems until one is left.

    Looking only every `step` replications keeps the guarantee, lets workers run side by side,
    and costs at most step - 1 replications of each system.

    Parameters
    ----------
    observe
        Gives figures of some systems for some replication numbers.
    n_systems
        How many systems race.
    indifference
        Largest difference that does not matter, in the unit of the figure.
    is_lower_better
        Whether small figures are good.
    confidence
        Probability of a right choice.
    first_stage
        Replications before the first look, from which variances are estimated.
    step
        Replications between looks.
    max_replications
        Where to stop an undecided race; the outcome then says it is not proven.

    Raises
    ------
    InputError
        If there are fewer than two systems or a number has no meaning.
    """
    _check(n_systems, indifference=indifference, confidence=confidence)
    if first_stage < _AT_LEAST or step < 1 or max_replications < first_stage:
        raise InputError(
            "first_stage ≥ 2, step ≥ 1 and max_replications ≥ first_stage are needed, got "
            f"{first_stage}, {step} and {max_replications}"
        )
    sign = -1.0 if is_lower_better else 1.0
    racing = tuple(range(n_systems))
    figures = sign * observe(racing, range(first_stage))
    spread = figures[:, :, np.newaxis] - figures[:, np.newaxis, :]
    variances = spread.var(axis=0, ddof=1)
    _, h2 = kn_constants(n_systems, first_stage=first_stage, confidence=confidence)
    sums, r = figures.sum(axis=0), first_stage
    used = np.full(n_systems, first_stage)
    while True:
        index = np.array(racing)
        among = variances[np.ix_(index, index)]
        stays = keeps(sums[index] / r, among, r, indifference=indifference, h2=h2)
        index, among = index[stays], among[np.ix_(stays, stays)]
        racing = tuple(int(system) for system in index)
        if len(racing) == 1 or _is_tied(sums[index], among, r, indifference=indifference, h2=h2):
            return _outcome(racing, sums, used, is_proven=True)
        if r >= max_replications:
            return _outcome(racing, sums, used, is_proven=False)
        numbers = range(r, min(r + step, max_replications))
        sums[list(racing)] += sign * observe(racing, numbers).sum(axis=0)
        r = numbers.stop
        used[list(racing)] = r


def select_plan(
    cells: Sequence[Cell],
    metric: str,
    *,
    indifference: float,
    is_lower_better: bool,
    confidence: float = CONFIDENCE,
    first_stage: int = FIRST_STAGE,
    step: int = 1,
    max_replications: int = MAX_REPLICATIONS,
    n_jobs: int = 1,
    progress: bool = False,
    measure: Measure = run_and_summarise,
) -> Selection:
    """Race the plans of some cells on one metric; see :func:`select_best`.

    The cells' own numbers of replications are not used.

    Raises
    ------
    InputError
        If a replication failed or had nothing to measure: a race needs every figure.
    """

    def observe(systems: tuple[int, ...], numbers: range) -> FloatArray:
        chosen = [cells[system].replicated(numbers) for system in systems]
        rows = run_cells(chosen, n_jobs=n_jobs, progress=progress, measure=measure)
        for row in rows:
            if row.get(metric) is None:
                reason = row[FAILED] or f"metric '{metric}' is unknown or had nothing to measure"
                raise InputError(f"{row['scenario']} replication {row['replication']}: {reason}")
        figures = np.array([float(str(row[metric])) for row in rows])
        return figures.reshape(len(systems), len(numbers)).T

    return select_best(
        observe,
        len(cells),
        indifference=indifference,
        is_lower_better=is_lower_better,
        confidence=confidence,
        first_stage=first_stage,
        step=step,
        max_replications=max_replications,
    )


def _is_tied(
    sums: FloatArray, variances: FloatArray, r: int, *, indifference: float, h2: float
) -> bool:
    """Return whether no slack is left and all are exactly equal: any of them is best."""
    is_spent = bool(np.all(h2 * variances <= r * indifference**2))
    return is_spent and bool(np.all(sums == sums[0]))


def _outcome(
    racing: tuple[int, ...], sums: FloatArray, used: NDArray[np.int_], *, is_proven: bool
) -> Selection:
    best = max(racing, key=lambda system: (float(sums[system]), -system))
    return Selection(best, racing, tuple(int(count) for count in used), is_proven)


def _check(n_systems: int, *, indifference: float, confidence: float) -> None:
    if n_systems < _AT_LEAST:
        raise InputError(f"a selection needs at least two plans, got {n_systems}")
    if indifference <= 0.0:
        raise InputError(f"indifference must be positive, got {indifference}")
    if not 1.0 / n_systems < confidence < 1.0:
        raise InputError(f"confidence must lie between 1/{n_systems} and 1, got {confidence}")
