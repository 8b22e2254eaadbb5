"""The stock of one depot (储备物资): what is there, promised, gone and come in.

Books only: no time passes here. Every operation leaves, for each commodity,

    initial + received = on hand + issued,    0 ≤ reserved ≤ on hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.core.errors import InvariantError
from sim.supply.goods import Goods, check_whole


@dataclass(slots=True)
class Stock:
    """Goods of one depot. Changed by a run, through its four operations alone.

    Parameters
    ----------
    depot_id
        The depot, for messages.
    initial
        Goods on hand at the start, in whole units.
    """

    depot_id: str
    initial: Goods
    on_hand: Goods = field(init=False)
    """In the depot, promised or not."""
    reserved: Goods = field(init=False)
    """Of that, promised to shipments that have not left."""
    issued: Goods = field(init=False)
    """Left the depot on a truck."""
    received: Goods = field(init=False)
    """Came in after the start."""

    def __post_init__(self) -> None:
        """Open the books."""
        check_whole(self.initial, what=f"stock of {self.depot_id}")
        self.initial = dict(self.initial)
        self.on_hand = dict(self.initial)
        self.reserved = dict.fromkeys(self.initial, 0.0)
        self.issued = dict.fromkeys(self.initial, 0.0)
        self.received = dict.fromkeys(self.initial, 0.0)

    def available(self) -> Goods:
        """Return what can still be promised."""
        return {key: amount - self.reserved[key] for key, amount in self.on_hand.items()}

    def receive(self, goods: Mapping[str, float]) -> None:
        """Take in goods from outside, or from a truck that came back loaded."""
        check_whole(goods, what=f"receiving at {self.depot_id}")
        for key, amount in goods.items():
            for account in (self.initial, self.on_hand, self.reserved, self.issued, self.received):
                account.setdefault(key, 0.0)
            self.received[key] += amount
            self.on_hand[key] += amount
        self.check()

    def reserve(self, goods: Mapping[str, float]) -> None:
        """Promise goods to a shipment.

        Raises
        ------
        InvariantError
            If more is promised than is available.
        """
        self._demand(goods, self.available(), deed="reserving")
        for key, amount in goods.items():
            if amount:
                self.reserved[key] += amount

    def release(self, goods: Mapping[str, float]) -> None:
        """Take a promise back.

        Raises
        ------
        InvariantError
            If more is released than was promised.
        """
        self._demand(goods, self.reserved, deed="releasing")
        for key, amount in goods.items():
            if amount:
                self.reserved[key] -= amount

    def issue(self, goods: Mapping[str, float]) -> None:
        """Load promised goods on a truck that leaves.

        Raises
        ------
        InvariantError
            If more leaves than was promised.
        """
        self._demand(goods, self.reserved, deed="issuing")
        for key, amount in goods.items():
            if amount:
                self.reserved[key] -= amount
                self.on_hand[key] -= amount
                self.issued[key] += amount
        self.check()

    def check(self) -> None:
        """Check the books.

        Raises
        ------
        InvariantError
            If goods appeared, vanished or are promised twice.
        """
        for key, amount in self.on_hand.items():
            if self.initial[key] + self.received[key] != amount + self.issued[key]:
                raise InvariantError(f"stock of {self.depot_id}: {key} is not conserved")
            if not 0.0 <= self.reserved[key] <= amount:
                raise InvariantError(
                    f"stock of {self.depot_id}: {self.reserved[key]} of {key} promised "
                    f"with {amount} on hand"
                )

    def _demand(
        self, goods: Mapping[str, float], account: Mapping[str, float], *, deed: str
    ) -> None:
        check_whole(goods, what=f"{deed} at {self.depot_id}")
        for key, amount in goods.items():
            if amount > account.get(key, 0.0):
                raise InvariantError(
                    f"{deed} at {self.depot_id}: {amount} of {key} with {account.get(key, 0.0)}"
                )
