import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clock, minutes, timeInto } from '../../../coach/web/static/lib/time.js';

test('a clock that runs down shows a part of a second as a whole one', () => {
  assert.equal(clock(0), '0:00');
  assert.equal(clock(1), '0:01');
  assert.equal(clock(59_001), '1:00');
  assert.equal(clock(3_600_000), '1:00:00');
  assert.equal(clock(3_661_000), '1:01:01');
  assert.equal(clock(-5), '0:00');
});

test('a clock that runs up shows whole seconds alone', () => {
  assert.equal(timeInto(0), '0:00');
  assert.equal(timeInto(76_999), '1:16');
  assert.equal(timeInto(3_661_999), '1:01:01');
});

test('lengths are whole minutes, and seconds below one', () => {
  assert.equal(minutes(45 * 60_000), '45 min');
  assert.equal(minutes(29_600), '30 s');
});
