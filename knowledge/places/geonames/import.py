#!/usr/bin/env python3
"""Trim GeoNames to the tables of this folder.

usage: import.py --shared DIR --cities cities500.txt [--check]

DIR holds admin1CodesASCII.txt, admin2Codes.txt and countryInfo.txt of GeoNames (in DIR/knowledge/geonames or in DIR itself) and
the nationality adjectives of the CIA World Factbook (DIR/knowledge/cia-factbook/countries.tsv, public domain).
cities500.txt is GeoNames' dump of populated places, 19 columns. Writes countries.tsv, admin1.tsv, admin2.tsv and cities.tsv,
sorted, the same bytes for the same input; --check writes nothing and fails if a file would change.
"""
import argparse, collections, pathlib, re, sys, unicodedata

# Where a village of a few hundred people makes news, more is kept.
CLOSE = set("SY IQ UA YE LY SD SS AF PS LB IL JO IR TR RU GE AM AZ MM ML NE BF TD CF CD SO ET ER NG PK EG TN".split())
LATIN = re.compile(r"[A-Z][^\W\d_]+(?:[ '’-][^\W\d_]+)*\Z")
FLAGS = {"PPLC": "C", "PPLA": "A", "PPLA2": "B", "PPLX": "X", "PPLH": "H", "PPLW": "H", "PPLQ": "H"}


def fold(text):
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’ʻʿ‘`.]", "", plain.lower())).strip()


def latin(text):
    return all(ord(c) < 0x250 or unicodedata.combining(c) or c in "’‘ʻ" for c in text)


def rows(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--shared", required=True, type=pathlib.Path)
    ask.add_argument("--cities", required=True, type=pathlib.Path)
    ask.add_argument("--check", action="store_true")
    asked = ask.parse_args()
    names = asked.shared / "knowledge/geonames"
    names = names if names.is_dir() else asked.shared
    factbook = asked.shared / "knowledge/cia-factbook/countries.tsv"
    adjectives = {}
    if factbook.is_file():
        table = list(rows(factbook))
        at = {n: i for i, n in enumerate(table[0])}
        for r in table[1:]:
            words = []
            for cell in (r[at["nationality_adjective"]], r[at["nationality_noun"]]):
                for word in re.split(r",| or |;|/", cell):
                    word = re.sub(r"\(.*?\)", "", word).strip()
                    if re.fullmatch(r"[A-Z][\w' -]+", word) and word not in words and len(word.split()) < 4:
                        words.append(word)
            adjectives[r[at["iso3"]]] = words
    out = {}

    countries = []
    for r in rows(names / "countryInfo.txt"):
        iso2, iso3, name, capital, people, continent, tld, neighbours = (r[i].strip() for i in (0, 1, 4, 5, 7, 8, 9, 17))
        if not r[16].strip().isdigit() or iso2 in ("CS", "AN"):
            continue
        countries.append((r[16], iso2, iso3, name, capital, people, continent, tld, neighbours, "|".join(adjectives.get(iso3, []))))
    out["countries.tsv"] = ("geonames\tiso2\tiso3\tname\tcapital\tpopulation\tcontinent\ttld\tneighbours\tadjectives", sorted(countries, key=lambda c: c[1]))
    known = {c[1] for c in countries}

    cities, inside1, inside2, taken = [], collections.defaultdict(list), collections.defaultdict(list), set()
    for r in rows(asked.cities):
        gid, name, ascii_name, alternates = r[0], r[1], r[2], r[3]
        lat, lon, feature, iso2, a1, a2, people = float(r[4]), float(r[5]), r[7], r[8], r[10], r[11], int(r[14] or 0)
        if iso2 not in known or feature == "PPLF":
            continue
        inside1[f"{iso2}.{a1}"].append((lat, lon))
        inside2[f"{iso2}.{a1}.{a2}"].append((lat, lon))
        flag = FLAGS.get(feature, "")
        if people < (300 if iso2 in CLOSE else 1000) and flag not in ("C", "A", "B"):
            continue
        limit = 60 if people >= 300_000 or flag in ("C",) else 14 if people >= 50_000 or iso2 in CLOSE and people >= 5000 or flag == "A" else 4
        seen, kept = {fold(name)}, []
        for other in [ascii_name] + alternates.split(","):
            other = other.strip()
            if len(kept) < limit and 3 < len(other) < 40 and LATIN.match(other) and latin(other) and fold(other) not in seen:
                seen.add(fold(other))
                kept.append(other)
        # The first two folded forms are those a newspaper is likeliest to print; the rest come in the source's own order.
        taken.add((iso2, a1, fold(name)))
        cities.append((gid, name, "|".join(kept), iso2, a1, f"{lat:.3f}", f"{lon:.3f}", str(people), flag))
    out["cities.tsv"] = ("geonames\tname\talternates\tiso2\tadmin1\tlat\tlon\tpopulation\tflag", sorted(cities, key=lambda c: (c[3], c[4], -int(c[7]), int(c[0]))))

    def middle(points):
        if not points:
            return "", ""
        # Half-way between the extent's middle and the mean: towns crowd to one side of a province, the extent has outliers.
        ends = [(min(p[i] for p in points) + max(p[i] for p in points)) / 2 for i in (0, 1)]
        mean = [sum(p[i] for p in points) / len(points) for i in (0, 1)]
        return tuple(f"{(a + b) / 2:.2f}" for a, b in zip(ends, mean))

    admin1 = []
    for code, name, ascii_name, gid in rows(names / "admin1CodesASCII.txt"):
        if code.split(".")[0] in known:
            other = ascii_name if fold(ascii_name) != fold(name) else ""
            admin1.append((gid, code, name, other, *middle(inside1.get(code))))
    out["admin1.tsv"] = ("geonames\tcode\tname\talternates\tlat\tlon", sorted(admin1, key=lambda a: a[1]))

    admin2 = []
    for code, name, ascii_name, gid in rows(names / "admin2Codes.txt"):
        iso2, a1, _ = code.split(".", 2)
        points = inside2.get(code)
        if iso2 in known and points and (iso2 in ("US", "GB", "IE") or (iso2, a1, fold(name)) not in taken):
            admin2.append((gid, iso2, a1, name, *middle(points)))
    out["admin2.tsv"] = ("geonames\tiso2\tadmin1\tname\tlat\tlon", sorted(admin2, key=lambda a: (a[1], a[2], int(a[0]))))

    here, changed = pathlib.Path(__file__).parent, []
    for file, (head, table) in out.items():
        text = head + "\n" + "".join("\t".join(r) + "\n" for r in table)
        path = here / file
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            changed.append(file)
            if not asked.check:
                path.write_text(text, encoding="utf-8")
        print(f"{file}: {len(table)} rows, {len(text.encode())} bytes")
    if asked.check and changed:
        sys.exit("would change: " + ", ".join(changed))


if __name__ == "__main__":
    main()
