# The peer of "route suggest": TF-IDF of words and logistic regression, learned from CASES.csv; the best topic of each text of MESSAGES.csv.
#   python3 topics_peer.py CASES.csv MESSAGES.csv
# scikit-learn does the work. Prints appeal_id,topic,unit_id,confidence.
# SPDX-License-Identifier: MIT
import csv
import sys
from collections import Counter, defaultdict

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

cases = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
units = defaultdict(Counter)
for case in cases:
    units[case["topic"]][case["unit_id"]] += 1
model = make_pipeline(TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=30, max_iter=300))
model.fit([case["text"] for case in cases], [case["topic"] for case in cases])
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["appeal_id", "topic", "unit_id", "confidence"])
batch = []


def flush():
    if not batch:
        return
    shares = model.predict_proba([row["text"] for row in batch])
    for row, share, best in zip(batch, shares, shares.argmax(axis=1).tolist()):
        topic = model.classes_[best]
        out.writerow([row["appeal_id"], topic, units[topic].most_common(1)[0][0], "%.3f" % share[best]])
    batch.clear()


for row in csv.DictReader(open(sys.argv[2], encoding="utf-8")):
    batch.append(row)
    if len(batch) == 10000:
        flush()
flush()
