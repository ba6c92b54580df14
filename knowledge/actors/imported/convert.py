#!/usr/bin/env python3
"""Converts open tables of the world into the rows that `knowledge/actors` reads.

usage: convert.py --shared DIR        DIR holds the collected sources, a folder each (see SOURCE.toml of every folder here)

Writes imported/<source>/*.tsv beside this script. Nothing written here is edited by hand: a correction goes into
`overrides/` or into the hand-written files above, which win. Same sources, same bytes.
"""
import argparse, collections, csv, datetime, difflib, json, pathlib, re, unicodedata

HERE = pathlib.Path(__file__).resolve().parent
PEOPLE = "id name aliases iso3 sectors post start end known_to source".split()
BODIES = "kind id name aliases iso3 sectors start end source".split()


def fold(text):
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’.]", "", text.lower())).strip()


def rows(path, delimiter="\t"):
    with open(path, encoding="utf-8-sig", newline="") as f:
        quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        yield from csv.DictReader(f, delimiter=delimiter, quoting=quoting)


def clean(cell):
    return re.sub(r"\s+", " ", str(cell or "")).strip()


def write(folder, name, columns, table):
    (HERE / folder).mkdir(exist_ok=True)
    lines = sorted({"\t".join(clean(r.get(c)) for c in columns) for r in table})
    (HERE / folder / name).write_text("\t".join(columns) + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{folder}/{name}: {len(lines)} rows")


def first_day(date):
    """The first day that a date of mixed precision can mean."""
    return (date + "-01-01"[len(date) - 4:]) if len(date) in (4, 7) else date


def last_day(date):
    return {4: date + "-12-31", 7: date + "-31"}.get(len(date), date)


# ---- countries ------------------------------------------------------------------------------------------------------------

def countries(shared):
    table, known = [], {}
    for r in rows(shared / "country-codes/country-codes.csv", ","):
        iso = r["ISO3166-1-Alpha-3"]
        if iso and r["CLDR display name"]:
            known[iso] = r["wikidata_id"].rsplit("/", 1)[-1]
            name = re.sub(r" \(.*\)| SAR China", "", r["CLDR display name"]).replace(" & ", " and ")
            table.append(dict(iso3=iso, kind="canonical", text=name, note=known[iso]))
            for column in ("UNTERM English Short", "official_name_en"):
                text = re.sub(r"\s*\((the|in the framework.*|Province.*)\)\*?", "", r[column] or "").strip(" *")
                if text and "(" not in text:
                    table.append(dict(iso3=iso, kind="name", text=re.sub("^the ", "", text)))
            formal = re.sub("^the ", "", (r["UNTERM English Formal"] or "").strip(" *"))
            if formal and "(" not in formal:
                table.append(dict(iso3=iso, kind="name", text=formal))
    write("country-codes", "countries.tsv", ["iso3", "kind", "text", "note"], table)
    table = []
    for r in rows(shared / "cia-factbook/countries.tsv"):
        iso = r["iso3"]
        if iso not in known and iso != "XKX":
            continue
        for column, kind in (("long_form", "name"), ("short_form", "name"), ("former", "former"), ("capital", "capital")):
            for text in re.split(r"[;,]| or ", re.sub(r"\([^)]*\)", "", r[column]) if column != "long_form" else r[column]):
                text = re.sub("^the ", "", text.strip())
                if len(text) > 3 and text not in ("none", "Former", "NA") and not re.search(r"[0-9:]|note", text) and text[0].isupper():
                    table.append(dict(iso3=iso, kind=kind, text=text))
        for column, kind in (("nationality_noun", "noun"), ("nationality_adjective", "adjective")):
            plain = re.sub(r"note:.*", "", r[column]).replace("(singular and plural)", "").replace("(singular)", "").replace("(plural)", "")
            for text in re.split(r"[,;]| or ", plain):
                text = text.strip()
                if re.fullmatch(r"[A-Z][\w' -]*(\((s|es|n)\))?", text) and len(text) > 3:
                    table.append(dict(iso3=iso, kind=kind, text=re.sub(r"\(.*", "", text)))
                    if text.endswith(")"):
                        table.append(dict(iso3=iso, kind=kind, text=re.sub(r"\((.*)\)", r"\1", text)))
    write("factbook", "countries.tsv", ["iso3", "kind", "text"], table)
    return known


# ---- people ---------------------------------------------------------------------------------------------------------------

MANY = re.compile(r"ambassador|judge|justice|member|state secretary|deputy|vice|director|without portfolio|senator|representative to|"
                  r"minister of state|undersecretary|under-secretary|adviser|advisor|governor of|commissioner|first lady|assistant|associate", re.I)


def holders(shared, known):
    """Terms of office of Wikidata: rows split by cabinet are joined, open and overlong terms of sole posts are closed."""
    terms = collections.defaultdict(list)
    alias = collections.defaultdict(set)
    name = {}
    for r in rows(shared / "office-holders-wikidata/holders.tsv"):
        if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", r["start"]) or not r["person"] or re.fullmatch(r"Q\d+", r["person"]):
            continue
        iso = "XKX" if r["iso3"] in ("XKS", "XKX") else r["iso3"]
        if iso not in known and iso != "XKX" or (iso, r["position"]) in MISFILED:
            continue
        name.setdefault(r["person_qid"], r["person"])
        for other in (r["person"], re.sub(r" \(.*", "", r["enwiki"])):
            if other and other != name[r["person_qid"]]:
                alias[r["person_qid"]].add(other)
        terms[iso, r["position"]].append([r["start"], r["end"], r["person_qid"], r["snapshot"]])
    table = []
    for (iso, post), list_ in sorted(terms.items()):
        list_.sort(key=lambda t: (first_day(t[0]), t[1] or "9999"))
        merged = []
        for t in list_:
            old = next((m for m in reversed(merged) if m[2] == t[2]), None)
            if old and (not old[1] or last_day(old[1]) >= first_day(t[0]) or gap(old[1], t[0]) < 45):
                if not t[1] or (old[1] and last_day(t[1]) > last_day(old[1])):
                    old[1] = t[1]
                continue
            merged.append(list(t))
        if not MANY.search(post):
            for i, t in enumerate(merged):
                after = next((n for n in merged[i + 1:] if n[2] != t[2] and first_day(n[0]) > first_day(t[0])), None)
                if after and (not t[1] or last_day(t[1]) > last_day(after[0]) and (not after[1] or last_day(after[1]) >= last_day(t[1]))):
                    t[1] = after[0]
        for start, end, qid, snapshot in merged:
            if end and last_day(end) < first_day(start):
                continue
            table.append(dict(id=qid, name=name[qid], aliases="|".join(sorted(alias[qid])), iso3=iso, post=post, start=start, end=end,
                              known_to="" if end else snapshot, source="wikidata"))
    for r in rows(shared / "office-holders-wikidata/foreign-ministers-2023-01.csv", ","):
        iso = by_qid(known, r["country"])
        if iso and r["start"] and r["name"]:
            held = any(t["id"] == r["person"] and t["iso3"] == iso and "oreign" in t["post"] and (not t["end"] or t["end"] > r["start"]) for t in table)
            if not held:
                table.append(dict(id=r["person"], name=r["name"], iso3=iso, post="Minister of Foreign Affairs", start=r["start"], end="", known_to="2023-01-10", source="wikidata"))
    for r in rows(shared / "office-holders-wikidata/heads-2021-2022.csv", ","):
        iso = by_qid(known, r["countryid"])
        if iso and r["start_year"] and r["officeholder"] not in name:
            post = re.sub(r" of .*", "", r["positionLabel"])
            table.append(dict(id=r["officeholder"], name=r["officeholderLabel"], iso3=iso, post=post, start=r["start_year"],
                              end=r["end_year"], known_to="" if r["end_year"] else "2022-10-10", source="wikidata"))
    return table


def by_qid(known, qid):
    return next((iso for iso, q in known.items() if q == qid), None)


def gap(a, b):
    day = lambda d: datetime.date.fromisoformat(d[:8] + min(d[8:], "28"))
    return (day(first_day(b)) - day(last_day(a))).days


PARTICLES = set("al el bin ibn ben abu abd de del da dos di van von der la le sheikh sheik".split())
MONARCHS = set("King|Queen|Emperor|Emir|Amir|Sultan|Prince|Grand Duke|Pope|Crown Prince|King and Prime Minister|Sultan and Prime Minister|"
               "Crown Prince and Prime Minister|Prime Minister Crown Prince|King Sultan".split("|"))
# Rows that Wikidata files under the wrong post: India's foreign secretaries are its highest diplomats, not its ministers of external affairs.
MISFILED = {("IND", "Minister of Foreign Affairs")}


# Spelt too differently to be matched by rule.
SAME = {
    ("RUS", "Dmitriy Anatolyevich Medvedev"): ("Q23530", "Dmitry Medvedev"),
    ("RUS", "Dmitriy Nikolayevich Kozak"): ("Q714330", "Dmitry Kozak"),
    ("RUS", "Dmitriy Olegovich Rogozin"): ("Q737463", "Dmitry Rogozin"),
    ("RUS", "Tatiana Alekseyevna Golikova"): ("Q260432", "Tatyana Golikova"),
    ("RUS", "Vitaliy Leontyevich Mutko"): ("Q1320362", "Vitaly Mutko"),
    ("TCD", "Mahamat Idriss Deby"): ("Q16206405", "Mahamat Déby Itno"),
    ("TCD", "Mahamat Idriss Déby"): ("Q16206405", "Mahamat Déby Itno"),
    ("YEM", "Abd Rabuh Mansur Hadi"): ("Q57480", "Abdrabbuh Mansour Hadi"),
    ("MRT", "Mohamed Cheikh El Ghazouani"): ("Q12241106", "Mohamed Ould Ghazouani"),
    ("LSO", "Letsie Iii"): ("Q57537", "Letsie III of Lesotho"),
    ("LIE", "Hans Adam Ii"): ("Q57454", "Hans-Adam II, Prince of Liechtenstein"),
    ("NOR", "Harald V"): ("Q57287", "Harald V of Norway"),
    ("TON", "Tupou Vi"): ("Q208497", "Tupou VI of Tonga"),
    ("MCO", "Albert Ii"): ("Q3910", "Albert II, Prince of Monaco"),
    ("VAT", "Francis"): ("Q450675", "Pope Francis"),
    ("SUR", "Desire Delano Bouterse"): ("Q57667", "Dési Bouterse"),
    ("IND", "M. Venkaiah Naidu"): ("Q3764667", "Muppavarapu Venkaiah Naidu"),
    ("NZL", "Patricia Lee Reddy"): ("Q23498274", "Patsy Reddy"),
    ("BFA", "Joachim Kylem De Tambela"): ("Q114835874", "Apollinaire Joachim Kyélem de Tambèla"),
    ("BLR", "Andrey Kobyakov"): ("Q502864", "Andrei Kobyakov"),
    ("USA", "Joseph R. Biden"): ("Q6279", "Joe Biden"),
    ("USA", "Joseph R. Biden Jr."): ("Q6279", "Joe Biden"),
    ("KOR", "Han Deok-Soo"): ("Q356666", "Han Duck-soo"),
    ("UKR", "Volodymyr Hroisman"): ("Q4150130", "Volodymyr Groysman"),
    ("UKR", "Volodymyr Hroysman"): ("Q4150130", "Volodymyr Groysman"),
    ("EGY", "Abdelfattah Elsisi"): ("Q307871", "Abdel Fattah el-Sisi"),
    ("NGA", "Bola Tinbu"): ("Q3510872", "Bola Ahmed Tinubu"),
    ("ISR", "Binyamin Netanyahu"): ("Q43723", "Benjamin Netanyahu"),
    ("IRN", "Hasan Fereidun Rohani"): ("Q348144", "Hassan Rouhani"),
    ("IRN", "Hasan Fereidun Ruhani"): ("Q348144", "Hassan Rouhani"),
    ("AFG", "Haybatullah Akhundzada"): ("Q24237654", "Hibatullah Akhundzada"),
    ("SAU", "Muhammad Bin Salman bin Abd al-Aziz Al Saud"): ("Q6892571", "Mohammed bin Salman"),
    ("SAU", "Salman bin Abd al-Aziz Al Saud"): ("Q367825", "Salman of Saudi Arabia"),
    ("JOR", "Abdallah Ii"): ("Q57464", "Abdullah II of Jordan"),
    ("BHR", "Hamad bin Isa Al-Khalifa"): ("Q57352", "Hamad II of Bahrain"),
    ("ARE", "Muhammad Bin Zayid Al Nuhayyan"): ("Q1951896", "Mohammed bin Zayed Al Nahyan"),
    ("PAK", "Muhammad Shehbaz Sharif"): ("Q2096387", "Shehbaz Sharif"),
}


def likeness(want, name, other, monarch):
    """How alike two names are; 0 where they are those of two people. Either they are all but equal, or alike from the given name on, or one is
    a part of the other and holds the family name (`want`) and one more. A monarch's capitals are no family name."""
    a, b = ([w for w in fold(n).split() if w not in PARTICLES] for n in (name, other))
    ratio = difflib.SequenceMatcher(None, " ".join(a), " ".join(b)).ratio()
    part = want & set(a) & set(b) and min(len(a), len(b)) > 1 and (set(a) <= set(b) or set(b) <= set(a))
    alike = ratio >= 0.8 and a[:1] and b[:1] and a[0][:3] == b[0][:3]
    return ratio if ratio >= 0.9 or not monarch and (part or alike) else 0


DEPENDENT = set("ASM GUM MNP PRI VIR AIA BMU IOT VGB CYM FLK GIB MSR PCN SHN TCA GGY JEY IMN ABW CUW SXM NCL PYF WLF SPM MAF BLM COK NIU TKL "
                "NFK CXR CCK FRO GRL HKG MAC SJM".split())


def factbook(shared, wikidata):
    """Heads of state and government since 2015. A person whom Wikidata's rows know keeps that identifier."""
    surname = collections.defaultdict(set)
    for t in wikidata:
        for word in fold(t["name"]).split():
            surname[t["iso3"], word].add((t["id"], t["name"]))
    series = collections.defaultdict(list)
    for r in rows(shared / "cia-factbook/leaders.tsv"):
        iso = {"": None}.get(r["iso3"], r["iso3"])
        if not iso or not r["name"] or len(r["name"]) > 60:
            continue
        if r["section"] == "chief of state" and (iso in DEPENDENT or iso != "GBR" and re.match("ELIZABETH II|CHARLES III", r["name"])):
            continue                          # the head of another state
        title = re.sub(r" of( the)?$| the$", "", r["title"]) or ("President" if r["section"] == "chief of state" else "Prime Minister")
        name = re.sub(r"\s*\[.*?\]|\(.*?\)| of the .*", "", r["name"]).strip(" ,;")
        name = re.sub(r"^(Dr\.|Gen\.|Lt\.|Sheikh|Col\.|Sir|Dame|Maj\.|Ret\.|\(Ret\.\))\s*", "", name)
        name = re.sub(r"^((or )?(acting |interim |gnu |cnsp |transition(al)? )*(prime minister|president)|foreign minister|minister|taliban leader|swiss confederation|"
                      r"islamic republic of afghanistan|interior sheikh|foreign affairs|cabinet of ministers|lt\. col\.|capt\.?|sr\. gen\.)\s+", "", name, flags=re.I)
        if re.match("co-vice|second vice|ceo |first deputy", name, re.I):
            continue
        caps = [w for w in name.split() if len(re.sub(r"[^A-Za-z]", "", w)) > 1 and w.upper() == w]
        if not caps or "represented" in name or "elect" in name.lower():
            continue
        proper = " ".join(proper_case(w) for w in name.split())
        series[iso, r["section"], title].append((r["since"] or r["first_seen"], proper, [proper_case(w) for w in caps], r["first_seen"], r["last_seen"]))
    table = []
    for (iso, section, title), list_ in sorted(series.items()):
        people = {}
        for since, name, caps, first, last in sorted(list_):
            key = fold(" ".join(caps))
            old = people.setdefault((key, since), [since, name, caps, first, last])
            old[4] = max(old[4], last)
            if not name.isascii():
                old[1] = name
        order = sorted(people.values(), key=lambda p: first_day(p[0]))
        for i, (since, name, caps, first, last) in enumerate(order):
            after = next((p for p in order[i + 1:] if p[2] != caps and first_day(p[0]) > first_day(since)), None)
            end = after[0] if after and last < "2026-01" else ("" if last >= "2026-01" else last)
            if end and last_day(end) < first_day(since):
                end = last
            want = {w for w in fold(" ".join(caps)).split() if w not in PARTICLES}
            found = {(i, n) for w in want for i, n in surname.get((iso, w), ()) if len(w) > 3}
            near = [(-like, i, n) for i, n in found if i and (like := likeness(want, name, n, title in MONARCHS))]
            ident, canon = SAME.get((iso, name)) or (min(near)[1:] if near else None) or (f"factbook:{iso}:{fold(name).replace(' ', '-')}", name)
            table.append(dict(id=ident, name=canon, aliases=name if name != canon else "", iso3=iso, post=title, start=since, end=end,
                              known_to="" if end else "2026-01-22", source="factbook"))
    close(wikidata, table)
    write("wikidata", "people.tsv", PEOPLE, wikidata)
    write("factbook", "people.tsv", PEOPLE, table)


def close(*tables):
    """A head of state or government ends at the latest when the next one of that title begins: the Factbook's history has a hole from 2017 to
    2020, and Wikidata's rows stop in 2022."""
    posts = collections.defaultdict(list)
    for t in (t for table in tables for t in table if t["post"] in ("President", "Prime Minister", "Chancellor", "Premier") and t["start"]):
        posts[t["iso3"], t["post"]].append(t)
    for list_ in posts.values():
        list_.sort(key=lambda t: (first_day(t["start"]), t["name"]))
        for i, t in enumerate(list_):
            same = lambda n: n["id"] == t["id"] or likeness(set(fold(t["name"]).split()[-1:]), t["name"], n["name"], False)
            after = next((n for n in list_[i + 1:] if not same(n) and gap(t["start"], n["start"]) > 45), None)
            if after and (not t["end"] and t["known_to"] < first_day(after["start"]) or
                          t["source"] == "factbook" and t["end"] and gap(after["start"], t["end"]) > 45):
                t["end"], t["known_to"] = after["start"], ""


def proper_case(word):
    if word.upper() != word or len(word) < 2 or word.endswith("."):
        return word
    return re.sub(r"[^\W\d_]+", lambda m: m.group(0).capitalize(), word).replace("’S", "’s")


def congress(shared):
    table = []
    title = {"sen": "Senator", "rep": "Representative"}
    for r in rows(shared / "congress-legislators/legislators-current.tsv"):
        if not r["wikidata"] or not r["name"]:
            continue
        alias = [f'{r["nickname"]} {r["last"]}'] if r["nickname"] else []
        short = f'{r["first"]} {r["last"]}'
        if short != r["name"]:
            alias.append(short)
        table.append((r["wikidata"], r["name"], "|".join(alias), title[r["type"]], r["start"], r["end"]))
    merged = []
    for t in sorted(table):
        if merged and merged[-1][0] == t[0] and merged[-1][3] == t[3] and gap(merged[-1][5], t[4]) < 45:
            merged[-1][5] = t[5]
        else:
            merged.append(list(t))
    out = [dict(id=q, name=n, aliases=a, iso3="USA", sectors="LEG", post=p, start=s, end="" if e > "2026-06" else e,
                known_to="2026-06-15" if e > "2026-06" else "", source="congress") for q, n, a, p, s, e in merged]
    text = (shared / "congress-legislators/executive.yaml").read_text(encoding="utf-8")
    for block in re.split(r"(?m)^- id:", text)[1:]:
        get = lambda k: (re.search(rf"(?m)^    {k}: '?([^'\n]+)", block) or [0, ""])[1]
        full = " ".join(x.strip() for x in (get("first"), get("last")) if x.strip())
        if not full:
            continue
        for kind, start, end in re.findall(r"- type: (\w+)\n    start: '([\d-]+)'\n    end: '([\d-]+)'", block):
            if start > "1930":
                qid = {"Joseph Biden": "Q6279", "William Clinton": "Q1124", "George Bush": "Q207" if start > "1995" else "Q23505", "Barack Obama": "Q76",
                       "Donald Trump": "Q22686", "Richard Cheney": "Q48259", "Ronald Reagan": "Q9960", "Jimmy Carter": "Q23685"}.get(full)
                out.append(dict(id=qid or f"congress:{fold(full).replace(' ', '-')}", name=full, iso3="USA", sectors="GOV",
                                post="President" if kind == "prez" else "Vice President", start=start, end="" if end > "2026" else end,
                                known_to="2026-06-15" if end > "2026" else "", source="congress"))
    write("congress", "people.tsv", PEOPLE, out)


# ---- PETRARCH's dictionaries ------------------------------------------------------------------------------------------------

def petrarch_entries(path):
    """-> (list of names, list of (code, from, to)) for each entry; dates as the file writes them."""
    names, codes = [], []
    for line in open(path, encoding="utf-8", errors="replace"):
        line = line.split("#")[0].rstrip()
        if not line.strip():
            continue
        found = re.findall(r"\[([^\]]*)\]", line)
        head = re.sub(r"\[[^\]]*\]", "", line).strip()
        if head:
            if not head.startswith("+"):
                if names and codes:
                    yield names, codes
                names, codes = [], []
            elif codes:                       # a synonym after codes starts no new entry, the codes hold for it too
                pass
            names.append(head.lstrip("+").strip(" _\t").replace("_", " ").strip())
        for code in found:
            part = code.split()
            if part:
                codes.append((part[0], part[1] if len(part) > 1 else ""))
    if names and codes:
        yield names, codes


def petrarch_date(text):
    text = text.strip("<>")
    if len(text) == 6:
        century = "19" if int(text[:2]) > 30 else "20"
        text = century + text
    if len(text) != 8 or not text.isdigit():
        return ""
    year, month, day = text[:4], text[4:6], text[6:]
    if not "1900" < year < "2030" or not "01" <= month <= "12":
        return year if "1900" < year < "2030" else ""
    return f"{year}-{month}-{day}" if "01" <= day <= "28" else f"{year}-{month}"


SECTORS = "COP GOV JUD LEG MIL PRM PTY REB SPY UAF AGR BUS CRM CVL EDU ELI LAB REF OPP REL SOC".split()
RENAMED = {"MED": "JRN", "HLH": "MED", "INS": "REB", "SEP": "REB", "RAD": "REB", "JRN": "JRN"}


def sectors(code):
    out = []
    for i in range(0, len(code), 3):
        part = code[i:i + 3]
        part = RENAMED.get(part, part)
        if (part in SECTORS or part in ("JRN", "MED")) and part not in out:
            out.append(part)
    return "".join(out)


def title_case(name):
    small = {"OF", "THE", "AND", "FOR", "IN", "ON", "TO", "DE", "LA", "DU", "AL"}
    words = name.split()
    return " ".join(w.lower() if w in small and i else "-".join(p.capitalize() if p.upper() == p and len(p) > 1 else p for p in w.split("-"))
                    for i, w in enumerate(words))


def petrarch(shared, known, taken):
    folder = shared / "openeventdata-dictionaries"
    people = []
    for names, codes in petrarch_entries(folder / "Phoenix.Countries.actors.txt"):
        dated = [(c, d) for c, d in codes if d]
        full = [n for n in names if 2 <= len(n.split()) <= 5 and re.fullmatch(r"[A-Z' .-]+", n) and not re.search(
            r"\b(OF|THE|MINISTER|MINISTRY|PRESIDENT|ARMY|POLICE|GOVERNMENT|FORCES|PARTY|LEADER|KING|QUEEN|PRIME|CHIEF|COMMANDER|GENERAL|SHEIKH|SHEIK|COUNCIL|TROOPS|SENATOR|EMIR|SULTAN|PRINCE|HIS|CHANCELLOR|SPOKESMAN|AND|FOR)\b", n)]
        if not dated or not full:
            continue
        name = title_case(full[0])
        if fold(name) in taken:
            continue
        for code, date in dated:
            iso = code[:3]
            sector = sectors(code[3:])
            if iso not in known or not sector:
                continue
            if date.startswith("<"):
                start, end = "", petrarch_date(date)
            elif date.startswith(">"):
                start, end = petrarch_date(date), ""
            else:
                a, _, b = date.partition("-")
                start, end = petrarch_date(a), petrarch_date(b)
            if not start and not end or start and end and last_day(end) < first_day(start):
                continue
            people.append(dict(id="petrarch:" + fold(name).replace(" ", "-"), name=name, aliases="|".join(sorted({title_case(n) for n in full[1:]})),
                               iso3=iso, sectors=sector, start=start, end=end, known_to="" if end else "2013-03", source="petrarch"))
    write("petrarch", "people.tsv", PEOPLE, people)

    table = []
    for names, codes in petrarch_entries(folder / "Phoenix.MilNonState.actors.txt"):
        code = next((c for c, d in codes if not d), "")
        if not sectors(code[3:]) or len(names[0]) < 4:
            continue
        names = [re.sub(r"_?\(.*?\)", "", n).strip(" _") for n in names]
        names = [title_case(n) if len(n) > 5 or " " in n else n for n in names if len(n) > 2]
        if names:
            iso = code[:3] if code[:3] in known else ""
            table.append(dict(kind="group", id="petrarch:" + fold(names[0]).replace(" ", "-"), name=names[0], aliases="|".join(names[1:]), iso3=iso,
                              sectors=sectors(code[3:]), source="petrarch"))
    for names, codes in petrarch_entries(folder / "Phoenix.International.actors.txt"):
        code = codes[0][0]
        if any(d for _, d in codes) or not re.match(r"IGO|NGO|NGM", code):
            continue
        names = [n for n in names if re.fullmatch(r"[A-Z' .&-]+", n) and " " in n]
        key = r"\b(ORGANI[SZ]ATION|UNION|ASSOCIATION|COUNCIL|COMMISSION|COMMITTEE|FUND|BANK|AGENCY|FORUM|COMMUNITY|INSTITUTE|FEDERATION|LEAGUE|" \
              r"COURT|PROGRAMME|PROGRAM|NATIONS|CONFERENCE|SOCIETY|FOUNDATION|INTERNATIONAL|CRESCENT|CROSS|AUTHORITY|GROUP|WATCH|ALLIANCE|PARLIAMENT|OFFICE|MISSION)\b"
        names = [n for n in names if re.search(key, n)]
        if names:
            kind = "igo" if code.startswith("IGO") else "ngo"
            names = [title_case(n) for n in names]
            table.append(dict(kind=kind, id="petrarch:" + fold(names[0]).replace(" ", "-"), name=names[0], aliases="|".join(names[1:]), iso3="",
                              sectors="", source="petrarch"))
    write("petrarch", "bodies.tsv", BODIES, table)

    table = []
    for line in open(folder / "PLOVER_agents.txt", encoding="utf-8"):
        line = line.split("#")[0].strip()
        m = re.match(r"([A-Z][A-Z_' -]*?)_?\s*(?:\{[^}]*\})?\s*\[~([A-Z]+)\]", line)
        if not m or m[2] in ("JNK", "NON", "UNK", "SOC", "IMG") or "!" in line or len(m[1]) < 4:
            continue
        code = "".join(m[2][i:i + 3] for i in range(0, len(m[2]), 3))
        if code.startswith("MED"):                 # health, in PLOVER's sense, only where the source says so
            code = "JRN" + code[3:] if re.search(r"NEWS|RADIO|TELEV|MEDIA|PRESS|BROADCAST|TV|REPORT|EDITOR|JOURNAL", m[1]) else code
        table.append(dict(phrase=m[1].strip("_ ").replace("_", " ").lower(), sectors=code, kind="person", source="petrarch"))
    write("petrarch", "roles.tsv", ["phrase", "sectors", "kind", "source"], table)


# ---- parties, places ----------------------------------------------------------------------------------------------------------

def parties(shared, known):
    table, seen = [], set()
    for r in rows(shared / "partyfacts/core-parties.csv", ","):
        iso = r["country"]
        names = [n.strip() for n in re.split(r" / |;", r["name_english"] or "")] + [n.strip() for n in re.split(r" / ", r["name"] or "")]
        names = [n for n in dict.fromkeys(names) if len(n) > 5 and n[0].isupper() and re.fullmatch(r"[\w' .&/–-]+", n) and " " in n]
        if r["technical"] or iso not in known or not names:
            continue
        short = r["name_short"] or ""
        if re.fullmatch(r"[A-Z][A-Za-z-]{2,6}", short) and sum(c.isupper() for c in short) > 1:
            names.append(short)
        table.append(dict(kind="party", id=f'partyfacts:{r["partyfacts_id"]}', name=names[0], aliases="|".join(names[1:]), iso3=iso, sectors="PTY",
                          start=r["year_first"], end=r["year_last"], source="partyfacts"))
    write("partyfacts", "bodies.tsv", BODIES, table)


def places(shared):
    table = []
    alpha = {r["ISO3166-1-Alpha-2"]: r["ISO3166-1-Alpha-3"] for r in rows(shared / "country-codes/country-codes.csv", ",")}
    with open(shared / "geonames/cities1000.tsv", encoding="utf-8") as f:
        head = f.readline().rstrip("\n").split("\t")
        body = [line.rstrip("\n").split("\t") for line in f]
    print("geonames columns:", head[:12])
    col = {h: i for i, h in enumerate(head)}
    for r in body:
        population = int(r[col["population"]] or 0)
        if population >= 40000 and alpha.get(r[col["country"]]):
            names = {r[col["name"]], r[col["asciiname"]]} if "asciiname" in col else {r[col["name"]]}
            for name in names:
                table.append(dict(iso3=alpha[r[col["country"]]], text=name, population=str(population)))
    with open(shared / "geonames/admin1CodesASCII.txt", encoding="utf-8") as f:
        for line in f:
            r = line.rstrip("\n").split("\t")
            if alpha.get(r[0][:2]) and len(r) > 2:
                table.append(dict(iso3=alpha[r[0][:2]], text=re.sub(r" (Province|Governorate|Region|Oblast|Krai|District|State)$", "", r[2]), population="100000"))
    best = {}
    directions = set("east west north south central northern southern eastern western centre center littoral capital coast lake river islands "
                     "highlands lakes upper lower middle federal national district unity liberty independence union republic saint march nice "
                     "of bar mary reading police male most bath".split())
    for t in table:
        k = fold(t["text"])
        if set(k.split()) <= directions:
            continue
        if len(k) > 3 and int(t["population"]) > int(best.get(k, {"population": "0"})["population"]):
            best[k] = t
    write("geonames", "places.tsv", ["iso3", "text", "population"], best.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, type=pathlib.Path)
    shared = parser.parse_args().shared / "knowledge" if (parser.parse_args().shared / "knowledge").is_dir() else parser.parse_args().shared
    known = countries(shared)
    known.setdefault("XKX", "Q1246")
    wikidata = holders(shared, known)
    factbook(shared, wikidata)
    congress(shared)
    petrarch(shared, known, {fold(t["name"]) for t in wikidata})
    parties(shared, known)
    places(shared)


if __name__ == "__main__":
    main()
