import assert from 'node:assert/strict';
import { test } from 'node:test';

import { commandOf } from '../../../coach/web/static/lib/writing-keys.js';

const pressed = (key, held = {}) => commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test('the keys of writing are those of any editor, on a Mac too', () => {
  assert.equal(pressed('s', { ctrlKey: true }), 'save');
  assert.equal(pressed('S', { metaKey: true, shiftKey: true }), 'save');
  assert.equal(pressed('Enter', { ctrlKey: true }), 'hear-line');
  assert.equal(pressed('F8'), 'next-problem');
  assert.equal(pressed('F8', { shiftKey: true }), 'last-problem');
  assert.equal(pressed('Escape'), 'close');
});

test('what is typed is no command', () => {
  for (const key of ['s', 'Enter', 'x']) assert.equal(pressed(key), null);
  assert.equal(pressed('s', { ctrlKey: true, altKey: true }), null); // a letter of its own on some keyboards
});
