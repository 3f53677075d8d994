"""A network small enough to reckon by hand, written in the layout of the real weights."""

import struct

import numpy as np

WIDTH, LAYERS, HEADS, INNER, POSITIONS, EPSILON = 32, 2, 2, 64, 24, 1e-6
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
PIECES = ("▁", "▁fald", "fald", "▁query", "▁passage", ":", "f", "a", "l", "d", "er", "e", "r", "ld", "al")
NORMAL = {9: " ", 10: " ", 1: "", 0xFDFA: "al d"}
SCORES = [0.0] * len(SPECIALS) + [-1.0 - 0.37 * (number * 7 % 5) for number in range(len(PIECES))] + [0.0]
VOCABULARY = (*SPECIALS, *PIECES, "<mask>")


def packed(rng, *shape):
    """Random weights as Q4_0 bytes, and the numbers they stand for."""
    blocks = int(np.prod(shape)) // 32
    numbers = rng.integers(0, 16, (blocks, 32))
    scales = rng.uniform(0.02, 0.05, blocks).astype(np.float16)
    low, high = numbers[:, :16], numbers[:, 16:]
    content = b"".join(
        scale.tobytes() + bytes((one | two << 4) for one, two in zip(lows, highs, strict=True))
        for scale, lows, highs in zip(scales, low.tolist(), high.tolist(), strict=True)
    )
    return content, ((numbers - 8) * scales.astype(np.float64)[:, None]).reshape(shape)


def plain(rng, *shape, around=0.0):
    values = (around + rng.normal(0, 0.1, shape)).astype(np.float32)
    return values.tobytes(), values.astype(np.float64)


def tensors():
    """Name to (kind, bytes) and name to true numbers."""
    rng = np.random.default_rng(7)
    made = {
        "emb.word": (1, *packed(rng, len(VOCABULARY), WIDTH)),
        "emb.pos": (0, *plain(rng, POSITIONS, WIDTH)),
        "emb.type": (0, *plain(rng, 2, WIDTH)),
    }
    made |= norm(rng, "emb.ln")
    for layer in range(LAYERS):
        for name, outputs, inputs in (
            ("q", WIDTH, WIDTH),
            ("k", WIDTH, WIDTH),
            ("v", WIDTH, WIDTH),
            ("ao", WIDTH, WIDTH),
            ("fi", INNER, WIDTH),
            ("fo", WIDTH, INNER),
        ):
            made[f"l{layer}.{name}.w"] = (1, *packed(rng, outputs, inputs))
            made[f"l{layer}.{name}.b"] = (0, *plain(rng, outputs))
        made |= norm(rng, f"l{layer}.aln") | norm(rng, f"l{layer}.oln")
    return made


def norm(rng, name):
    return {f"{name}.w": (0, *plain(rng, WIDTH, around=1.0)), f"{name}.b": (0, *plain(rng, WIDTH))}


def write(path):
    """Writes the file; returns the true numbers by name."""
    made = tensors()
    text = [piece.encode() for piece in VOCABULARY]
    places = np.cumsum([0, *map(len, text)]).astype("<u4")
    shape = (WIDTH, LAYERS, HEADS, INNER, len(VOCABULARY), POSITIONS, 2)
    head = b"E5S1" + struct.pack("<I7ifi", 1, *shape, EPSILON, 32)
    head += struct.pack("<5iQ", len(VOCABULARY), 0, 2, 1, 3, int(places[-1])) + places.tobytes()
    head += np.array(SCORES, "<f4").tobytes() + b"".join(text)
    rules = [struct.pack(f"<IB{len(put)}I", point, len(put), *map(ord, put)) for point, put in sorted(NORMAL.items())]
    head += struct.pack("<iI", len(rules), sum(map(len, rules))) + b"".join(rules)
    head += struct.pack("<i", len(made))
    start = len(head) + sum(2 + len(name) + 21 for name in made)
    body = b""
    for name, (kind, content, true) in made.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", kind, true.size, start + len(body), len(content))
        body += content
    path.write_bytes(head + body)
    return {name: true for name, (_, _, true) in made.items()}
