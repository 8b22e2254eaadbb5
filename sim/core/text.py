"""Text in Chinese and English, both first-class."""

from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


class Text(NamedTuple):
    """One phrase in both languages."""

    zh: str
    en: str

    def in_(self, lang: Lang) -> str:
        """Return the phrase in `lang`, or in the other language where one is missing."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)
