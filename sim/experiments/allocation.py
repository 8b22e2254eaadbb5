r"""How to split a fixed budget of replications between plans: OCBA.

Optimal computing budget allocation spends replications where they tell the best plan from its
rivals: many on noisy and close rivals, few on hopeless ones. Beside :mod:`selection`, which
spends until it is sure.
"""

from collections.abc import Sequence

import numpy as np

from sim.core.errors import InputError


def ocba_shares(
    means: Sequence[float], variances: Sequence[float], *, is_lower_better: bool
) -> list[float]:
    r"""Return the share of the budget that each plan should get; shares add up to 1.

    With the best plan b and distances :math:`\delta_i = |\bar x_i - \bar x_b|`,

    .. math::

        \frac{N_i}{N_j} = \left( \frac{\sigma_i / \delta_i}{\sigma_j / \delta_j} \right)^2,
        \quad N_b = \sigma_b \sqrt{\sum_{i \ne b} N_i^2 / \sigma_i^2}

    Assumes independent normal figures, so under common random numbers it is a guide.

    Source: Chen, Lin, Yücesan & Chick 2000, Discrete Event Dynamic Systems 10.

    Parameters
    ----------
    means
        Means so far (k,).
    variances
        Positive variances so far (k,).
    is_lower_better
        Whether small figures are good.

    Raises
    ------
    InputError
        If there are fewer than two plans, a variance is not positive, or a rival equals the
        best exactly, which no budget can tell apart.
    """
    if len(means) < 2 or len(means) != len(variances):  # noqa: PLR2004  # best and a rival
        raise InputError("means and variances of at least two plans are needed, one of each")
    if min(variances) <= 0.0:
        raise InputError("every variance must be positive; run more replications first")
    centre, spread = np.asarray(means, dtype=float), np.sqrt(np.asarray(variances, dtype=float))
    best = int(np.argmin(centre) if is_lower_better else np.argmax(centre))
    rivals = np.arange(len(centre)) != best
    distance = np.abs(centre - centre[best])
    if np.any(distance[rivals] == 0.0):
        raise InputError("two plans have exactly the best mean; no budget tells them apart")
    weight = np.zeros(len(centre))
    weight[rivals] = (spread[rivals] / distance[rivals]) ** 2
    weight[best] = spread[best] * np.sqrt(np.sum((weight[rivals] / spread[rivals]) ** 2))
    return [float(value) for value in weight / weight.sum()]
