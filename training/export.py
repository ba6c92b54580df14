"""Writes a trained model as model.rapp (FORMAT.md), reads one back, and writes the reference that the Rust reader is tested on."""

import argparse
import json
import tomllib
from pathlib import Path

import numpy as np
import torch
from blake3 import blake3
from safetensors.numpy import load as st_load
from safetensors.numpy import save as st_save

import data
import evaluate
from model import Parser

HERE = Path(__file__).resolve().parent
MAGIC = b"RAPPSYN1"
NAMES = {"emb.kind": "emb.type"}  # torch keeps `type` for itself

# Invented sentences, in UD words; none is from a corpus.
REFERENCE = [
    "The Foreign Minister of Norland said on Tuesday that his government would n't recall its ambassador .",
    "Thousands of protesters marched through the capital after the court jailed opposition leader Ana Petrova .",
    "“ We have agreed to a 72 - hour cease - fire , ” a U.N. spokesman told reporters in Geneva .",
    "At least 14 soldiers were killed and 30 others wounded when rebels shelled an army base near Aleppo , officials said .",
    "President Obama ’s envoy met Israeli and Palestinian negotiators on 3 June 2014 .",
    "PARLIAMENT APPROVES $ 2.5 BILLION AID PACKAGE",
    "Police denied that anyone had been arrested , but two witnesses said they saw officers beating students .",
    "Turkey and the European Union signed the deal , which had been delayed for months by a dispute over visas .",
    "Do you think the IAEA 's inspectors will be allowed back in ?",
    "Séance levée : Mr. Côté , the deputy speaker , accused the pro-government militia of looting villages in Côte d'Ivoire .",
    "Iranian - backed fighters seized three oil tankers in the Gulf of Aden on Friday , the Navy 's Fifth Fleet said",
    "If the talks fail , we will impose new sanctions , warned the prime minister , who leaves office next week .",
    "She , Kenya 's ex-president and 5 aides -- all unhurt -- were freed .",
]


def write_rapp(path, state, config):
    tensors = {}
    for k, v in state.items():
        k, a = NAMES.get(k, k), v.float().numpy()
        if k == "emb.word":
            scale = np.maximum(np.abs(a).max(1) / 127, 1e-12).astype(np.float32)
            tensors[k] = np.clip(np.rint(a / scale[:, None]), -127, 127).astype(np.int8)
            tensors[k + ".scale"] = scale
        elif a.ndim >= 2 and not k.startswith("names."):
            tensors[k] = a.astype(np.float16)
        else:
            tensors[k] = a.astype(np.float32)
    body = st_save(tensors, {"config": json.dumps(config, ensure_ascii=False)})
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(MAGIC + blake3(body).digest() + body)
    return 40 + len(body)


def read_rapp(path):
    raw = Path(path).read_bytes()
    if raw[:8] != MAGIC or blake3(raw[40:]).digest() != raw[8:40]:
        raise SystemExit(f"{path}: not a model file, or damaged")
    body = raw[40:]
    header = json.loads(body[8:8 + int.from_bytes(body[:8], "little")])
    model = Parser(json.loads(header["__metadata__"]["config"]))
    back = {v: k for k, v in NAMES.items()}
    t, state = st_load(body), {}
    for k, v in t.items():
        if not k.endswith(".scale"):
            f = v.astype(np.float32)
            if v.dtype == np.int8:
                f = f * t[k + ".scale"][:, None]
            state[back.get(k, k)] = torch.from_numpy(f)
    model.load_state_dict(state)
    return model.eval()


def as_read(path):
    """The model as the reader computes it: with its weights and inputs rounded."""
    return read_rapp(path).round()


def reference(model):
    enc = data.Encoder(model.c)
    sents = [data.Sentence(t.split()) for t in REFERENCE]
    out = []
    for s, p in zip(sents, evaluate.predict(model, enc, sents)):
        out.append({"words": s.forms, "pieces": [data.pieces_of(w, enc.ids) for w in s.forms],
                    "shapes": [data.shape_of(w, i == 0) for i, w in enumerate(s.forms)], "upos": p.upos, "xpos": p.xpos,
                    "feats": p.feats, "lemmas": p.lemmas, "heads": p.heads, "deprels": p.deprels, "names": p.names})
    return out


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--run", default="default")
    ap.add_argument("--weights", default="best.pt", help="best.pt or last.pt of the run")
    ap.add_argument("--recipe", default="recipe.toml", help="whose version the model gets")
    ap.add_argument("--again", action="store_true", help="leave the model as it is; only its reference and figures anew")
    ap.add_argument("--shared", default="../shared")
    ap.add_argument("--out", default="models/default")
    ap.add_argument("--reference", default="crates/rapporteur-syntax/tests/data/reference.json")
    a = ap.parse_args()
    torch.set_num_threads(2)
    path, recipe = Path(a.out) / "model.rapp", tomllib.loads((HERE / "recipe.toml").read_text())
    if not a.again:
        run = HERE / ".work" / a.run
        config = json.loads((run / "config.json").read_text())
        config["version"] = tomllib.loads((HERE / a.recipe).read_text())["version"]
        state = torch.load(run / a.weights, weights_only=False)
        write_rapp(path, state.get("model", state), config)
    model = as_read(path)
    config, size = model.c, path.stat().st_size
    ref = ",\n".join(json.dumps(r, ensure_ascii=False) for r in reference(model))
    Path(a.reference).parent.mkdir(parents=True, exist_ok=True)
    Path(a.reference).write_text("[\n" + ref + "\n]\n")
    m = evaluate.measure(model, data.Encoder(config), data.load(a.shared, recipe)[1])
    m["file"] = {"bytes": size, "blake3": path.read_bytes()[8:40].hex(), "version": config["version"]}
    (Path(a.out) / "metrics.json").write_text(json.dumps(m, indent=1) + "\n")
    print(f"{size} bytes; {evaluate.line(m)}")
