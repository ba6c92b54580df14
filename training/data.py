"""Treebanks, names, pieces, shapes, lemma scripts and batches: everything before the network (FORMAT.md, "Input")."""

import csv
import functools
import hashlib
import random
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAME_TAGS = ["O"] + [f"{p}-{t}" for t in ("PER", "ORG", "LOC", "NORP", "MISC") for p in "BI"]
TAG = {t: i for i, t in enumerate(NAME_TAGS)}
ANY = (1 << len(NAME_TAGS)) - 1  # names labels are sets of allowed tags, one bit a tag
MAX_WORDS, MAX_PIECES, WORD_PIECES = 126, 500, 8


@dataclass
class Sentence:
    forms: list
    upos: list = None
    xpos: list = None
    feats: list = None
    lemmas: list = None
    heads: list = None  # 0 is the root
    deprels: list = None
    names: list = None  # bit sets, or None: not labelled
    misc: list = None
    sid: str = ""
    weight: int = 1


# ---------------------------------------------------------------- reading


def read_conllu(path):
    out, rows, sid = [], [], ""
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line:
            if rows:
                c = list(zip(*rows))
                out.append(Sentence(list(c[1]), list(c[3]), list(c[4]), list(c[5]), list(c[2]), [int(h) for h in c[6]],
                                    list(c[7]), None, list(c[9]), sid))
            rows, sid = [], ""
        elif line.startswith("# sent_id"):
            sid = line.split("=", 1)[1].strip()
        elif not line.startswith("#"):
            c = line.split("\t")
            if c[0].isdigit():
                rows.append(c)
    return out


def read_bio(path):
    out, rows, sid = [], [], ""
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line.strip():
            if rows:
                out.append((sid, [r[0] for r in rows], [r[1] for r in rows]))
            rows, sid = [], ""
        elif line.startswith("# ") and "\t" not in line:
            if line.startswith("# sent_id"):
                sid = line.split("=", 1)[1].strip()
        else:
            rows.append(line.split("\t"))
    return out


@functools.cache
def demonyms():
    lines = [l for l in (HERE / "demonyms.txt").read_text(encoding="utf-8").splitlines() if not l.startswith("#")]
    words = set(" ".join(lines).split())
    return words | {w + "s" for w in words if not w.endswith(("s", "ese", "ish", "ch"))}


def is_demonym(form, xpos=None):
    return form[:1].isupper() and form.lower() in demonyms() and (xpos is None or xpos in ("JJ", "NNP", "NNPS", "NN", "NNS"))


def bit(*tags):
    return sum(1 << TAG[t] for t in tags)


def label_ewt(sents, bio):
    """UNER's tags by sentence; silver NORP by list; a proper noun outside names may be MISC as UNER has no such type."""
    by_id = {}
    for sid, forms, tags in bio:
        by_id.setdefault("".join(forms), []).append((forms, tags))
    missing = 0
    for s in sents:
        got = by_id.get("".join(s.forms))
        if not got:
            missing += 1
            continue
        forms, tags = got[0]
        if forms != s.forms:  # a token that was split apart: follow the characters
            at, starts = 0, {}
            for f, t in zip(forms, tags):
                starts[at] = t
                at += len(f)
            at, fit = 0, []
            for f in s.forms:
                fit.append(starts.get(at, "O"))
                at += len(f)
            tags = fit
        s.names = []
        for f, x, t in zip(s.forms, s.xpos, tags):
            if t != "O":
                s.names.append(bit(t))
            elif is_demonym(f, x):
                s.names.append(bit("B-NORP"))
            elif x in ("NNP", "NNPS"):
                s.names.append(bit("O", "B-MISC", "I-MISC"))
            else:
                s.names.append(bit("O"))
    return missing


def wikigold(path):
    out = []
    for sid, forms, tags in read_bio(path):
        names = []
        for i, (f, t) in enumerate(zip(forms, tags)):
            alone = t == "B-MISC" and (i + 1 == len(tags) or tags[i + 1] != "I-MISC")
            names.append(bit("B-NORP") if is_demonym(f) and (alone or t == "O") else bit(t))
        out.append(Sentence(forms, names=names, sid=sid or "wikigold"))
    return out


WNUT_TYPES = {"person": "PER", "location": "LOC", "corporation": "ORG", "group": "ORG"}


def wnut(path):
    """WNUT17's rare names. Products and works are names that UNER does not mark: they may be MISC or none."""
    out = []
    for sid, forms, tags in read_bio(path):
        names = []
        for f, t in zip(forms, tags):
            place, _, kind = t.partition("-")
            if kind in WNUT_TYPES:
                names.append(bit(f"{place}-{WNUT_TYPES[kind]}"))
            else:
                names.append(bit("B-NORP") if is_demonym(f) else bit("O", "B-MISC", "I-MISC") if kind else bit("O"))
        out.append(Sentence(forms, names=names, sid=sid or "wnut17"))
    return out


GUM_TYPES = {"person": "PER", "organization": "ORG", "place": "LOC", "event": "MISC", "object": "MISC", "abstract": "MISC"}
TITLES = set("mr mr. mrs mrs. ms ms. dr dr. sir lord lady president minister prime senator sen. rep. general gen. professor "
             "prof. king queen prince princess judge justice pope saint st. captain colonel col. secretary governor gov.".split())


def label_gum(sents):
    """Names from `Entity=`: mentions whose head is a proper noun, cut to the name. Proper nouns left over stay open."""
    stack = {}
    for s in sents:
        n, spans = len(s.forms), []
        for i, m in enumerate(s.misc):
            ent = next((f[7:] for f in m.split("|") if f.startswith("Entity=")), "")
            for opened, closed in re.findall(r"(\([^()]+\)?)|([^()]+\))", ent):
                if opened:
                    f = opened.strip("()").split("-", 7)
                    item = (i, f[1] if len(f) > 1 else "", f[7] if len(f) > 7 else "")
                    if opened.endswith(")"):
                        spans.append((i, i, item[1], item[2]))
                    else:
                        stack.setdefault(f[0], []).append(item)
                elif stack.get(closed.strip("()")):
                    a, t, title = stack[closed.strip("()")].pop()
                    if a <= i:
                        spans.append((a, i, t, title))
        stack.clear()
        propn = [u == "PROPN" for u in s.upos]
        tags = ["?" if p else "O" for p in propn]
        done = [False] * n
        for a, b, t, title in sorted(spans, key=lambda x: (x[0] - x[1], x[0])):
            kind = GUM_TYPES.get(t)
            heads = [i for i in range(a, b + 1) if not a <= s.heads[i] - 1 <= b]
            if not kind or len(heads) != 1 or not propn[heads[0]]:
                continue
            h = heads[0]
            lo = hi = h
            words = set(title.lower().split("_"))
            part = lambda k: propn[k] or kind != "PER" and k and s.upos[k] in ("ADJ", "NOUN", "NUM") and s.forms[k][0].isupper() and (
                not is_demonym(s.forms[k]) or s.forms[k].lower() in words)
            while hi + 1 <= b:
                if part(hi + 1):
                    hi += 1
                elif title and s.forms[hi + 1].lower() in ("of", "the", "for", "and", "&") and s.forms[hi + 1].lower() in words:
                    k = hi + 2
                    if k <= b and s.forms[k].lower() == "the":
                        k += 1
                    if k <= b and propn[k] and s.forms[k].lower() in words:
                        hi = k
                    else:
                        break
                else:
                    break
            while kind != "PER" and lo - 1 >= a and part(lo - 1):
                lo -= 1
            while kind == "PER" and lo < hi and s.forms[lo].lower() in TITLES:
                lo += 1
            if any(done[lo:hi + 1]) or kind == "PER" and (s.forms[lo].lower() in TITLES or lo and s.forms[lo - 1].lower() == "the"):
                continue
            if lo == hi and is_demonym(s.forms[lo], s.xpos[lo]):
                kind = "NORP"
            for k in range(lo, hi + 1):
                tags[k], done[k] = ("B-" if k == lo else "I-") + kind, True
        s.names = [bit("B-NORP") if not done[i] and is_demonym(s.forms[i], s.xpos[i]) else ANY if t == "?" else bit(t)
                   for i, t in enumerate(tags)]


def load(shared, recipe):
    tb, ner = Path(shared) / "treebank", Path(shared) / "ner"
    train, dev = [], {}
    for name, weight in recipe["weights"].items():
        if name.startswith("en_"):
            part = read_conllu(tb / f"{name}-ud-train.conllu")
            if "ewt" in name:
                label_ewt(part, read_bio(ner / "uner_ewt-train.bio"))
            else:
                label_gum(part)
        else:
            part = {"wikigold": wikigold, "wnut17": wnut}[name](ner / f"{name}-train.bio")
        for s in part:
            s.weight = weight
        train += part
    dev["ewt"] = read_conllu(tb / "en_ewt-ud-dev.conllu")
    label_ewt(dev["ewt"], read_bio(ner / "uner_ewt-dev.bio"))
    dev["gum_news"] = read_conllu(tb / "en_gum_news-ud-dev.conllu")
    dev["gum_other"] = read_conllu(tb / "en_gum_other-ud-dev.conllu")
    return [s for s in train if len(s.forms) <= MAX_WORDS], dev


def check_data(shared, recipe):
    for name, want in recipe["data"].items():
        got = hashlib.sha256((Path(shared) / name).read_bytes()).hexdigest()
        if got != want:
            raise SystemExit(f"{name}: sha256 {got}, the recipe names {want}")


# ---------------------------------------------------------------- pieces and shapes


def normalise(word):
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")


def is_break(c):
    return unicodedata.category(c)[0] == "P" or (c.isascii() and not c.isalnum() and 32 < ord(c) < 127)


def segments(word):
    out, cur = [], ""
    for c in normalise(word):
        if is_break(c):
            out += [cur, c] if cur else [c]
            cur = ""
        else:
            cur += c
    return out + [cur] if cur else out


def wordpiece(segment, vocab):
    if len(segment) > 100:
        return ["[UNK]"]
    out, at = [], 0
    while at < len(segment):
        for end in range(len(segment), at, -1):
            piece = ("##" if at else "") + segment[at:end]
            if piece in vocab:
                break
        else:
            return ["[UNK]"]
        out.append(piece)
        at = end
    return out


def pieces_of(word, vocab):
    return ([p for s in segments(word) for p in wordpiece(s, vocab)] or ["[UNK]"])[:WORD_PIECES]


def shape_of(word, first):
    letters = [c for c in word if c.isalpha()]
    digit = any(c.isdecimal() for c in word)
    if not letters and not digit:
        return 1
    if digit and all(c.isdecimal() or c in ".,:/-" for c in word):
        return 2
    if digit and letters:
        return 3
    if not letters:
        return 14
    upper = [c.isupper() for c in letters]
    lower = [c.islower() for c in letters]
    if len(word) == 1 and upper[0]:
        return 4
    if all(upper):
        if "." in word:
            return 7
        if len(letters) >= 2:
            return 5 if len(letters) <= 3 else 6
    if upper[0] and all(lower[1:]):
        return 8 if first else 9
    if upper[0] and any(upper[1:]):
        return 10
    if lower[0] and any(upper[1:]):
        return 11
    if all(lower):
        return 12 if any(c in "-'’" for c in word) else 13
    return 14


def latin(c):
    return ord(c) < 0x250 or unicodedata.category(c)[0] in "PS" and ord(c) < 0x2200


def prune(full, texts, limit):
    """The pieces kept: the four specials, all single Latin characters, all that occur in `texts`, then by BERT's id order."""
    index = {p: i for i, p in enumerate(full)}
    keep = {p for p in full if len(p.removeprefix("##")) == 1 and latin(p[-1])}
    for words in texts:
        for w in words:
            keep.update(pieces_of(w, index))
    keep -= {"[UNK]"}
    for p in full:
        if len(keep) >= limit - 4:
            break
        if not p.startswith("[") and (len(p.removeprefix("##")) > 1 or latin(p[-1])):
            keep.add(p)
    return ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + sorted((keep - {"[PAD]", "[CLS]", "[SEP]"}), key=index.get)


# ---------------------------------------------------------------- lemma scripts


@functools.lru_cache(1 << 18)
def script_of(form, lemma):
    if "|" in lemma or "|" in form or lemma == "_":
        return "=" + lemma
    best = None
    for case, base in (("l", form.lower()), ("k", form)):
        p = 0
        while p < min(len(base), len(lemma)) and base[p] == lemma[p]:
            p += 1
        cand = [(len(base) - p, lemma[p:], 0, "")]
        if p == 0:
            for size in range(min(len(base), len(lemma)), 0, -1):
                hit = next((i for i in range(len(base) - size + 1) if base[i:i + size] in lemma), None)
                if hit is not None:
                    j = lemma.index(base[hit:hit + size])
                    cand = [(len(base) - hit - size, lemma[j + size:], hit, lemma[:j])]
                    break
        for cut, add, pc, pa in cand:
            cost = cut + len(add) + pc + len(pa)
            if best is None or cost < best[0]:
                best = (cost, f"{case}|{cut}|{add}|{pc}|{pa}")
    return best[1]


def apply_script(form, script):
    if script.startswith("="):
        return script[1:]
    case, cut, add, pc, pa = script.split("|")
    w = form.lower() if case == "l" else form
    w = w[:max(0, len(w) - int(cut))] + add
    return pa + w[int(pc):]


# ---------------------------------------------------------------- inventories


def inventories(train):
    """Label lists of the config, from train alone; feats and scripts seen once are left out."""
    up, xp, fe, le, de = Counter(), Counter(), Counter(), Counter(), Counter()
    for s in train:
        if s.heads is None:
            continue
        up.update(s.upos), xp.update(s.xpos), fe.update(s.feats), de.update(s.deprels)
        for f, l, x in zip(s.forms, s.lemmas, s.xpos):
            le[script_of(f, l)] += 1
            if "'" in f:
                le[script_of(f.replace("'", "’"), l)] += 1
            if x in ("``", "''"):
                le[script_of("“", l)] += 1
    order = lambda c, n=1: [k for k, v in sorted(c.items(), key=lambda kv: (-kv[1], kv[0])) if v >= n]
    return {"upos": order(up), "xpos": order(xp), "feats": order(fe, 2), "lemma_scripts": order(le, 2), "deprels": order(de),
            "names": NAME_TAGS}


# ---------------------------------------------------------------- augmentation


def single(names, i):
    """The type of the name whose one word is i, or None."""
    tag = next((t for t in ("PER", "LOC", "ORG") if names[i] == bit(f"B-{t}")), None)
    return tag if tag and (i + 1 == len(names) or not names[i + 1] & bit(f"I-{tag}")) else None


def world_names(shared):
    """Names of the world to swap in beside those of the treebanks: large cities (GeoNames), office holders (Wikidata)."""
    pools, folder = {"LOC": set(), "first": set(), "later": set()}, Path(shared) / "knowledge"
    rows = lambda path: csv.DictReader(open(folder / path, encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
    pools["LOC"].update(r["name"] for r in rows("geonames/cities1000.tsv") if int(r["population"] or 0) >= 100_000)
    for r in rows("office-holders-wikidata/holders.tsv"):
        words = r["person"].split()
        if len(words) > 1:
            pools["first"].add(words[0]), pools["later"].add(words[-1])
    return pools


def name_pools(train, shared=None):
    """Words to swap into names: whole one-word names by type, first and later words of persons; with `shared`, the world's too."""
    pools = {"PER": set(), "LOC": set(), "ORG": set(), "first": set(), "later": set()}
    for k, names in (world_names(shared) if shared else {}).items():
        pools[k].update(n for n in names if n.isalpha() and n[0].isupper() and len(n) > 1)
    for s in train:
        for i, f in enumerate(s.forms if s.names else []):
            if f.isalpha() and f[0].isupper() and len(f) > 1:
                one = single(s.names, i)
                if one:
                    pools[one].add(f)
                elif s.names[i] in (bit("B-PER"), bit("I-PER")):
                    pools["first" if s.names[i] == bit("B-PER") else "later"].add(f)
    return {k: sorted(v) for k, v in pools.items()}


PLACE = (bit("B-LOC"), bit("I-LOC"))


def without(s, i):
    """The sentence without word i, on which nothing hangs."""
    cut = lambda v: None if v is None else v[:i] + v[i + 1:]
    heads = s.heads and [h - (h > i + 1) for h in cut(s.heads)]
    return replace(s, forms=cut(s.forms), upos=cut(s.upos), xpos=cut(s.xpos), feats=cut(s.feats), lemmas=cut(s.lemmas), heads=heads,
                   deprels=cut(s.deprels), names=cut(s.names))


def augment(s, rng, rates, pools=None):
    """Texts vary where the treebanks do not: quotes, missing final stops, headlines, capitals; names are swapped, and the comma
    between two places is left out."""
    if pools and s.names and rng.random() < rates["swap"]:
        forms, lemmas = list(s.forms), list(s.lemmas) if s.lemmas else None
        for i, f in enumerate(s.forms):
            if f.isalpha() and f[0].isupper() and len(f) > 1 and (s.lemmas is None or s.lemmas[i] == f and s.upos[i] == "PROPN"):
                key = single(s.names, i) or {bit("B-PER"): "first", bit("I-PER"): "later"}.get(s.names[i])
                if key and rng.random() < 0.7:
                    forms[i] = rng.choice(pools[key])
                    if lemmas:
                        lemmas[i] = forms[i]
        s = replace(s, forms=forms, lemmas=lemmas)
    if s.names and rates.get("comma"):
        at = [i for i in range(1, len(s.forms) - 1) if s.forms[i] == "," and s.names[i - 1] in PLACE and s.names[i + 1] == bit("B-LOC")
              and (s.heads is None or i + 1 not in s.heads)]
        if at and rng.random() < rates["comma"]:
            s = without(s, rng.choice(at))
    forms, stop = list(s.forms), True
    if rng.random() < rates["quotes"]:
        if any('"' in f or "'" in f for f in forms):
            for i, f in enumerate(forms):
                if f == '"':
                    x = s.xpos[i] if s.xpos else "``"
                    forms[i] = "“" if x == "``" else "”"
                elif f == "'" and s.xpos and s.xpos[i] == "``":
                    forms[i] = "‘"
                else:
                    forms[i] = f.replace("'", "’")
        else:
            forms = [{"“": '"', "”": '"', "‘": "'"}.get(f, f.replace("’", "'")) for f in forms]
    r = rng.random()
    head = rates["title"]
    if s.heads and r < head:
        forms = [f[:1].upper() + f[1:] if len(f) > 3 or s.upos[i] not in ("ADP", "DET", "CCONJ", "PART") else f
                 for i, f in enumerate(forms)]
    elif r < head + rates["caps"]:
        forms = [f.upper() for f in forms]
    elif r < head + rates["caps"] + rates.get("lower", 0):
        forms = [f.lower() for f in forms]
    if s.heads and len(forms) > 2 and s.upos[-1] == "PUNCT" and s.heads[-1] != 0 and len(s.forms) not in s.heads:
        if rng.random() < (0.7 if r < head else rates["no_stop"]):
            stop = False
    s = replace(s, forms=forms)
    return s if stop else without(s, len(forms) - 1)


# ---------------------------------------------------------------- encoding and batches


@dataclass
class Encoder:
    config: dict
    ids: dict = field(init=False)
    maps: dict = field(init=False)
    cache: dict = field(init=False, default_factory=dict)

    def __post_init__(self):
        self.ids = {p: i for i, p in enumerate(self.config["pieces"])}
        self.maps = {k: {v: i for i, v in enumerate(self.config[k])} for k in ("upos", "xpos", "feats", "lemma_scripts", "deprels")}

    def pieces(self, word):
        got = self.cache.get(word)
        if got is None:
            got = self.cache[word] = [self.ids[p] for p in pieces_of(word, self.ids)]
        return got

    def encode(self, s):
        """Piece ids, shapes, first and last piece of each word, and labels (-1: none)."""
        ids, shapes, first, last = [self.ids["[CLS]"]], [0], [], []
        for i, w in enumerate(s.forms):
            p, sh = self.pieces(w), shape_of(w, i == 0)
            first.append(len(ids))
            ids += p
            shapes += [sh] * len(p)
            last.append(len(ids) - 1)
        e = {"ids": ids + [self.ids["[SEP]"]], "shapes": shapes + [0], "first": first, "last": last, "names": s.names}
        if s.heads is not None:
            m = self.maps
            e["upos"] = [m["upos"].get(v, -1) for v in s.upos]
            e["xpos"] = [m["xpos"].get(v, -1) for v in s.xpos]
            e["feats"] = [m["feats"].get(v, -1) for v in s.feats]
            e["lemma"] = [m["lemma_scripts"].get(script_of(f, l), -1) for f, l in zip(s.forms, s.lemmas)]
            e["heads"] = s.heads
            e["rels"] = [m["deprels"].get(v, -1) for v in s.deprels]
        return e

    def runs(self, forms):
        """Word ranges of at most MAX_WORDS words and MAX_PIECES pieces (FORMAT.md)."""
        out, at = [], 0
        while at < len(forms):
            end, total = at, 0
            while end < len(forms) and end - at < MAX_WORDS and total + len(self.pieces(forms[end])) <= MAX_PIECES:
                total += len(self.pieces(forms[end]))
                end += 1
            if end < len(forms):
                for k in range(end - 1, at + (end - at) // 2 - 1, -1):
                    if forms[k] in (",", ";", ":"):
                        end = k + 1
                        break
            out.append((at, end))
            at = end
        return out


def batches(encoded, size, rng=None):
    """Groups of about `size` padded pieces, of like length."""
    key = (lambda i: len(encoded[i]["ids"]) + rng.random() * 4) if rng else (lambda i: len(encoded[i]["ids"]))
    order, out, cur = sorted(range(len(encoded)), key=key), [], []
    for i in order:
        if cur and (len(cur) + 1) * len(encoded[i]["ids"]) > size:
            out.append(cur)
            cur = []
        cur.append(i)
    out.append(cur)
    if rng:
        rng.shuffle(out)
    return out
