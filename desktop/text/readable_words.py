"""The words that stand for signs, by language.

Checked against what espeak-ng 1.51 says; a language that isn't here gets the English ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from desktop.text.scripts import primary

Words = Mapping[str, str]
"""By sign or by name; ``language`` is the code, ``decimal`` the mark before decimals."""

Part = tuple[int, int] | tuple[str, int]
"""A stretch of the source that is kept (start, end), or words and their place."""

Rule = tuple[re.Pattern[str], Callable[[re.Match[str], Words], Sequence[Part] | None]]
"""What to look for, and what is said for it; None: this one stays."""

_NAMES = """
    decimal . / \\ @ _ : ~ + - more to hashtag number minus about blank check cross box stars → ← ↑
    ↓ ↔ ≤ ≥ ≠ per by characters point half quarter three_quarters third two_thirds eighth and
    million billion thousand squared cubed degrees
""".split()  # noqa: SIM905
_SAID = {
    "en": "point|dot|slash|backslash|at|underscore|colon|tilde|plus|dash|and more|to|hashtag|"
    "number|minus|about|blank|check mark|cross|empty box|stars|right arrow|left arrow|up arrow|"
    "down arrow|arrow both ways|is at most|is at least|is not|per|by|characters|"
    "point|one half|one quarter|three quarters|one third|two thirds|one eighth|and|million|billion|"
    "thousand|squared|cubed|degrees",
    "de": "comma|Punkt|Schrägstrich|Rückstrich|ät|Unterstrich|Doppelpunkt|Tilde|plus|Bindestrich|"
    "und mehr|bis|Hashtag|Nummer|minus|etwa|frei|Häkchen|Kreuz|leeres Kästchen|Sterne|Pfeil rechts|"
    "Pfeil links|Pfeil hoch|Pfeil runter|Doppelpfeil|höchstens|mindestens|ungleich|pro|mal|"
    "Zeichen|Punkt|einhalb|ein Viertel|drei Viertel|ein Drittel|zwei Drittel|ein Achtel|und|"
    "Millionen|Milliarden|Tausend|Quadrat|hoch drei|Grad",
    "fr": "comma|point|barre|barre inverse|arobase|tiret bas|deux-points|tilde|plus|tiret|"
    "et la suite|à|hashtag|numéro|moins|environ|vide|coche|croix|case vide|étoiles|flèche droite|"
    "flèche gauche|flèche haut|flèche bas|double flèche|inférieur ou égal à|supérieur ou égal à|"
    "différent de|par|sur|caractères|point|un demi|un quart|trois quarts|un tiers|deux tiers|"
    "un huitième|et|millions|milliards|mille|au carré|au cube|degrés",
    "es": "comma|punto|barra|barra inversa|arroba|guion bajo|dos puntos|tilde|más|guion|y más|a|"
    "hashtag|número|menos|unos|en blanco|marca|cruz|casilla vacía|estrellas|flecha derecha|"
    "flecha izquierda|flecha arriba|flecha abajo|doble flecha|menor o igual que|"
    "mayor o igual que|distinto de|por|por|caracteres|punto|medio|un cuarto|tres cuartos|"
    "un tercio|dos tercios|un octavo|y|millones|mil millones|mil|al cuadrado|al cubo|grados",
    "it": "comma|punto|barra|barra inversa|chiocciola|trattino basso|due punti|tilde|più|trattino|"
    "e altro|a|hashtag|numero|meno|circa|vuoto|spunta|croce|casella vuota|stelle|freccia destra|"
    "freccia sinistra|freccia su|freccia giù|doppia freccia|minore o uguale a|"
    "maggiore o uguale a|diverso da|al|per|caratteri|punto|mezzo|un quarto|tre quarti|un terzo|"
    "due terzi|un ottavo|e|milioni|miliardi|mila|al quadrato|al cubo|gradi",
    "pt": "comma|ponto|barra|barra invertida|arroba|sublinhado|dois pontos|til|mais|hífen|e mais|a|"
    "hashtag|número|menos|cerca de|em branco|visto|cruz|caixa vazia|estrelas|seta direita|"
    "seta esquerda|seta para cima|seta para baixo|seta dupla|menor ou igual a|"
    "maior ou igual a|diferente de|por|por|caracteres|ponto|meio|um quarto|três quartos|"
    "um terço|dois terços|um oitavo|e|milhões|bilhões|mil|ao quadrado|ao cubo|graus",
    "nl": "comma|punt|schuine streep|omgekeerde schuine streep|apenstaartje|liggend streepje|"
    "dubbele punt|tilde|plus|streepje|en meer|tot|hashtag|nummer|min|ongeveer|leeg|vinkje|kruis|"
    "leeg vakje|sterren|pijl rechts|pijl links|pijl omhoog|pijl omlaag|dubbele pijl|"
    "hoogstens|minstens|niet gelijk aan|per|bij|tekens|punt|een half|een kwart|driekwart|"
    "een derde|twee derde|een achtste|en|miljoen|miljard|duizend|kwadraat|tot de derde|graden",
    "ru": "comma|точка|косая черта|обратная косая черта|собака|подчёркивание|двоеточие|тильда|"
    "плюс|дефис|и далее|до|хештег|номер|минус|около|пусто|галочка|крестик|пустой квадрат|звёзд|"
    "стрелка вправо|стрелка влево|стрелка вверх|стрелка вниз|двойная стрелка|"
    "меньше или равно|больше или равно|не равно|в|на|знаков|точка|половина|четверть|"
    "три четверти|треть|две трети|одна восьмая|и|миллионов|миллиардов|тысяч|в квадрате|в кубе|"
    "градусов",
    "zh": "point|点|斜杠|反斜杠|at|下划线|冒号|波浪线|加|杠|等等|到|话题|号|负|约|空白|对勾|叉|"
    "空框|星|右箭头|左箭头|上箭头|下箭头|双向箭头|小于等于|大于等于|不等于|每|乘|个字符|点|"
    "二分之一|四分之一|四分之三|三分之一|三分之二|八分之一|又|百万|十亿|千|平方|立方|度",
    "ja": "point|ドット|スラッシュ|バックスラッシュ|アット|アンダーバー|コロン|チルダ|プラス|"
    "ハイフン|など|から|ハッシュタグ|番号|マイナス|約|空欄|チェック|バツ|空のボックス|つ星|右矢印|左矢印|"
    "上矢印|下矢印|両矢印|以下|以上|等しくない|毎|かける|文字|点|二分の一|四分の一|四分の三|三分の一|"
    "三分の二|八分の一|と|百万|十億|千|二乗|三乗|度",
}


@lru_cache(maxsize=32)
def words_of(language: str) -> Words:
    """The words of a language (BCP-47), in English where it has none of its own."""
    code = {"cmn": "zh", "yue": "zh", "wuu": "zh"}.get(primary(language), primary(language))
    known = code if code in _SAID else "en"
    said = dict(zip(_NAMES, _SAID[known].split("|"), strict=True))
    if known == "en" and code in _WITH_COMMA:
        said["decimal"] = "comma"
    return {**said, "language": code, "known": known}


_WITH_COMMA = frozenset(
    """
    sv da nb nn no fi is pl cs sk sl hr bs sr bg uk be ro hu el tr ca gl eu lt lv et id vi mk
    """.split()  # noqa: SIM905
)
"""Languages, beside those above, that write decimals behind a comma."""
