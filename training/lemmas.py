"""Makes models/lemmas.tsv: dictionary forms that are known to exist, and the forms whose dictionary form no rule gives.

usage: lemmas.py SHARED > models/lemmas.tsv      (a minute; no packages needed)

The network's lemma is taken if it stands here; if it does not, a known one that English inflection allows is preferred. Sources: irregular.txt, the training parts of
the EWT and GUM treebanks (free genres; CC BY-SA 4.0, CC BY 4.0) and Open English WordNet (CC BY 4.0, WordNet licence).
Lines are sorted by bytes: `word<TAB>class<TAB>lemma`, class N, V, J or R; the lemma is left out where it is the word itself.
"""
import collections, pathlib, re, sys

CLASS = {"NOUN": "N", "VERB": "V", "AUX": "V", "ADJ": "J", "ADV": "R"}
PLAIN = re.compile(r"[a-z][a-z-]+\Z")


def regular(form, lemma, kind):
    """Whether a rule of the program gives this lemma for this form."""
    made = {form}
    endings = {"N": ("s", "es"), "V": ("s", "es", "ed", "ing"), "J": ("er", "est"), "R": ("er", "est")}[kind]
    for ending in endings:
        if form.endswith(ending):
            stem = form[: -len(ending)]
            made |= {stem, stem + "e"}
            if stem[-1:] == stem[-2:-1]:
                made.add(stem[:-1])
            if stem.endswith("i"):
                made.add(stem[:-1] + "y")
    return lemma in made


def main():
    shared = pathlib.Path(sys.argv[1])
    known, seen = set(), collections.defaultdict(collections.Counter)
    for name in ("en_ewt-ud-train", "en_gum_news-ud-train", "en_gum_other-ud-train"):
        for line in (shared / "treebank" / f"{name}.conllu").open(encoding="utf-8"):
            cells = line.split("\t")
            if len(cells) < 10 or not cells[0].isdigit() or cells[3] not in CLASS or "Typo=Yes" in cells[5] or "Abbr=Yes" in cells[5]:
                continue
            form, lemma, kind = cells[1].lower(), cells[2], CLASS[cells[3]]
            if PLAIN.match(lemma) and PLAIN.match(form):
                known.add((lemma, kind))
                seen[form, kind][lemma] += 1
    wordnet = shared / "knowledge" / "open-english-wordnet"
    for line in (wordnet / "verbs.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        known |= {(w, "V") for w in line.split("\t")[2].split("|") if PLAIN.match(w)}
    for line in (wordnet / "verb-noun.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        verb, noun = line.split("\t")[:2]
        known |= {(w, k) for w, k in ((verb, "V"), (noun, "N")) if PLAIN.match(w)}
    for line in (wordnet / "hyponyms.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        known |= {(w, "N") for w in line.split("\t")[3].split("|") if PLAIN.match(w)}
    lines = {f"{word}\t{kind}" for word, kind in known}
    for (form, kind), lemmas in seen.items():
        (lemma, n), total = lemmas.most_common(1)[0], sum(lemmas.values())
        if n == total and not regular(form, lemma, kind):
            lines.add(f"{form}\t{kind}\t{lemma}")
    taken = {tuple(l.split("\t")[:2]) for l in lines if l.count("\t") == 2}
    for line in pathlib.Path(__file__).with_name("irregular.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            base, *forms = line.split()
            lines.add(f"{base}\tV")
            for form in {f for variants in forms for f in variants.split("/")} - {base}:
                if (form, "V") not in taken and not regular(form, base, "V"):
                    lines.add(f"{form}\tV\t{base}")
    # One line a word and class: a form that is irregular is not also looked up as a dictionary form ("found", "lay").
    lines -= {"\t".join(l.split("\t")[:2]) for l in lines if l.count("\t") == 2}
    sys.stdout.write("\n".join(sorted(lines, key=lambda l: l.encode())) + "\n")


main()
