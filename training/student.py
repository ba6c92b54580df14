"""Trains the fast model: the lower layers of the default model, cut narrow, on the same sentences, gold labels and the teacher's opinions.

The student has FORMAT.md's shape with other numbers (recipe-fast.toml). It starts as the teacher's lower layers: those attention heads and
feed-forward units are kept whose loss would be felt most (the first-order term |g·w|, Michel et al. 2019, Molchanov et al. 2017); arcs and labels start at
random. Every loss is half gold, half the divergence from the teacher; sentences without a gold tree (wikigold) teach by the teacher
alone. Resumable: a checkpoint an epoch in .work/<run>/.
"""

import argparse
import json
import random
import time
import tomllib
from collections import Counter
from pathlib import Path

import torch
import torch.nn.functional as F

import data
import evaluate
from export import read_rapp
from model import Parser, batch_of

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"


def config_of(teacher, recipe, train):
    """The teacher's inventories with the student's sizes; lemma scripts that are rare are left to the dictionary."""
    seen = Counter(data.script_of(f, l) for s in train if s.heads for f, l in zip(s.forms, s.lemmas))
    c = dict(teacher) | {k: recipe["model"][k] for k in ("layers", "heads", "inner", "ffn", "arc_dim", "rel_dim")}
    c["name"], c["version"] = "fast", recipe["version"]
    c["pieces"] = c["pieces"][: recipe["model"]["pieces"]] if recipe["model"]["pieces"] else c["pieces"]
    c["lemma_scripts"] = [s for s in teacher["lemma_scripts"] if seen[s] >= recipe["model"]["script_min"]]
    return c


def felt(teacher, x, r):
    """How much each attention head and feed-forward unit of every layer adds to the loss on the batches `x`."""
    felt = [(torch.zeros(l.heads), torch.zeros(l.up.weight.shape[0])) for l in teacher.enc]
    teacher.train()
    for b in x:
        teacher.zero_grad(set_to_none=True)
        loss_of(teacher, [None] * len(b["ids"]), b, r)[0].backward()
        for l, (heads, units) in zip(teacher.enc, felt):
            heads += (l.out.weight * l.out.weight.grad).sum(0).view(l.heads, l.size).sum(1).abs()
            units += (l.down.weight * l.down.weight.grad).sum(0).abs()
    teacher.zero_grad(set_to_none=True)
    teacher.eval()
    return felt


def init(model, teacher, x, keep, r):
    """The teacher's embeddings, its lower layers without what is felt least, and its linear heads."""
    c, state = model.c, teacher.state_dict()
    own = model.state_dict()
    for k, v in state.items():
        if k.startswith("emb.") or k.split(".")[0] in ("upos", "xpos", "feats", "names"):
            own[k] = v[: len(own[k])] if k == "emb.word" else v
        elif k.startswith("lemma."):
            own[k] = v[keep]
    for l, (heads, units) in enumerate(felt(teacher, x, r)[: c["layers"]]):
        heads, units = heads.topk(c["heads"]).indices.sort().values, units.topk(c["ffn"]).indices.sort().values
        size = teacher.enc[l].size
        rows = (heads[:, None] * size + torch.arange(size)).flatten()
        wide = size * teacher.enc[l].heads
        all3 = torch.cat([rows, rows + wide, rows + 2 * wide])
        at = lambda part: state[f"enc.{l}.{part}"]
        own |= {f"enc.{l}.{k}": v for k, v in {
            "qkv.weight": at("qkv.weight")[all3], "qkv.bias": at("qkv.bias")[all3], "out.weight": at("out.weight")[:, rows], "out.bias": at("out.bias"),
            "up.weight": at("up.weight")[units], "up.bias": at("up.bias")[units], "down.weight": at("down.weight")[:, units],
            "down.bias": at("down.bias")}.items()}
        own |= {k: v for k, v in state.items() if k.startswith(f"enc.{l}.ln")}
    model.load_state_dict(own)


def divergence(student, teacher, mask, t):
    """KL of softened distributions, averaged over the words of `mask`."""
    p = F.log_softmax(teacher[mask] / t, -1)
    q = F.log_softmax(student[mask] / t, -1)
    return F.kl_div(q, p, reduction="batchmean", log_target=True) * t * t


def opinions(teacher, enc, sentences, keep, size):
    """The teacher's scores for every sentence as it stands, in half precision: tags, arcs, and labels of the gold or likeliest heads."""
    encoded = [enc.encode(s) for s in sentences]
    out = [None] * len(sentences)
    with torch.no_grad():
        for group in data.batches(encoded, size):
            x = batch_of([encoded[i] for i in group], len(data.NAME_TAGS))
            w = teacher.encode(x)
            tags, arcs = teacher.tags(w[:, 1:]), teacher.arcs(w, x["word_mask"])
            tags["lemma"] = tags["lemma"][:, :, keep]
            heads = torch.where(x["heads"] >= 0, x["heads"], arcs.argmax(-1))
            rels = teacher.rels(w, heads)
            for row, i in enumerate(group):
                n = len(encoded[i]["first"])
                out[i] = {k: v[row, :n].half() for k, v in tags.items()} | {
                    "arc": arcs[row, :n, : n + 1].clamp(min=-1e4).half(), "rel": rels[row, :n].half(), "heads": heads[row, :n]}
    return out


def padded(said, n, key, fill, width=None):
    """The opinions of a batch in one tensor; sentences without one are left at `fill`."""
    some = next(o[key] for o in said if o is not None)
    shape = (len(said), n) if some.dim() == 1 else (len(said), n, width or some.shape[1])
    full = torch.full(shape, fill, dtype=torch.long if some.dtype == torch.long else torch.float)
    for row, o in enumerate(said):
        if o is not None:
            v = o[key]
            full[(row, *(slice(k) for k in v.shape))] = v.to(full.dtype)
    return full


def loss_of(model, said, x, r):
    t, mask, n = r["temperature"], x["word_mask"], x["word_mask"].shape[1]
    w = model.encode(x, r["dropout"], r["word_dropout"])
    tags, arcs = model.tags(w[:, 1:]), model.arcs(w, mask, r["arc_dropout"])
    known = mask & torch.tensor([o is not None for o in said])[:, None]
    taught = bool(known.any())
    heads = x["heads"]
    if taught:
        heads = torch.where(heads >= 0, heads, padded(said, n, "heads", 0))
    rels = model.rels(w, heads.clamp(min=0), r["arc_dropout"])
    scores = dict(tags) | {"arc": arcs, "rel": rels}
    out = {}
    for k, s in scores.items():
        parts = []
        if taught:
            width = n + 1 if k == "arc" else None
            parts.append(divergence(s, padded(said, n, k, -1e4 if k == "arc" else 0.0, width), known, t))
        if k == "names":
            has = x["has_names"]
            if has.any():
                m = mask[has]
                parts.append(model.crf(s[has], x["allowed"][has], m).sum() / m.sum())
        else:
            y = x[{"arc": "heads", "rel": "rels"}.get(k, k)].reshape(-1)
            if (y >= 0).any():
                parts.append(F.cross_entropy(s.reshape(len(y), -1), y, ignore_index=-1))
        if parts:
            out[k] = sum(parts)
    return sum(r["loss"][k] * v for k, v in out.items()) / 2, {k: float(v.detach()) for k, v in out.items()}


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--shared", default="../shared")
    ap.add_argument("--teacher", default="../models/default/model.rapp")
    ap.add_argument("--run", default="fast")
    ap.add_argument("--recipe", default="recipe-fast.toml")
    ap.add_argument("--epochs", type=int)
    ap.add_argument("--seed", type=int)
    ap.add_argument("--minutes", type=float, help="let the rate fall to zero in this time, then stop")
    ap.add_argument("--threads", type=int, default=2)
    for k in ("layers", "heads", "inner", "ffn"):
        ap.add_argument(f"--{k}", type=int)
    ap.add_argument("--alone", action="store_true", help="ablation: gold labels only, no teacher")
    a = ap.parse_args()
    recipe = tomllib.loads((HERE / "recipe.toml").read_text())
    fast = tomllib.loads((HERE / a.recipe).read_text())
    r = recipe["train"] | fast["train"]
    r["loss"] = recipe["train"]["loss"] | fast["train"].get("loss", {})
    for k in ("epochs", "seed"):
        r[k] = getattr(a, k) or r[k]
    for k in ("layers", "heads", "inner", "ffn"):
        fast["model"][k] = getattr(a, k) or fast["model"][k]
    torch.set_num_threads(a.threads)
    data.check_data(a.shared, recipe)
    torch.manual_seed(r["seed"])
    train, dev = data.load(a.shared, recipe)
    teacher = read_rapp(a.teacher)
    config = config_of(teacher.c, fast, train)
    keep = torch.tensor([teacher.c["lemma_scripts"].index(s) for s in config["lemma_scripts"]])
    out = WORK / a.run
    out.mkdir(parents=True, exist_ok=True)
    (out / "config.json").write_text(json.dumps(config, ensure_ascii=False))
    enc, model = data.Encoder(config), Parser(config)
    log = open(out / "log.txt", "a", buffering=1)

    def say(text):
        print(text, flush=True)
        log.write(text + "\n")

    if not (out / "last.pt").exists():
        full = data.Encoder(teacher.c)
        told = [full.encode(s) for s in train if s.heads][::5]
        few = data.batches(told, r["pieces"])
        init(model, teacher, [batch_of([told[i] for i in g], len(data.NAME_TAGS)) for g in few], keep, r)
    small = lambda k, p: p.dim() < 2 or "ln" in k
    part = lambda k: k.split(".")[0] if k.startswith(("emb.", "enc.")) else "heads"
    groups = [{"params": [p for k, p in model.named_parameters() if part(k) == s and small(k, p) == d], "lr": r["lr_" + s],
               "weight_decay": 0.0 if d else r["weight_decay"]} for s in ("emb", "enc", "heads") for d in (True, False)]
    opt = torch.optim.AdamW(groups, betas=(0.9, r["beta2"]), eps=1e-8, fused=True)
    base = [g["lr"] for g in opt.param_groups]
    pool = [s for s in train for _ in range(s.weight)]
    which = [i for i, s in enumerate(train) for _ in range(s.weight)]
    kept = out / "opinions.pt"
    if a.alone:
        said = [None] * len(train)
    elif kept.exists():
        said = torch.load(kept, weights_only=False)
    else:
        said = opinions(teacher.eval(), data.Encoder(teacher.c), train, keep, 4000)
        torch.save(said, kept)
    rng, pools = random.Random(r["seed"]), data.name_pools(train)
    epoch_of = lambda rng: [enc.encode(data.augment(s, rng, recipe["augment"], pools)) for s in pool]
    per_epoch = len(data.batches(epoch_of(random.Random(0)), r["pieces"]))
    total, step, start = per_epoch * r["epochs"], 0, 0
    ckpt, spent = out / "last.pt", 0.0
    if ckpt.exists():
        c = torch.load(ckpt, weights_only=False)
        model.load_state_dict(c["model"]), opt.load_state_dict(c["opt"])
        step, start, spent = c["step"], c["epoch"], c["spent"]
        rng.setstate(c["rng"]), torch.set_rng_state(c["torch"])
        say(f"resumed after epoch {start}")
    say(f"{len(pool)} sentences, {per_epoch} batches an epoch, {sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters, "
        f"{config['layers']} layers of {config['hidden']} with {config['inner']} and {config['ffn']} inside, {len(config['lemma_scripts'])} scripts, seed {r['seed']}{', without teacher' if a.alone else ''}")
    unk, begun = config["pieces"].index("[UNK]"), time.time() - spent
    best, over = -1.0, False
    for epoch in range(start + 1, r["epochs"] + 1):
        t0, sums, seen = time.time(), {}, 0
        encoded = epoch_of(rng)
        model.train()
        for group in data.batches(encoded, r["pieces"], rng):
            warm = r["warmup"] * total
            done = (time.time() - begun) / (60 * a.minutes) if a.minutes else step / total
            over = done >= 1
            if over:
                break
            for g, lr in zip(opt.param_groups, base):
                g["lr"] = lr * min(step / warm, 1.0) * (1 - done)
            x = batch_of([encoded[i] for i in group], len(config["names"]))
            drop = (torch.rand(x["ids"].shape) < r["piece_dropout"]) & (x["ids"] > 3)
            x["ids"] = x["ids"].masked_fill(drop, unk)
            # A sentence whose words were changed in number is taught by its gold labels alone.
            heard = [said[which[i]] for i in group]
            heard = [o if o is None or len(o["upos"]) == len(encoded[i]["first"]) else None for o, i in zip(heard, group)]
            loss, parts = loss_of(model, heard, x, r)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), r["clip"])
            opt.step()
            step, seen = step + 1, seen + 1
            for k, v in parts.items():
                sums[k] = sums.get(k, 0.0) + v
            if seen % 50 == 0:
                print(f"  {seen}/{per_epoch} {time.time() - t0:.0f}s " + " ".join(f"{k} {v / seen:.3f}" for k, v in sums.items()), flush=True)
        seen = max(seen, 1)
        say(f"epoch {epoch}: {time.time() - t0:.0f}s " + " ".join(f"{k} {v / seen:.3f}" for k, v in sums.items()))
        if epoch % r["measure_every"] == 0 or over or epoch == r["epochs"]:
            m = evaluate.measure(model, enc, dev)
            say(f"epoch {epoch}: {evaluate.line(m)} select {m['select']}")
            if m["select"] > best:
                best = m["select"]
                torch.save(model.state_dict(), out / "best.pt")
        torch.save({"model": model.state_dict(), "opt": opt.state_dict(), "step": step, "epoch": epoch, "spent": time.time() - begun,
                    "rng": rng.getstate(), "torch": torch.get_rng_state()}, out / "last.tmp")
        (out / "last.tmp").rename(ckpt)
        if over:
            break


if __name__ == "__main__":
    main()
