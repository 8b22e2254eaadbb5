"""The sheet a figure is drawn on: a matplotlib figure that notebooks can show by itself.

Imports matplotlib; imported only when a figure is asked for. Uses no pyplot, so a sheet
belongs to whoever holds it and is gone with the last reference.
"""

from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


class Sheet(Figure):
    """A figure outside pyplot's list of open figures, drawn by the Agg canvas it brings along.

    With a canvas of its own the renderer is made once; without one, every measured text would
    make another.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # whatever Figure takes
        super().__init__(**options)
        FigureCanvasAgg(self)

    def _repr_png_(self) -> bytes:
        """Return the picture as a notebook shows it."""
        picture = BytesIO()
        self.savefig(picture, format="png")
        return picture.getvalue()
