#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What usual classifiers of texts get on the folds that topics.c writes: topics_peer.py FOLDS (fold, group, topic, unit, text; tab-separated)."""
import sys
import warnings
from collections import Counter

from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

warnings.filterwarnings("ignore")
rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1], encoding="utf-8")]
folds = sorted({r[0] for r in rows})
peers = {
    "majority": None,
    "naive Bayes, words": lambda: make_pipeline(CountVectorizer(), MultinomialNB(alpha=0.3)),
    "complement naive Bayes, TF-IDF of words": lambda: make_pipeline(TfidfVectorizer(sublinear_tf=True), ComplementNB(alpha=0.3)),
    "nearest neighbour, TF-IDF of words": lambda: make_pipeline(TfidfVectorizer(), KNeighborsClassifier(1, metric="cosine")),
    "logistic regression, TF-IDF of words": lambda: make_pipeline(TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=30, max_iter=300)),
    "logistic regression, TF-IDF of 3 to 5 letters": lambda: make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True), LogisticRegression(C=30, max_iter=300)
    ),
}


def predict(make, train, test, column):
    """The best class for each text, and its first three."""
    if make is None:
        common = [c for c, _ in Counter(r[column] for r in train).most_common(3)]
        return [common] * len(test)
    model = make()
    model.fit([r[4] for r in train], [r[column] for r in train])
    shares = model.predict_proba([r[4] for r in test])
    return [[model.classes_[i] for i in (-row).argsort()[:3]] for row in shares]


for name, make in peers.items():
    gold, got, units = [], [], []
    for fold in folds:
        train = [r for r in rows if r[0] != fold]
        test = [r for r in rows if r[0] == fold]
        gold += test
        got += predict(make, train, test, 2)
        units += predict(make, train, test, 3)
    n = len(gold)
    top1 = sum(g[2] == p[0] for g, p in zip(gold, got)) / n
    top3 = sum(g[2] in p for g, p in zip(gold, got)) / n
    unit = sum(g[3] == p[0] for g, p in zip(gold, units)) / n
    macro = f1_score([g[2] for g in gold], [p[0] for p in got], average="macro")
    print(f"peer, variations held apart: {name}: topic top-1 {top1:.3f}, among first 3 {top3:.3f}, macro F1 {macro:.3f}; unit {unit:.3f}  n {n}", flush=True)
