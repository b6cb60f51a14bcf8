import { h, show } from '../lib/dom.js';
import { fit } from '../lib/fitting.js';
import { say } from '../lib/words.js';

/** @typedef {import('../lib/timeline.js').View} View */

/**
 * `<coach-words>`: what is to be done now, as large as it fits; a caution on a light card, the client's words apart.
 *
 * - `view`: the step
 * - `fit(sizes)`: choose the largest of some sizes, in pixels; returns whether nothing is cut off
 */
export class CoachWords extends HTMLElement {
  /** @param {View} view */
  set view(view) {
    show(this, ...inside(view));
  }

  /** @param {number[]} sizes */
  fit(sizes) {
    return fit(this, sizes);
  }
}

/** @param {View} view @returns {(HTMLElement | null)[]} */
function inside(view) {
  if (view.kind === 'opening') return [];
  if (view.kind === 'rest' || view.kind === 'breathing') {
    return [h('p', { class: 'own' }, say(view.kind === 'rest' ? 'session.rest' : 'session.breathe'))];
  }
  const own = view.lines.filter((line) => line.to !== 'client').map((line) => h('p', {}, line.text));
  const theirs = view.lines.filter((line) => line.to === 'client').map((line) => h('p', {}, line.text));
  const client = theirs.length ? h('div', { class: 'client' }, h('p', { class: 'unseen' }, say('session.for-client')), theirs) : null;
  if (view.kind === 'caution') {
    return [h('div', { class: 'careful' }, h('p', { class: 'label' }, say('session.careful')), own, client)];
  }
  return [own.length ? h('div', { class: 'own' }, own) : null, client];
}

customElements.define('coach-words', CoachWords);
