import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changedLines, continued, follow, indexOf, moved, placeOf, startOf } from '../../../coach/web/static/lib/text.js';

const lines = (text) => text.split('\n');

test('an edit is found by whole lines', () => {
  assert.deepEqual(changedLines(lines('a\nb\nc'), lines('a\nB\nc')), { from: 1, removed: 1, added: 1 });
  assert.deepEqual(changedLines(lines('a\nb'), lines('a\nx\ny\nb')), { from: 1, removed: 0, added: 2 });
  assert.deepEqual(changedLines(lines('a\na\na'), lines('a\na')), { from: 2, removed: 1, added: 0 });
  assert.deepEqual(changedLines(lines('a'), lines('a')), { from: 1, removed: 0, added: 0 });
});

test('what is known of lines follows any edit, and stays one entry a line', () => {
  const random = (() => {
    let state = 7;
    return (most) => (state = (state * 48271) % 2147483647) % most;
  })();
  for (let round = 0; round < 500; round += 1) {
    const before = Array.from({ length: 1 + random(8) }, () => 'abc'[random(3)]);
    const after = [...before];
    after.splice(random(before.length + 1), random(4), ...Array.from({ length: random(4) }, () => 'xyab'[random(4)]));
    if (!after.length) after.push('');
    const change = changedLines(before, after);
    const known = follow(before, change, (above) => above ?? 'new');
    assert.equal(known.length, after.length);
    for (let line = 1; line <= before.length; line += 1) {
      const there = moved(line, change);
      assert.ok(there >= 1 && there <= after.length + 1, `${before} ${after} ${line} ${there}`);
      const untouched = line <= change.from || line > change.from + change.removed;
      if (untouched) assert.equal(after[there - 1], before[line - 1]);
    }
  }
});

test('columns count characters, also those that are two units here', () => {
  assert.equal(indexOf('😀 a', 1), 0);
  assert.equal(indexOf('😀 a', 3), 3);
  assert.equal(indexOf('ab', 9), 2);
});

test('offsets are lines and back', () => {
  const text = 'ab\n\ncde';
  assert.deepEqual(placeOf(text, 4), { line: 3, index: 0 });
  assert.equal(startOf(lines(text), 3), 4);
  assert.equal(startOf(lines(text), 99), text.length);
});

test('enter goes on with a list or a quote, and ends it after an item without words', () => {
  assert.deepEqual(continued('- Rest. (20s)'), { next: '- ', end: 0 });
  assert.deepEqual(continued('  > Breathe.'), { next: '  > ', end: 0 });
  assert.deepEqual(continued('9. Rest.'), { next: '10. ', end: 0 });
  assert.deepEqual(continued('> [!CAUTION]'), { next: '> ', end: 0 });
  assert.deepEqual(continued('- '), { next: '', end: 2 });
  assert.deepEqual(continued('Words.'), { next: '', end: 0 });
  assert.deepEqual(continued('-5 degrees'), { next: '', end: 0 });
});
