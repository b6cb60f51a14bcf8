import assert from 'node:assert/strict';
import { test } from 'node:test';

import { remarkOf, writtenBy } from '../../../coach/web/static/lib/guesses.js';

const guess = (kind) => ({ line: 1, kind, words: '', why: '' });
const written = (kind, line) => {
  const { from, to } = writtenBy(guess(kind), line);
  return line.slice(from, to);
};

test('the remark goes with the space before it, and only from a time', () => {
  const line = '- Long strokes. (45s) <!-- chosen: no time was given -->';
  const { from, to } = remarkOf(guess('time'), line);
  assert.equal(line.slice(0, from) + line.slice(to), '- Long strokes. (45s)');
  assert.equal(remarkOf(guess('caution'), line), null);
  assert.equal(remarkOf(guess('time'), '- Long strokes. (45s)'), null);
});

test('what a guess wrote is its brackets, its value, or all of the line', () => {
  assert.equal(written('time', '- Rest (lightly). (45s) <!-- chosen: x -->'), '(45s)');
  assert.equal(written('sides', '## Calf (each side)'), '(each side)');
  assert.equal(written('wait', '- Turn over. (wait)'), '(wait)');
  assert.equal(written('title', 'title: Calf release'), 'Calf release');
  assert.equal(written('caution', '  > Do not press.'), '> Do not press.');
  assert.equal(written('time', '- Rest.'), '');
  assert.equal(written('caution', ''), '');
});
