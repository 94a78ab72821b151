"""Names of months, currencies and units, by language; one and many parted by a slash."""

from __future__ import annotations

MONTHS = {
    code: tuple(names.split())
    for code, names in {
        "en": "January February March April May June July August September October November "
        "December",
        "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre "
        "décembre",
        "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
        "diciembre",
        "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre "
        "novembre dicembre",
        "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
        "dezembro",
        "nl": "januari februari maart april mei juni juli augustus september oktober november "
        "december",
        "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    }.items()
}

_SIGNS = ("$", "€", "£", "¥", "₹", "₽", "CHF", "R$", "zł")
_MONEY = {
    "en": "dollar/dollars/cents euro/euros/cents pound/pounds/pence yen rupee/rupees "
    "ruble/rubles franc/francs real/reais zloty",
    "de": "Dollar/Dollar/Cent Euro/Euro/Cent Pfund/Pfund/Pence Yen Rupie/Rupien Rubel "
    "Franken Real/Reais Zloty",
    "fr": "dollar/dollars/cents euro/euros/centimes livre/livres/pence yen/yens "
    "roupie/roupies rouble/roubles franc/francs real/reals zloty",
    "es": "dólar/dólares/centavos euro/euros/céntimos libra/libras/peniques yen/yenes "
    "rupia/rupias rublo/rublos franco/francos real/reales esloti/eslotis",
    "it": "dollaro/dollari/centesimi euro/euro/centesimi sterlina/sterline/penny yen rupia/rupie "
    "rublo/rubli franco/franchi real/reais zloty",
    "pt": "dólar/dólares/cêntimos euro/euros/cêntimos libra/libras/pence iene/ienes "
    "rupia/rupias rublo/rublos franco/francos real/reais zloty",
    "nl": "dollar/dollar/cent euro/euro/cent pond/pond/pence yen roepie/roepies roebel "
    "frank real zloty",
    "ru": "доллар/долларов евро фунт/фунтов иена/иен рупия/рупий рубль/рублей франк/франков "
    "реал/реалов злотый/злотых",
    "zh": "美元 欧元 英镑 元 卢比 卢布 瑞士法郎 雷亚尔 兹罗提",
    "ja": "ドル ユーロ ポンド 円 ルピー ルーブル スイスフラン レアル ズウォティ",
}
_ALSO = {"US$": "$", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "руб": "₽"}
CURRENCIES: dict[str, dict[str, str]] = {}
"""By language and sign: one, many and the name of the hundredth part, where it has one."""
for _code, _names in _MONEY.items():
    CURRENCIES[_code] = dict(zip(_SIGNS, _names.split(), strict=True))
    CURRENCIES[_code] |= {name: CURRENCIES[_code][sign] for name, sign in _ALSO.items()}

_CODES = ("en", "de", "fr", "es", "it", "pt", "nl", "ru", "zh", "ja")
_MEASURES = """
km/h|kilometer per hour/kilometers per hour|Kilometer pro Stunde|
  kilomètre heure/kilomètres heure|kilómetro por hora/kilómetros por hora|
  chilometro orario/chilometri orari|quilômetro por hora/quilômetros por hora|kilometer per uur|
  километров в час|公里每小时|キロメートル毎時
m/s|meter per second/meters per second|Meter pro Sekunde|mètre par seconde/mètres par seconde|
  metro por segundo/metros por segundo|metro al secondo/metri al secondo|
  metro por segundo/metros por segundo|meter per seconde|метров в секунду|米每秒|メートル毎秒
mph|mile per hour/miles per hour|Meilen pro Stunde|miles par heure|millas por hora|miglia orarie|
  milhas por hora|mijl per uur|миль в час|英里每小时|マイル毎時
km²|square kilometer/square kilometers|Quadratkilometer|kilomètre carré/kilomètres carrés|
  kilómetro cuadrado/kilómetros cuadrados|chilometro quadrato/chilometri quadrati|
  quilômetro quadrado/quilômetros quadrados|vierkante kilometer|квадратных километров|平方公里|
  平方キロメートル
m²|square meter/square meters|Quadratmeter|mètre carré/mètres carrés|
  metro cuadrado/metros cuadrados|metro quadrato/metri quadrati|metro quadrado/metros quadrados|
  vierkante meter|квадратных метров|平方米|平方メートル
cm²|square centimeter/square centimeters|Quadratzentimeter|centimètre carré/centimètres carrés|
  centímetro cuadrado/centímetros cuadrados|centimetro quadrato/centimetri quadrati|
  centímetro quadrado/centímetros quadrados|vierkante centimeter|квадратных сантиметров|平方厘米|
  平方センチメートル
m³|cubic meter/cubic meters|Kubikmeter|mètre cube/mètres cubes|metro cúbico/metros cúbicos|
  metro cubo/metri cubi|metro cúbico/metros cúbicos|kubieke meter|кубических метров|立方米|
  立方メートル
km|kilometer/kilometers|Kilometer|kilomètre/kilomètres|kilómetro/kilómetros|
  chilometro/chilometri|quilômetro/quilômetros|kilometer|километров|公里|キロメートル
m|meter/meters|Meter|mètre/mètres|metro/metros|metro/metri|metro/metros|meter|метров|米|メートル
cm|centimeter/centimeters|Zentimeter|centimètre/centimètres|centímetro/centímetros|
  centimetro/centimetri|centímetro/centímetros|centimeter|сантиметров|厘米|センチメートル
mm|millimeter/millimeters|Millimeter|millimètre/millimètres|milímetro/milímetros|
  millimetro/millimetri|milímetro/milímetros|millimeter|миллиметров|毫米|ミリメートル
µm|micrometer/micrometers|Mikrometer|micromètre/micromètres|micrómetro/micrómetros|
  micrometro/micrometri|micrômetro/micrômetros|micrometer|микрометров|微米|マイクロメートル
kg|kilogram/kilograms|Kilogramm|kilogramme/kilogrammes|kilogramo/kilogramos|
  chilogrammo/chilogrammi|quilograma/quilogramas|kilogram|килограммов|公斤|キログラム
g|gram/grams|Gramm|gramme/grammes|gramo/gramos|grammo/grammi|grama/gramas|gram|граммов|克|グラム
mg|milligram/milligrams|Milligramm|milligramme/milligrammes|miligramo/miligramos|
  milligrammo/milligrammi|miligrama/miligramas|milligram|миллиграммов|毫克|ミリグラム
l|liter/liters|Liter|litre/litres|litro/litros|litro/litri|litro/litros|liter|литров|升|リットル
ml|milliliter/milliliters|Milliliter|millilitre/millilitres|mililitro/mililitros|
  millilitro/millilitri|mililitro/mililitros|milliliter|миллилитров|毫升|ミリリットル
lb|pound/pounds|Pfund|livre/livres|libra/libras|libbra/libbre|libra/libras|pond|фунтов|磅|ポンド
oz|ounce/ounces|Unzen|once/onces|onza/onzas|oncia/once|onça/onças|ounce|унций|盎司|オンス
ft|foot/feet|Fuß|pied/pieds|pie/pies|piede/piedi|pé/pés|voet|футов|英尺|フィート
°C|degree Celsius/degrees Celsius|Grad Celsius|degré Celsius/degrés Celsius|
  grado Celsius/grados Celsius|grado Celsius/gradi Celsius|grau Celsius/graus Celsius|
  graden Celsius|градусов Цельсия|摄氏度|度
℃|degree Celsius/degrees Celsius|Grad Celsius|degré Celsius/degrés Celsius|
  grado Celsius/grados Celsius|grado Celsius/gradi Celsius|grau Celsius/graus Celsius|
  graden Celsius|градусов Цельсия|摄氏度|度
°F|degree Fahrenheit/degrees Fahrenheit|Grad Fahrenheit|degré Fahrenheit/degrés Fahrenheit|
  grado Fahrenheit/grados Fahrenheit|grado Fahrenheit/gradi Fahrenheit|
  grau Fahrenheit/graus Fahrenheit|graden Fahrenheit|градусов Фаренгейта|华氏度|華氏度
Hz|hertz|Hertz|hertz|hercios|hertz|hertz|hertz|герц|赫兹|ヘルツ
kHz|kilohertz|Kilohertz|kilohertz|kilohercios|kilohertz|quilohertz|kilohertz|килогерц|千赫|
  キロヘルツ
MHz|megahertz|Megahertz|mégahertz|megahercios|megahertz|megahertz|megahertz|мегагерц|兆赫|
  メガヘルツ
GHz|gigahertz|Gigahertz|gigahertz|gigahercios|gigahertz|gigahertz|gigahertz|гигагерц|吉赫|
  ギガヘルツ
kB|kilobyte/kilobytes|Kilobyte|kilo-octets|kilobytes|kilobyte|quilobytes|kilobyte|килобайт|
  千字节|キロバイト
MB|megabyte/megabytes|Megabyte|mégaoctets|megabytes|megabyte|megabytes|megabyte|мегабайт|兆字节|
  メガバイト
GB|gigabyte/gigabytes|Gigabyte|gigaoctets|gigabytes|gigabyte|gigabytes|gigabyte|гигабайт|GB|
  ギガバイト
TB|terabyte/terabytes|Terabyte|téraoctets|terabytes|terabyte|terabytes|terabyte|терабайт|TB|
  テラバイト
Mbit/s|megabits per second|Megabit pro Sekunde|mégabits par seconde|megabits por segundo|
  megabit al secondo|megabits por segundo|megabit per seconde|мегабит в секунду|兆比特每秒|
  メガビット毎秒
kWh|kilowatt hour/kilowatt hours|Kilowattstunden|kilowattheures|kilovatios hora|chilowattora|
  quilowatts-hora|kilowattuur|киловатт-часов|千瓦时|キロワット時
kW|kilowatt/kilowatts|Kilowatt|kilowatts|kilovatios|chilowatt|quilowatts|kilowatt|киловатт|千瓦|
  キロワット
W|watt/watts|Watt|watts|vatios|watt|watts|watt|ватт|瓦|ワット
V|volt/volts|Volt|volts|voltios|volt|volts|volt|вольт|伏|ボルト
"""
UNITS: dict[str, dict[str, str]] = {}
"""By sign, then by language."""
for _line in _MEASURES.replace("\n  ", "").strip().split("\n"):
    _sign, *_said = _line.split("|")
    UNITS[_sign] = dict(zip(_CODES, _said, strict=True))
UNITS["km/u"] = {"nl": UNITS["km/h"]["nl"]}
for _own, _latin in (
    ("км/ч", "km/h"),
    ("м²", "m²"),
    ("км", "km"),
    ("м", "m"),
    ("см", "cm"),
    ("мм", "mm"),
    ("кг", "kg"),
    ("г", "g"),
    ("мл", "ml"),
    ("л", "l"),
):
    UNITS[_own] = {"ru": UNITS[_latin]["ru"]}
