import assert from 'node:assert/strict';
import { test } from 'node:test';

import { arcs, band, point } from '../../../coach/web/static/lib/geometry.js';

const areas = [{ start: 0, end: 100 }, { start: 100, end: 101 }, { start: 101, end: 400 }];

test('segments are as long as their time, in order, and none is eaten by its gap', () => {
  const found = arcs(areas, 400, 0.01);
  assert.equal(found.length, 3);
  for (const [index, { from, to }] of found.entries()) {
    const { start, end } = areas[index];
    assert.ok(from > start / 400 && to < end / 400 && from < to);
    assert.ok(to - from >= 0.39 * (end - start) / 400);
  }
});

test('one area is the whole ring', () => {
  assert.deepEqual(arcs([{ start: 0, end: 7 }], 7, 0.01), [{ from: 0, to: 1 }]);
  assert.equal(band({ from: 0, to: 1 }, 8, 10).match(/Z/g).length, 2);
});

test('the ring begins at the top and runs clockwise', () => {
  assert.equal(point(0, 10), '0 -10');
  assert.equal(point(0.25, 10), '10 0');
  assert.equal(point(0.5, 10), '0 10');
  assert.equal(band({ from: 0, to: 0.25 }, 8, 10), 'M0 -10A10 10 0 0 1 10 0L8 0A8 8 0 0 0 0 -8Z');
});
