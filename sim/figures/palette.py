"""Pictures with a palette: a third of the bytes, and flat colours exactly as they were.

The commonest colours, which are those of fills, lines and paper, are kept as they are; the many
shades at the edges of lines share the rest of the palette, spread as widely as can be.
"""

from io import BytesIO

import numpy as np

_EXACT, _MOST = 96, 256
_ALL_COLOURS = 1 << 24


def with_palette(png: bytes) -> bytes:
    """Return a PNG picture as one of 256 colours, without transparency.

    Parameters
    ----------
    png
        The picture in full colour.
    """
    from PIL import Image  # noqa: PLC0415  # comes with matplotlib

    with Image.open(BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    found = sorted(picture.getcolors(_ALL_COLOURS) or [], reverse=True)
    colours = np.array([colour for _, colour in found], dtype=np.float64)
    palette = _completed(colours)
    index_of = np.zeros(_ALL_COLOURS, dtype=np.uint8)
    index_of[_codes(colours.astype(np.int64))] = _square(colours, palette).argmin(axis=1)
    flat = Image.fromarray(index_of[_codes(np.asarray(picture, dtype=np.int32))])
    flat.putpalette(palette.astype(np.uint8).tobytes())
    written = BytesIO()
    flat.save(written, format="png")
    return written.getvalue()


def _completed(colours: np.ndarray) -> np.ndarray:
    """Return a palette (256, 3): the first of some colours (N, 3), then always the farthest.

    The farthest from all those chosen, so that a rare mark keeps its colour (Gonzalez 1985).
    """
    chosen = list(range(min(_EXACT, len(colours))))
    far = _square(colours, colours[chosen]).min(axis=1)
    while len(chosen) < _MOST and far.max(initial=0) > 0:
        chosen.append(int(far.argmax()))
        far = np.minimum(far, _square(colours, colours[chosen[-1:]])[:, 0])
    return colours[chosen]


def _square(colours: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the square distances (N, M) between colours (N, 3) and others (M, 3)."""
    products = colours @ others.T
    square: np.ndarray = (
        (colours**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)[None, :] - 2 * products
    )
    return square


def _codes(colours: np.ndarray) -> np.ndarray:
    """Return one number for each colour (..., 3)."""
    codes: np.ndarray = (colours[..., 0] << 16) | (colours[..., 1] << 8) | colours[..., 2]
    return codes
