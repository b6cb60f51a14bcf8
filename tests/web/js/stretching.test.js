import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stretched } from '../../../coach/web/static/lib/stretching.js';

/** @param {number[]} lengths */
function plan(...lengths) {
  let start = 0;
  const areas = lengths.map((length, index) => ({ title: `${index}`, start, end: (start += length) }));
  return { length: start, areas };
}
const lengths = (areas) => areas.map(({ start, end }) => end - start);

test('a known plan stays as it is', () => {
  const [short, long] = [plan(10, 20, 30), plan(10, 40, 70)];
  assert.deepEqual(stretched([long, short], 60), short.areas);
  assert.deepEqual(stretched([short, long], 120), long.areas);
});

test('between two plans each area grows by its own share, without gaps', () => {
  const areas = stretched([plan(10, 20, 30), plan(10, 40, 70)], 90);
  assert.deepEqual(lengths(areas), [10, 30, 50]);
  assert.equal(areas[2].end, 90);
  assert.equal(areas[1].start, areas[0].end);
  assert.equal(areas[1].title, '1');
});

test('outside of what is known all areas grow alike', () => {
  assert.deepEqual(lengths(stretched([plan(10, 20, 30)], 120)), [20, 40, 60]);
  assert.deepEqual(lengths(stretched([plan(10, 20, 30), plan(10, 40, 70)], 30)), [5, 10, 15]);
});
