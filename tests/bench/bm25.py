# The peer of "audit map": BM25 of the titles alone as a sparse product, stems memoised, the best three powers a duty.
#   python3 bm25.py POWERS.csv DUTIES.csv
# scipy and snowballstemmer do the work. Prints duty_id,rank,power_id,score.
# SPDX-License-Identifier: MIT
import csv
import re
import sys

import numpy
import scipy.sparse
import snowballstemmer

WORD = re.compile(r"[0-9a-zа-яё]+")
K1, B = 1.2, 0.75
stemmer = snowballstemmer.stemmer("russian")
stems = {}


def stem(word):
    found = stems.get(word)
    if found is None:
        found = stems[word] = stemmer.stemWord(word)
    return found


def main(powers, duties):
    terms, ids, rows = {}, [], []
    with open(powers, encoding="utf-8") as f:
        for row in csv.DictReader(f):
            ids.append(row["power_id"])
            rows.append([terms.setdefault(stem(w), len(terms)) for w in WORD.findall(row["title"].lower())])
    n = len(rows)
    tf = numpy.zeros((n, len(terms)))
    for i, row in enumerate(rows):
        for t in row:
            tf[i, t] += 1
    length = tf.sum(axis=1, keepdims=True)
    df = (tf > 0).sum(axis=0)
    idf = numpy.log(1 + (n - df + 0.5) / (df + 0.5))
    weight = scipy.sparse.csr_matrix((tf * idf / (tf + K1 * (1 - B + B * length / length.mean()))).T)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["duty_id", "rank", "power_id", "score"])

    def flush(names, columns, starts):
        query = scipy.sparse.csr_matrix((numpy.ones(len(columns)), columns, starts), shape=(len(names), len(terms)))
        score = (query @ weight).toarray()
        best = numpy.argpartition(-score, 3, axis=1)[:, :3]
        for i, name in enumerate(names):
            for rank, j in enumerate(sorted(best[i], key=lambda j: -score[i, j])):
                out.writerow([name, rank + 1, ids[j], "%.3f" % score[i, j]])

    with open(duties, encoding="utf-8") as f:
        names, columns, starts = [], [], [0]
        for row in csv.DictReader(f):
            columns.extend({terms[s] for s in map(stem, WORD.findall(row["duty"].lower())) if s in terms})
            names.append(row["duty_id"])
            starts.append(len(columns))
            if len(names) == 20000:
                flush(names, columns, starts)
                names, columns, starts = [], [], [0]
        if names:
            flush(names, columns, starts)


main(sys.argv[1], sys.argv[2])
