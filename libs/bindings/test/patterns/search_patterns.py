"""Whether each text has what a pattern finds (one pattern with its texts a line, standard input)."""

import json
import re
import sys

for line in sys.stdin:
    one = json.loads(line)
    found = re.compile(one["expression"]).search
    print(json.dumps([found(text) is not None for text in one["texts"]]))
