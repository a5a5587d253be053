#!/usr/bin/env python3
"""Writes engines/names/fold_table.c: what each letter is read as.

usage: tools/names_fold.py > engines/names/fold_table.c

Decompositions come from the Unicode Character Database (as Python's unicodedata has it); how letters of other
alphabets sound is written below. Run it again after a change here; the table is kept in the repository so that
a build needs no Unicode data.
"""

import unicodedata

# Latin letters that do not decompose.
LATIN = {"ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
         "ı": "i", "ə": "a", "ŋ": "n", "ħ": "h", "ŧ": "t", "ĸ": "k", "ſ": "s", "ɓ": "b", "ɗ": "d", "ƙ": "k",
         "ƴ": "y", "ơ": "o", "ư": "u", "ɛ": "e", "ɔ": "o", "ẞ": "ss", "ȝ": "g", "ƿ": "w"}
CYRILLIC = dict(zip("абвгдезийклмнопрстуфхыэё", "a b v g d e z i i k l m n o p r s t u f h i e e".split()))
CYRILLIC |= {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "yu", "я": "ya", "і": "i",
             "ї": "yi", "є": "ye", "ґ": "g", "ў": "u", "ј": "y", "љ": "ly", "њ": "ny", "ћ": "c", "ђ": "dj", "џ": "dj",
             "ѓ": "g", "ќ": "k", "ѕ": "z", "қ": "k", "ғ": "g", "ң": "n", "ө": "o", "ү": "u", "ұ": "u", "һ": "h",
             "ә": "a", "ҳ": "h", "ҷ": "j", "ӣ": "i", "ӯ": "u", "х": "kh"}
GREEK = dict(zip("αβγδεζηικλμνξοπρσςτυφωχ", "a v g d e z i i k l m n ks o p r s s t i f o h".split()))
GREEK |= {"θ": "th", "ψ": "ps"}
ARMENIAN = dict(zip("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
                    "a b g d e z e e t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts u p k o f ev".split()))
GEORGIAN = dict(zip("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
                    "a b g d e v z t i k l m n o p zh r s t u p k gh k sh ch ts dz ts ch kh j h".split()))
HEBREW = dict(zip("אבגדהוזחטיכךלמםנןסעפףצץקרשת",
                  "a b g d h v z h t i k k l m m n n s a p p ts ts k r sh t".split()))


def kana():
    """Both kana, from the names that Unicode gives to the letters."""
    found = {}
    for code in list(range(0x3041, 0x3097)) + list(range(0x30A1, 0x30FB)):
        name = unicodedata.name(chr(code), "").split(" LETTER ")
        if len(name) == 2:
            sound = name[1].replace("SMALL ", "").lower()
            found[chr(code)] = "" if name[1] == "SMALL TU" else sound if " " not in sound else ""
    return found | {"ー": ""}


def sound_of(char):
    """ASCII letters and digits; None: nothing to say."""
    for table in (LATIN, CYRILLIC, GREEK, ARMENIAN, GEORGIAN, HEBREW, KANA):
        for form in (char, char.lower()):
            if form in table:
                return table[form]
    plain = unicodedata.normalize("NFKD", char)
    if plain == char:
        return None
    parts = [c if c.isascii() else "" if unicodedata.combining(c) else sound_of(c) for c in plain]
    if None in parts:
        return None
    text = "".join(parts).lower()
    return text if text == "" or text.isalnum() else None


KANA = kana()

# Cyrillic and Greek letters that look like a Latin one: where they stand among Latin letters they are meant as it.
LOOKALIKES = dict(zip("аеорсухіјѕԁһԛԝαορνικυτАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
                      "aeopcyxijsdhqwaopvikutabekmhopctyxijsabezhikmnoptyx"))

# Arabic letters into Arabic letters: presentation forms, and the few that are written in several ways.
ARABIC_SAME = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ؤ": "و", "ئ": "ي", "ک": "ك", "ڪ": "ك",
               "ی": "ي", "ې": "ي", "ے": "ي", "ۓ": "ي", "ە": "ه", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ۂ": "ه", "ۃ": "ة",
               "ں": "ن", "ٹ": "ت", "ڈ": "د", "ڑ": "ر", "ڕ": "ر", "ڵ": "ل", "ۆ": "و", "ۇ": "و", "ۋ": "و", "ێ": "ي",
               "ڭ": "ك", "ڨ": "گ", "ڥ": "ڤ", "ټ": "ت", "ډ": "د", "ړ": "ر", "ڼ": "ن", "ۍ": "ي", "څ": "س", "ځ": "ز",
               "ښ": "ش", "ږ": "ز", "ګ": "گ", "ݣ": "گ"}
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءپچژگڤ"  # in the order of enum names_symbol


def arabic_of(char):
    """Arabic letters of the list above, or None."""
    plain = unicodedata.normalize("NFKD", char) if char not in "أإآؤئ" else char
    folded = "".join(ARABIC_SAME.get(c, c) for c in plain if not unicodedata.combining(c) and c != " " and c != "ـ")
    return folded if folded and all(c in ARABIC for c in folded) else None


def lines(items, each=6):
    items = list(items)
    for at in range(0, len(items), each):
        print("    " + ", ".join(items[at:at + each]) + ",")


def main():
    ranges = [(0xA0, 0x600), (0x10A0, 0x1100), (0x1C80, 0x1CC0), (0x1E00, 0x2000), (0x2070, 0x20A0), (0x2100, 0x2190),
              (0x3040, 0x3100), (0xFB00, 0xFB50), (0xFF00, 0xFFA0)]
    rows = []
    for first, end in ranges:
        for code in range(first, end):
            sound = sound_of(chr(code)) if unicodedata.category(chr(code))[0] in "LN" else None
            if sound is not None and len(sound) <= 4:
                rows.append((code, sound))
    arabic = []
    for first, end in ((0x620, 0x700), (0x750, 0x780), (0xFB50, 0xFE00), (0xFE70, 0xFEFD)):
        for code in range(first, end):
            folded = arabic_of(chr(code)) if unicodedata.category(chr(code)).startswith("L") else None
            if folded and len(folded) <= 4:
                arabic.append((code, [ARABIC.index(c) for c in folded]))
    print("/* Made by tools/names_fold.py from the Unicode Character Database, version "
          f"{unicodedata.unidata_version}; do not edit. */")
    print('#include "engines/names/fold.h"\n\n/* clang-format off */')
    print("const struct names_sound aman_names_sounds[] = {")
    lines(f'{{0x{code:04X}, "{sound}"}}' for code, sound in rows)
    print("};\nconst size_t aman_names_n_sounds = sizeof aman_names_sounds / sizeof *aman_names_sounds;\n")
    print("const struct names_arabic aman_names_arabics[] = {")
    lines(f"{{0x{code:04X}, {len(folded)}, {{{', '.join(map(str, folded))}}}}}" for code, folded in arabic)
    print("};\nconst size_t aman_names_n_arabics = sizeof aman_names_arabics / sizeof *aman_names_arabics;\n")
    print("const struct names_lookalike aman_names_lookalikes[] = {")
    lines(f"{{0x{ord(char):04X}, '{LOOKALIKES[char]}'}}" for char in sorted(LOOKALIKES))
    print("};\nconst size_t aman_names_n_lookalikes = sizeof aman_names_lookalikes / sizeof *aman_names_lookalikes;")


if __name__ == "__main__":
    main()
