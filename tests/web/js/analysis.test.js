import assert from 'node:assert/strict';
import { test } from 'node:test';

import { counted, nextProblem } from '../../../coach/web/static/lib/analysis.js';

const problem = (line, severity = 'error') => ({
  line, column: 1, end_line: line, end_column: 2, severity, code: '', message: '', suggestion: null, included: false,
});
const analysis = { problems: [problem(3), problem(3, 'doubt'), problem(9, 'overrun')], unspoken: [{ line: 5, kind: 'note' }] };
const NOTHING = { problems: [], unspoken: [] };

test('what there is to look at is counted by its kind', () => {
  assert.deepEqual(counted(analysis), { errors: 1, doubts: 2, unspoken: 1 });
  assert.deepEqual(counted(NOTHING), { errors: 0, doubts: 0, unspoken: 0 });
});

test('one goes from line to line, forwards and back, and past the end to the other end', () => {
  const lines = (by, start) => {
    let line = start;
    return [1, 2, 3, 4].map(() => (line = nextProblem(analysis, line, by).line));
  };
  assert.deepEqual(lines(1, 1), [3, 5, 9, 3]);
  assert.deepEqual(lines(-1, 4), [3, 9, 5, 3]);
  assert.equal(nextProblem(analysis, 1, 1).problem, analysis.problems[0]);
  assert.equal(nextProblem(analysis, 3, 1).problem, undefined);
  assert.equal(nextProblem(NOTHING, 1, 1), null);
});
