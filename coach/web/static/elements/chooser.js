/** Fields of a form: one of several, or any of several. */

import { h } from '../lib/dom.js';
import { say } from '../lib/words.js';

/** @typedef {{value: string, words: string}} Offer */

/**
 * One of several, with its label.
 *
 * @param {string} field names the label in the words of Prepare, and the element
 * @param {string} chosen
 * @param {Offer[]} offers
 * @param {(value: string) => void} onChoose
 * @param {string} [note] what is to be said about it
 * @returns {HTMLElement}
 */
export function chooser(field, chosen, offers, onChoose, note = '') {
  const select = h('select', { id: `field-${field}`, 'aria-describedby': note ? `note-${field}` : null },
    offers.map(({ value, words }) => h('option', { value, selected: value === chosen }, words)));
  select.addEventListener('change', () => onChoose(select.value));
  return h('div', { class: 'field' },
    h('label', { for: select.id }, say(`prepare.${field}`)),
    select,
    note && h('p', { class: 'quiet note', id: `note-${field}` }, note));
}

/**
 * Any of several, each a button that stays pressed.
 *
 * @param {string} title
 * @param {Offer[]} offers
 * @param {string[]} chosen
 * @param {(chosen: string[]) => void} onChoose
 * @param {string} [note]
 * @returns {HTMLElement}
 */
export function switches(title, offers, chosen, onChoose, note = '') {
  /** @param {string} value @param {boolean} on */
  const changed = (value, on) => (on ? [...chosen, value] : chosen.filter((other) => other !== value));
  return h('fieldset', { class: 'switches' },
    h('legend', {}, title),
    note && h('p', { class: 'quiet note' }, note),
    h('div', { class: 'offers' }, offers.map(({ value, words }) => {
      const box = h('input', { type: 'checkbox', value, checked: chosen.includes(value) });
      box.addEventListener('change', () => onChoose((chosen = changed(value, box.checked))));
      return h('label', { class: 'switch' }, box, h('span', {}, words));
    })));
}
