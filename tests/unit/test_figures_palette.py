"""Small pictures: fewer bytes, the same flat colours, rare marks not lost."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from test_figures_flood import flood_log, handmade, small_place

from sim import figures
from sim.figures.palette import with_palette

PINK = (204, 121, 167)


def picture_of(png: bytes) -> np.ndarray:
    with Image.open(BytesIO(png)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def busy() -> bytes:
    """Return a picture of thousands of greys and blues, with one small pink mark."""
    shades = np.zeros((300, 300, 3), dtype=np.uint8)
    shades[..., 0] = np.arange(300)[:, None] % 256
    shades[..., 1] = np.arange(300)[None, :] % 256
    shades[..., 2] = 255
    shades[:200] = 255
    image = Image.fromarray(shades)
    ImageDraw.Draw(image).rectangle((10, 10, 13, 13), fill=PINK)
    png = BytesIO()
    image.save(png, format="png")
    return png.getvalue()


def test_paper_and_a_rare_mark_keep_their_colour() -> None:
    before = picture_of(busy())
    after = picture_of(with_palette(busy()))
    assert (after[100:200] == 255).all()
    assert np.abs(after[11, 11] - PINK).max() <= 16
    assert np.abs(after - before).max() <= 32


def test_a_picture_of_few_colours_is_the_same() -> None:
    png = BytesIO()
    Image.new("RGB", (20, 20), PINK).save(png, format="png")
    assert (picture_of(with_palette(png.getvalue())) == PINK).all()


def test_the_figures_of_the_flood_are_written_small(tmp_path: Path) -> None:
    paths = figures.save_figures(
        flood_log(), small_place(), tmp_path, lang="zh", realisation=handmade()
    )
    names = [path.name for path in paths]
    assert names[-3:] == ["hydrographs_zh.png", "inundation_zh.png", "hazard_points_zh.png"]
    for path in paths[-3:]:
        assert path.stat().st_size < 300_000
        with Image.open(path) as image:
            assert image.mode == "P"
            assert image.width > 1000


def test_the_same_figure_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (
        figures.save_figure(
            figures.inundation_figure(handmade(), small_place(), flood_log()),
            tmp_path / name,
            is_compact=True,
        ).read_bytes()
        for name in ("one.png", "other.png")
    )
    assert one == other
