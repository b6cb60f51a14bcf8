import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bindings, isTaken, keyName } from '../../../coach/web/static/lib/keys.js';
import { breathing, keyNamed, named, sentence, spoken } from '../../../coach/web/static/lib/session_words.js';
import { Touches, zone } from '../../../coach/web/static/lib/touch.js';

test('keys have the names of the terminal, and those of the browser stay its own', () => {
  assert.equal(keyName({ key: ' ' }), 'space');
  assert.equal(keyName({ key: 'ArrowRight' }), 'right');
  assert.equal(keyName({ key: 'PageDown' }), 'pagedown');
  assert.equal(keyName({ key: 'N' }), 'n');
  assert.equal(keyName({ key: 'r', ctrlKey: true }), null);
  const next = { command: 'next', does: 'next', keys: ['right', 'n'], repeats: false };
  assert.equal(bindings([next]).get('n'), next);
});

test('a focused button keeps Enter and space, and nothing else', () => {
  const button = { closest: (selector) => (selector.includes('button') ? {} : null) };
  assert.ok(isTaken(button, 'enter') && isTaken(button, 'space') && !isTaken(button, 'right'));
  assert.ok(!isTaken(null, 'enter') && isTaken(null, 'tab'));
});

test('the screen has three zones, and a bounce is no touch', () => {
  assert.deepEqual([0, 99, 100, 200, 201, 300].map((x) => zone(x, 300)), ['back', 'back', 'middle', 'middle', 'next', 'next']);
  const touches = new Touches();
  assert.deepEqual([0, 299, 500, 900].map((at) => touches.isMeant(at)), [true, false, false, true]);
});

test('codes become sentences', () => {
  assert.equal(named('Hip', 'left'), 'Hip, left side');
  assert.equal(sentence({ code: 'more time', value: 30000 }), '30 s more.');
  assert.equal(sentence({ code: 'time left', value: 120000 }), '2 min left in all.');
  assert.equal(sentence({ code: 'trouble', value: 'The speaker is gone.' }), 'The speaker is gone.');
  assert.deepEqual([keyNamed('right'), keyNamed('n')], ['→', 'n']);
  assert.deepEqual(breathing({ phase: 'exhale', fullness: 0.5, left: 2, count: 4, start: 0, end: 1 }), {
    text: 'Breathe out', below: '3 of 4', fullness: 0.5,
  });
  assert.equal(breathing({ phase: 'top up', fullness: 0.8, left: 2, count: 4, start: 0, end: 1 }).text, 'And a little more');
  const view = { area: 'Hip', side: 'left', kind: 'caution', lines: [{ text: 'Mind the nerve.', to: 'therapist' }] };
  assert.equal(spoken(view, ''), 'Hip, left side. Careful: Mind the nerve.');
  assert.equal(spoken(view, 'Hip, left side'), 'Careful: Mind the nerve.');
});
