"""No tofu: the shipped fonts hold every character that a figure can be asked to write."""

import pytest
from matplotlib.font_manager import FontProperties, fontManager
from test_figures_log import jilin

from sim.core.text import LANGS, Text
from sim.figures import style
from sim.figures.labels import LABELS, MONTHS_EN, label, word
from sim.log.words import WORDS
from sim.metrics import catalogue
from sim.place import Place
from sim.supply.commodities import GoodsStandards

SIGNS = "0123456789,.+-–−×%·…()（）：；，。、“”≥≤±→←°"


def names_of(place: Place) -> list[Text]:
    names = [place.title]
    names += [county.name for county in place.counties]
    names += [county.prefecture for county in place.counties]
    names += [node.name for node in place.nodes] + [zone.name for zone in place.zones]
    names += [site.name for site in place.sites] + [river.name for river in place.rivers]
    names += [reservoir.name for reservoir in place.reservoirs]
    names += [road_class.name for road_class in place.road_classes]
    return names


def test_every_label_can_be_shown_in_both_languages() -> None:
    for key, text in LABELS.items():
        assert text.zh, key
        assert text.en, key
        assert style.missing_characters(text.zh + text.en) == "", key


def test_every_word_metric_and_commodity_can_be_shown() -> None:
    table = GoodsStandards().table.commodities
    texts = [*WORDS.values(), *(metric.title for metric in catalogue())]
    texts += [text for item in table for text in (item.name, item.unit)]
    for text in texts:
        assert style.missing_characters(text.zh + text.en) == "", text


def test_every_name_of_jilin_can_be_shown() -> None:
    names = names_of(jilin())
    assert len(names) > 1000
    assert style.missing_characters("".join(name.zh + name.en for name in names)) == ""


def test_signs_and_the_whole_of_gb2312_can_be_shown() -> None:
    rows = [bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    hanzi = "".join(pair.decode("gb2312", errors="ignore") for pair in rows)
    assert len(hanzi) == 6763
    assert style.missing_characters(hanzi + SIGNS + "".join(MONTHS_EN)) == ""


def test_a_character_of_neither_font_is_named() -> None:
    assert style.missing_characters("吉林\U00020bb7\n省") == "\U00020bb7"


def test_the_font_travels_with_its_licence_and_recipe() -> None:
    folder = style.FONT_FILE.parent
    assert style.FONT_FILE.stat().st_size < 2_000_000
    assert "Apache License" in (folder / "LICENSE-Apache-2.0.txt").read_text(encoding="utf-8")
    notice = (folder / "LICENSE-WenQuanYi-Micro-Hei.txt").read_text(encoding="utf-8")
    assert "The WenQuanYi Project" in notice
    assert "pyftsubset" in (folder / "README.md").read_text(encoding="utf-8")


def test_matplotlib_finds_the_shipped_font_under_its_family_name() -> None:
    style.prepare_fonts()
    assert style.FAMILY[1] in {entry.name for entry in fontManager.ttflist}
    found = fontManager.findfont(
        FontProperties(family=[style.FAMILY[1]]), fallback_to_default=False
    )
    assert "wqy" in str(found).lower()


@pytest.mark.parametrize("lang", LANGS)
def test_labels_fill_in_their_braces(lang: str) -> None:
    assert "15" in label("day", "zh" if lang == "zh" else "en", month=8, day=15, month_name="Aug")


def test_a_word_without_a_label_stands_as_it_is() -> None:
    assert word("linkage", "zh") == "联动规则"
    assert word("my_own_choice", "zh") == "my_own_choice"
