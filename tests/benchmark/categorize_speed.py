#!/usr/bin/env python3
"""Measurements per second on one core: `categorize --jsonl` beside `fasttext predict` (Debian: fasttext).

    tests/benchmark/categorize_speed.py build/release/data-review-bot [METRICS.jsonl]

All read the same descriptions in the same run, start-up included, as few lines and as many. Without a file the lines
are those of tests/unit/review/categories.txt, over and over. fastText is taken with its defaults, and with the word
pairs that its manual advises for sentences, whose model has 800 MB.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROUNDS = 7
FEW, MANY = 300, 6000
POLICY_ROWS = pathlib.Path(__file__).parents[1] / "unit/review/categories.txt"


def policy_rows():
    for line in POLICY_ROWS.read_text(encoding="utf-8").splitlines():
        if line and line[0] in "1234":
            category, description = line.split(" | ", 1)
            yield int(category), description


def metrics(path):
    for line in open(path, encoding="utf-8"):
        metric = json.loads(line)
        if metric["description"]:
            yield metric["category"], " ".join(metric["description"].split())


def seconds(command, path):
    """The best of several: everything else on the machine only adds."""
    best = float("inf")
    for _ in range(ROUNDS):
        with open(path, "rb") as lines:
            started = time.perf_counter()
            subprocess.run(command, stdin=lines, stdout=subprocess.DEVNULL, check=True)
            best = min(best, time.perf_counter() - started)
    return best


def main():
    if len(sys.argv) not in (2, 3):
        print(__doc__)
        return 2
    if shutil.which("fasttext") is None:
        print("!! SKIPPED: the speed beside fastText; please install Debian's package fasttext.")
        return 0
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    known = list(metrics(sys.argv[2]) if len(sys.argv) == 3 else policy_rows())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "train").write_text("".join(f"__label__{c} {d.lower()}\n" for c, d in known), encoding="utf-8")
        for model, options in (("words", []), ("pairs", ["-wordNgrams", "2"])):
            subprocess.run(["fasttext", "supervised", "-input", folder / "train", "-output", folder / model, "-thread",
                            "1", "-verbose", "0", *options], check=True)
        for count in (FEW, MANY):
            lines = [known[i % len(known)][1] for i in range(count)]
            (folder / "text").write_text("".join(f"{line.lower()}\n" for line in lines), encoding="utf-8")
            (folder / "jsonl").write_text("".join(json.dumps({"description": line}) + "\n" for line in lines))
            print(f"{count} lines, measurements a second:")
            for what, command, text in (
                    ("data-review-bot", [sys.argv[1], "categorize", "--jsonl"], "jsonl"),
                    ("fastText, words", ["fasttext", "predict", folder / "words.bin", "-"], "text"),
                    ("fastText, words and pairs", ["fasttext", "predict", folder / "pairs.bin", "-"], "text")):
                print(f"  {what:26} {count / seconds(command, folder / text):8.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
