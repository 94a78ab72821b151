"""What letters, accents and marks are called when a word is spelled, by language.

Alphabets: NATO (ICAO Annex 10), DIN 5009:2022 for German, and those that are usual on the telephone
in France, Spain, Italy and Russia.
"""

from __future__ import annotations


def _alphabet(words: str) -> dict[str, str]:
    return {word[0].lower(): word for word in words.split()}


ALPHABETS = {
    "": _alphabet(
        "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November "
        "Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"
    ),
    "de": _alphabet(
        "Aachen Berlin Chemnitz Düsseldorf Essen Frankfurt Goslar Hamburg Ingelheim Jena Köln "
        "Leipzig München Nürnberg Offenbach Potsdam Quickborn Rostock Salzwedel Tübingen Unna "
        "Völklingen Wuppertal Xanten Ypsilon Zwickau"
    )
    | {"ä": "Umlaut Aachen", "ö": "Umlaut Offenbach", "ü": "Umlaut Unna", "ß": "Eszett"},
    "fr": _alphabet(
        "Anatole Berthe Célestin Désiré Eugène François Gaston Henri Irma Joseph Kléber Louis "
        "Marcel Nicolas Oscar Pierre Quintal Raoul Suzanne Thérèse Ursule Victor William Xavier "
        "Yvonne Zoé"
    ),
    "es": _alphabet(
        "Antonio Barcelona Carmen Dolores Enrique Francia Gerona Historia Inés José Kilo Lorenzo "
        "Madrid Navarra Oviedo París Querido Ramón Sábado Toledo Ulises Valencia Washington "
        "Xiquena Yegua Zaragoza Ñoño"
    ),
    "it": _alphabet(
        "Ancona Bologna Como Domodossola Empoli Firenze Genova Hotel Imola Jolly Kappa Livorno "
        "Milano Napoli Otranto Padova Quarto Roma Savona Torino Udine Venezia Washington "
        "Xilofono York Zara"
    ),
    "ru": _alphabet(
        "Анна Борис Василий Григорий Дмитрий Елена Ёлка Женя Зинаида Иван Константин Леонид "
        "Михаил Николай Ольга Павел Роман Семён Татьяна Ульяна Фёдор Харитон Цапля Человек Шура "
        "Щука Эхо Юрий Яков"
    )
    | {"й": "Иван краткий", "ъ": "твёрдый знак", "ы": "еры", "ь": "мягкий знак"},
}
"""By language and small letter; under the empty name that of NATO."""

CAPITAL = {
    "en": "cap {}",
    "de": "groß {}",
    "fr": "{} majuscule",
    "es": "{} mayúscula",
    "it": "{} maiuscola",
    "pt": "{} maiúscula",
    "nl": "hoofdletter {}",
    "ru": "заглавная {}",
}

LETTERS_OF = {
    "de": "äöüß",
    "sv": "åäö",
    "fi": "åäö",
    "da": "æøå",
    "nb": "æøå",
    "no": "æøå",
    "nn": "æøå",
    "is": "áðéíóúýþæö",
    "es": "ñ",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "tr": "çğıöşü",
    "ro": "ăâîșțşţ",
    "hr": "čćđšž",
    "sl": "čšž",
    "et": "äõöüšž",
    "lv": "āčēģīķļņšūž",
    "lt": "ąčęėįšųūž",
    "vi": "ăâđêôơư",
}
"""Letters of Latin script that a voice of the language has a name for."""

ACCENTS = {
    "en": {
        "\u0301": "acute",
        "\u0300": "grave",
        "\u0302": "circumflex",
        "\u0308": "umlaut",
        "\u0303": "tilde",
        "\u0327": "cedilla",
        "\u030a": "ring",
        "\u030c": "caron",
        "\u0304": "macron",
        "\u0306": "breve",
        "\u0328": "ogonek",
        "\u0307": "dot",
    },
    "de": {
        "\u0301": "Akut",
        "\u0300": "Gravis",
        "\u0302": "Zirkumflex",
        "\u0308": "Umlaut",
        "\u0303": "Tilde",
        "\u0327": "Cedille",
        "\u030a": "Ring",
        "\u030c": "Hatschek",
    },
    "fr": {
        "\u0301": "accent aigu",
        "\u0300": "accent grave",
        "\u0302": "accent circonflexe",
        "\u0308": "tréma",
        "\u0303": "tilde",
        "\u0327": "cédille",
    },
    "es": {
        "\u0301": "con acento",
        "\u0300": "con acento grave",
        "\u0302": "con circunflejo",
        "\u0308": "con diéresis",
        "\u0327": "con cedilla",
    },
    "it": {
        "\u0301": "accento acuto",
        "\u0300": "accento grave",
        "\u0302": "circonflesso",
        "\u0308": "dieresi",
    },
    "pt": {
        "\u0301": "agudo",
        "\u0300": "grave",
        "\u0302": "circunflexo",
        "\u0303": "til",
        "\u0327": "cedilha",
        "\u0308": "trema",
    },
    "nl": {
        "\u0301": "accent aigu",
        "\u0300": "accent grave",
        "\u0302": "circonflexe",
        "\u0308": "trema",
    },
}
"""By language and combining mark."""

_SIGNS = " \n\t.,-_'’\"“”!?:;()[]{}/\\@#&%+=*<>€$£–—…°§|~^`"
_NAMES = {
    "en": "space|new line|tab|dot|comma|dash|underscore|apostrophe|apostrophe|quote|open quote|"
    "close quote|exclamation mark|question mark|colon|semicolon|open paren|close paren|"
    "open bracket|close bracket|open brace|close brace|slash|backslash|at|hash|and|percent|plus|"
    "equals|star|less than|greater than|euro|dollar|pound|en dash|em dash|dots|degree|section|"
    "bar|tilde|caret|backtick",
    "de": "Leerzeichen|neue Zeile|Tabulator|Punkt|Komma|Bindestrich|Unterstrich|Apostroph|"
    "Apostroph|Anführungszeichen|Anführung auf|Anführung zu|Ausrufezeichen|Fragezeichen|"
    "Doppelpunkt|Semikolon|Klammer auf|Klammer zu|eckige Klammer auf|eckige Klammer zu|"
    "geschweifte Klammer auf|geschweifte Klammer zu|Schrägstrich|Rückstrich|ät|Raute|und|Prozent|"
    "plus|gleich|Stern|kleiner|größer|Euro|Dollar|Pfund|Gedankenstrich|Langstrich|Auslassung|Grad|"
    "Paragraf|senkrechter Strich|Tilde|Zirkumflex|Gravis",
    "fr": "espace|nouvelle ligne|tabulation|point|virgule|tiret|tiret bas|apostrophe|apostrophe|"
    "guillemet|guillemet ouvrant|guillemet fermant|point d'exclamation|point d'interrogation|"
    "deux-points|point-virgule|parenthèse ouvrante|parenthèse fermante|crochet ouvrant|"
    "crochet fermant|accolade ouvrante|accolade fermante|barre|barre inverse|arobase|dièse|et|"
    "pour cent|plus|égal|étoile|inférieur|supérieur|euro|dollar|livre|tiret demi-cadratin|"
    "tiret cadratin|points de suspension|degré|paragraphe|barre verticale|tilde|circonflexe|"
    "accent grave",
    "es": "espacio|nueva línea|tabulador|punto|coma|guion|guion bajo|apóstrofo|apóstrofo|comilla|"
    "abrir comillas|cerrar comillas|exclamación|interrogación|dos puntos|punto y coma|"
    "abrir paréntesis|cerrar paréntesis|abrir corchete|cerrar corchete|abrir llave|cerrar llave|"
    "barra|barra inversa|arroba|almohadilla|y|por ciento|más|igual|asterisco|menor|mayor|euro|"
    "dólar|libra|guion medio|raya|puntos suspensivos|grado|sección|barra vertical|tilde|"
    "circunflejo|acento grave",
    "it": "spazio|a capo|tabulazione|punto|virgola|trattino|trattino basso|apostrofo|apostrofo|"
    "virgolette|apri virgolette|chiudi virgolette|punto esclamativo|punto interrogativo|"
    "due punti|punto e virgola|apri parentesi|chiudi parentesi|apri quadra|chiudi quadra|"
    "apri graffa|chiudi graffa|barra|barra inversa|chiocciola|cancelletto|e|percento|più|uguale|"
    "asterisco|minore|maggiore|euro|dollaro|sterlina|lineetta|trattino lungo|puntini|grado|"
    "paragrafo|barra verticale|tilde|circonflesso|accento grave",
    "pt": "espaço|nova linha|tabulação|ponto|vírgula|hífen|sublinhado|apóstrofo|apóstrofo|aspas|"
    "abre aspas|fecha aspas|exclamação|interrogação|dois pontos|ponto e vírgula|abre parênteses|"
    "fecha parênteses|abre colchete|fecha colchete|abre chave|fecha chave|barra|"
    "barra invertida|arroba|cerquilha|e|por cento|mais|igual|asterisco|menor|maior|euro|dólar|"
    "libra|meia-risca|travessão|reticências|grau|parágrafo|barra vertical|til|circunflexo|crase",
    "nl": "spatie|nieuwe regel|tab|punt|komma|streepje|liggend streepje|apostrof|apostrof|"
    "aanhalingsteken|aanhaling open|aanhaling sluiten|uitroepteken|vraagteken|dubbele punt|"
    "puntkomma|haakje openen|haakje sluiten|vierkant haakje openen|vierkant haakje sluiten|"
    "accolade openen|accolade sluiten|schuine streep|omgekeerde schuine streep|apenstaartje|"
    "hekje|en|procent|plus|is|sterretje|kleiner dan|groter dan|euro|dollar|pond|"
    "gedachtestreepje|lang streepje|beletselteken|graden|paragraaf|verticale streep|tilde|"
    "dakje|accent grave",
    "ru": "пробел|новая строка|табуляция|точка|запятая|дефис|подчёркивание|апостроф|апостроф|"
    "кавычка|открыть кавычки|закрыть кавычки|восклицательный знак|вопросительный знак|двоеточие|"
    "точка с запятой|открыть скобку|закрыть скобку|открыть квадратную скобку|"
    "закрыть квадратную скобку|открыть фигурную скобку|закрыть фигурную скобку|косая черта|"
    "обратная косая черта|собака|решётка|амперсанд|процент|плюс|равно|звёздочка|меньше|больше|"
    "евро|доллар|фунт|короткое тире|тире|многоточие|градус|параграф|вертикальная черта|тильда|"
    "крышка|обратный апостроф",
}
MARKS = {code: dict(zip(_SIGNS, names.split("|"), strict=True)) for code, names in _NAMES.items()}
"""By language and sign."""
