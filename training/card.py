"""Writes a model's figures into its card: the tables of CARD.md, and the line on names, from metrics.json. The words around them stay.

    python3 training/card.py models/default
"""

import json
import re
import sys
from pathlib import Path

PARTS = (("ewt", "EWT dev"), ("gum", "GUM dev, all here"), ("gum_news", "GUM dev, Wikinews"), ("gum_other", "GUM dev, other free genres"))


def table(card, head, rows):
    """The card with the rows below the table head that starts so."""
    text = "\n".join("| " + " | ".join(str(c) for c in row) + " |" for row in rows)
    new, n = re.subn(rf"(\| {re.escape(head)} \|.*\n\|[ -|]*\|\n)(?:\|.*\n)+", lambda m: m[1] + text + "\n", card)
    if n != 1:
        raise SystemExit(f"the card has {n} tables that begin with `| {head} |`, and not one")
    return new


def main():
    folder = Path(sys.argv[1])
    m, card = json.loads((folder / "metrics.json").read_text()), (folder / "CARD.md").read_text()
    card = table(card, "part", [(name, f"{m[k]['words']:,}", *(m[k][x] for x in ("upos", "xpos", "feats", "lemma", "uas", "las", "las_sub"))) for k, name in PARTS])
    other = lambda part, label: (lambda v: (v["gold"], v["f1"]) if v else ("", ""))(m[part]["labels"].get(label))
    card = table(card, "label", [(label, v["gold"], v["f1"], *other("gum_news", label), *other("gum_other", label))
                                 for label, v in m["ewt"]["labels"].items() if v["gold"] >= 20])
    names = m["ewt"]["names"]
    card, n = re.subn(r"\*\*[\d.]+\*\* \(PER [\d.]+, ORG [\d.]+, LOC [\d.]+\)", f"**{names['all']}** (PER {names['PER']}, ORG {names['ORG']}, LOC {names['LOC']})", card)
    if n != 1:
        raise SystemExit("the card has no line on names, or more than one")
    (folder / "CARD.md").write_text(card)


if __name__ == "__main__":
    main()
