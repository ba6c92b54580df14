"""Decoding and figures on gold words: UPOS, XPOS, FEATS, lemmas, UAS, LAS, CLAS and names F1 on the development parts."""

import argparse
import json
import sys
import tomllib
from collections import Counter
from pathlib import Path

import torch

import data
from model import Parser, batch_of

FUNCTION = {"aux", "case", "cc", "clf", "cop", "det", "mark", "punct"}


def is_tree(heads):
    """heads[i] of word i + 1; exactly one root and no cycle."""
    if sum(h == 0 for h in heads) != 1:
        return False
    for i in range(len(heads)):
        j, n = i + 1, 0
        while j and n <= len(heads):
            j, n = heads[j - 1], n + 1
        if j:
            return False
    return True


def edmonds(score):
    """Chu–Liu/Edmonds on score[dep][head] (float lists, node 0 the root): best head of every node from 1."""
    n = len(score)
    head = [0] + [max((h for h in range(n) if h != d), key=lambda h: score[d][h]) for d in range(1, n)]
    state, cycle = [0] * n, None
    state[0] = 2
    for s in range(1, n):
        path, j = [], s
        while state[j] == 0:
            state[j] = 1
            path.append(j)
            j = head[j]
        if state[j] == 1:
            cycle = path[path.index(j):]
            break
        for k in path:
            state[k] = 2
    if cycle is None:
        return head
    inside = set(cycle)
    rest = [i for i in range(n) if i not in inside]
    new = {v: i for i, v in enumerate(rest)}
    c = len(rest)
    small = [[-1e18] * (c + 1) for _ in range(c + 1)]
    enter, leave = {}, {}
    total = sum(score[d][head[d]] for d in cycle)
    for v in rest:
        for u in rest:
            if u != v:
                small[new[v]][new[u]] = score[v][u]
        best = max(cycle, key=lambda k: score[v][k])
        small[new[v]][c], leave[v] = score[v][best], best
        best = max(cycle, key=lambda k: score[k][v] - score[k][head[k]])
        small[c][new[v]], enter[v] = score[best][v] - score[best][head[best]] + total, best
    got = edmonds(small)
    out = list(head)
    for v in rest[1:]:
        h = got[new[v]]
        out[v] = leave[v] if h == c else rest[h]
    u = rest[got[c]]
    out[enter[u]] = u
    return out


def tree(scores):
    """Heads of the best tree with one child of the root; scores [words, words + 1]."""
    heads = scores.argmax(1).tolist()
    if is_tree(heads):
        return heads
    s = [[-1e18] * scores.shape[1]] + scores.double().tolist()
    for d in range(1, len(s)):
        s[d][0] -= 1e6  # every extra child of the root costs more than any tree gains
        s[d][d] = -1e18
    return edmonds(s)[1:]


@torch.no_grad()
def predict(model, enc, sents, size=4000):
    """Adds the model's analysis of gold words; returns new sentences."""
    model.eval()
    c, root = model.c, model.c["deprels"].index("root")
    jobs = []
    for i, s in enumerate(sents):
        for a, b in enc.runs(s.forms):
            jobs.append((i, a, b, enc.encode(data.Sentence(s.forms[a:b]))))
    got = {}
    for group in data.batches([j[3] for j in jobs], size):
        x = batch_of([jobs[g][3] for g in group])
        wr = model.encode(x)
        tags = model.tags(wr[:, 1:])
        arcs = model.arcs(wr, x["word_mask"])
        heads = torch.zeros(x["first"].shape, dtype=torch.long)
        for k, g in enumerate(group):
            n = len(jobs[g][3]["first"])
            heads[k, :n] = torch.tensor(tree(arcs[k, :n, :n + 1]))
        rels = model.rels(wr, heads)
        rels[..., root] = -1e9
        rels = rels.argmax(-1)
        best = {k: v.argmax(-1) for k, v in tags.items()}
        for k, g in enumerate(group):
            i, a, b, e = jobs[g]
            n = b - a
            f = sents[i].forms[a:b]
            h = heads[k, :n].tolist()
            pick = lambda key, table: [c[table][j] for j in best[key][k, :n].tolist()]
            got[i, a] = data.Sentence(
                f, pick("upos", "upos"), pick("xpos", "xpos"), pick("feats", "feats"),
                [data.apply_script(w, t) for w, t in zip(f, pick("lemma", "lemma_scripts"))], h,
                ["root" if hh == 0 else c["deprels"][r] for hh, r in zip(h, rels[k, :n].tolist())],
                [c["names"][t] for t in model.viterbi(tags["names"][k, :n])])
    out = []
    for i, s in enumerate(sents):
        parts = [(a, got[i, a]) for a, _ in enc.runs(s.forms)]
        whole = parts[0][1]
        first_root = whole.heads.index(0) + 1
        for a, p in parts[1:]:
            p.deprels = ["parataxis" if h == 0 else r for h, r in zip(p.heads, p.deprels)]
            p.heads = [first_root if h == 0 else h + a for h in p.heads]
            for k in ("forms", "upos", "xpos", "feats", "lemmas", "heads", "deprels", "names"):
                getattr(whole, k).extend(getattr(p, k))
        out.append(whole)
    return out


def spans(tags, types):
    out, start = [], None
    for i, t in enumerate(tags + ["O"]):
        if start is not None and (not t.startswith("I-") or t[2:] != tags[start][2:]):
            out.append((start, i, tags[start][2:]))
            start = None
        if t.startswith("B-"):
            start = i
    return {s for s in out if s[2] in types}


def figures(gold, sys, names=False):
    n = Counter()
    label, feats_seen = {}, None
    tp, fp, fn = Counter(), Counter(), Counter()
    for g, s in zip(gold, sys):
        for i in range(len(g.forms)):
            n["words"] += 1
            n["upos"] += g.upos[i] == s.upos[i]
            n["xpos"] += g.xpos[i] == s.xpos[i]
            n["feats"] += g.feats[i] == s.feats[i]
            n["lemma"] += g.lemmas[i] == s.lemmas[i]
            arc = g.heads[i] == s.heads[i]
            gl, sl = g.deprels[i].split(":")[0], s.deprels[i].split(":")[0]
            n["uas"] += arc
            n["las"] += arc and gl == sl
            n["las_sub"] += arc and g.deprels[i] == s.deprels[i]
            if gl not in FUNCTION:
                n["content"] += 1
                n["clas"] += arc and gl == sl
            lab = label.setdefault(g.deprels[i], [0, 0, 0])
            lab[0] += 1
            lab[2] += arc and g.deprels[i] == s.deprels[i]
            label.setdefault(s.deprels[i], [0, 0, 0])[1] += 1
        if names and g.names is not None:
            types = ("PER", "ORG", "LOC")
            tags = [next((t for j, t in enumerate(data.NAME_TAGS) if b >> j & 1), "O") for b in g.names]
            want, have = spans(tags, types), spans(s.names, types)
            for k in types:
                w, h = {x for x in want if x[2] == k}, {x for x in have if x[2] == k}
                tp[k] += len(w & h)
                fp[k] += len(h - w)
                fn[k] += len(w - h)
    pct = lambda a, b: round(100 * a / max(1, b), 2)
    out = {"words": n["words"]} | {k: pct(n[k], n["words"]) for k in ("upos", "xpos", "feats", "lemma", "uas", "las", "las_sub")}
    out["clas"] = pct(n["clas"], n["content"])
    if names:
        f = lambda a, b, c: pct(2 * a, 2 * a + b + c)
        out["names"] = {k: f(tp[k], fp[k], fn[k]) for k in tp} | {"all": f(tp.total(), fp.total(), fn.total())}
    out["labels"] = {k: {"gold": v[0], "f1": pct(2 * v[2], v[0] + v[1])} for k, v in sorted(label.items(), key=lambda kv: -kv[1][0])}
    return out


def measure(model, enc, dev):
    out, hits, words = {}, 0.0, 0
    for name, sents in dev.items():
        out[name] = figures(sents, predict(model, enc, sents), names=name == "ewt")
        hits += out[name]["las"] * out[name]["words"]
        words += out[name]["words"]
    both = [out["gum_news"], out["gum_other"]]
    total = sum(b["words"] for b in both)
    out["gum"] = {k: round(sum(b[k] * b["words"] for b in both) / total, 2)
                  for k in ("upos", "xpos", "feats", "lemma", "uas", "las", "las_sub")} | {"words": total}
    out["las"] = round(hits / words, 3)
    out["select"] = round(out["las"] + 0.1 * out["ewt"]["names"]["all"], 3)
    return out


def line(m):
    show = lambda k: " ".join(f"{x} {m[k][x]:.2f}" for x in ("upos", "uas", "las", "lemma"))
    return f"ewt {show('ewt')} names {m['ewt']['names']['all']:.2f} | gum {show('gum')} news las {m['gum_news']['las']:.2f}"


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--shared", default="../shared")
    ap.add_argument("--model", default="models/default/model.rapp")
    ap.add_argument("--out", help="write the figures here as JSON")
    a = ap.parse_args()
    from export import as_read

    torch.set_num_threads(2)
    recipe = tomllib.loads((Path(__file__).parent / "recipe.toml").read_text())
    model = as_read(a.model)
    m = measure(model, data.Encoder(model.c), data.load(a.shared, recipe)[1])
    print(line(m), file=sys.stderr)
    if a.out:
        Path(a.out).write_text(json.dumps(m, indent=1) + "\n")
