# A notebook, executed as "jupyter nbconvert --execute" does: without an error, every picture drawn, and every text the
# same as in the file.
#
#   python3 notebook.py FILE.ipynb
import difflib
import os
import sys

import nbformat
from nbconvert.preprocessors import ExecutePreprocessor

os.environ['PYDEVD_DISABLE_FILE_VALIDATION'] = '1'


def check(holds, name):
    print(f"{'ok' if holds else 'not ok'} - {name}")


def text(output):
    """What a reader sees, however it is spaced."""
    return output.get('text', output.get('data', {}).get('text/plain', ''))


def words(cell):
    return ' '.join(' '.join(text(output) for output in cell.outputs).split())


def pictures(cell):
    return sum('image/png' in output.get('data', {}) for output in cell.outputs)


printed = nbformat.read(sys.argv[1], as_version=4)
run = nbformat.read(sys.argv[1], as_version=4)
ExecutePreprocessor(timeout=120).preprocess(run, {'metadata': {'path': os.getcwd()}})
cells = [pair for pair in zip(printed.cells, run.cells) if pair[0].cell_type == 'code']
check(len(cells) > 4 and sum(pictures(cell) for _, cell in cells) > 0, 'it has cells and a picture')
for n, (was, now) in enumerate(cells, 1):
    same = words(was) == words(now) and pictures(was) == pictures(now)
    check(same, f'cell {n} prints what is printed in it')
    if not same:
        print('\n'.join(difflib.unified_diff(*('\n'.join(map(text, cell.outputs)).splitlines() for cell in (was, now)), lineterm='')))
