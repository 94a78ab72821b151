"""What is written on the longer scenes, and what is to stand there instead."""

from __future__ import annotations

COURSES = (
    (
        "Vorspeisen",
        "Starters",
        (
            (
                "Tagessuppe mit Brot",
                "Soup of the day",
                "6,50",
                "mit frischen Kräutern",
                "with fresh herbs",
            ),
            (
                "Gemischter Salat",
                "Mixed salad",
                "8,90",
                "Tomaten, Gurken, Zwiebeln",
                "tomatoes, cucumber",
            ),
            (
                "Geräucherter Lachs",
                "Smoked salmon",
                "12,40",
                "",
                "",
            ),
        ),
    ),
    (
        "Hauptgerichte",
        "Main courses",
        (
            (
                "Schweinebraten mit Knödel",
                "Roast pork with dumplings",
                "16,80",
                "in dunkler Biersauce",
                "in dark beer gravy",
            ),
            (
                "Gebratene Forelle",
                "Fried trout",
                "19,20",
                "mit Petersilienkartoffeln",
                "with parsley potatoes",
            ),
            (
                "Käsespätzle",
                "Cheese noodles",
                "13,60",
                "",
                "",
            ),
        ),
    ),
    (
        "Nachspeisen",
        "Desserts",
        (
            (
                "Apfelstrudel mit Sahne",
                "Apple strudel with cream",
                "7,20",
                "",
                "",
            ),
            (
                "Rote Grütze",
                "Red berry jelly",
                "6,80",
                "mit Vanillesauce",
                "with vanilla sauce",
            ),
        ),
    ),
)
"""Of a menu: headings with their dishes: name, translation, price, note and its translation."""

LEFT = (
    (
        (
            "For thirty years the lamp on the rock had been lit by the same pair of hands. "
            "Every evening the old man climbed the two hundred steps and looked out over the "
            "water before he struck the match."
        ),
        (
            "Dreißig Jahre lang wurde die Lampe auf dem Felsen von denselben Händen "
            "entzündet. Jeden Abend stieg der Alte die zweihundert Stufen hinauf und sah "
            "aufs Wasser."
        ),
    ),
    (
        ("Ships passed far away, small as toys, and never knew his name. He knew all of theirs."),
        (
            "Schiffe zogen fern vorbei, klein wie Spielzeug, und kannten seinen Namen nie. "
            "Er kannte alle ihre."
        ),
    ),
    (
        (
            "In winter the waves reached the windows of the kitchen, and the boat with bread "
            "and letters could not land for weeks."
        ),
        (
            "Im Winter schlugen die Wellen bis an die Fenster der Küche, und wochenlang "
            "konnte kein Boot mit Brot und Briefen landen."
        ),
    ),
)
RIGHT = (
    (
        (
            "One morning a letter came that he did not open. It lay on the table beside the "
            "clock, and he walked around it as one walks around a sleeping dog."
        ),
        (
            "Eines Morgens kam ein Brief, den er nicht öffnete. Er lag auf dem Tisch neben "
            "der Uhr, und er ging um ihn herum wie um einen schlafenden Hund."
        ),
    ),
    (
        (
            "The light, it said when he read it at last, would be kept by a machine from the "
            "spring on."
        ),
        "Das Licht, so stand darin, werde vom Frühling an eine Maschine hüten.",
    ),
    (
        (
            "He folded the paper, went up the stairs and cleaned the glass until it shone "
            "like water."
        ),
        "Er faltete das Blatt, stieg hinauf und putzte das Glas, bis es glänzte wie Wasser.",
    ),
)
"""Of a page with two columns."""

RETURN = (
    "Please return borrowed books to the desk on the ground floor before closing "
    "time. A reader's card can be renewed online."
)
RETURN_IN_ARABIC = (
    "يرجى إعادة الكتب المستعارة إلى المكتب في الطابق الأرضي قبل موعد الإغلاق. يمكن "
    "تجديد بطاقة القارئ عبر الإنترنت."
)
TODAY = (
    "Today we recommend grilled fish with miso soup, and tempura of the vegetables "
    "of the season. There are many kinds of sake too."
)

NOTHING = "Dies ist ein längerer Absatz, der über drei Zeilen einer Spalte geht und gar nichts sagt"

QUIET = (
    "Bitte vermeiden Sie nach zweiundzwanzig Uhr jeden Lärm im Treppenhaus und auf dem Hof.",
    "Please avoid any noise in the stairway and in the yard after ten in the evening.",
)
BICYCLES = (
    "Fahrräder gehören in den Keller und nicht vor die Türen der Nachbarn.",
    "Bicycles belong in the cellar, not in front of the neighbours' doors.",
)
