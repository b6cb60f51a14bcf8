import { h, show } from '../lib/dom.js';
import { say } from '../lib/words.js';

const BEST = 10;
let made = 0;

/**
 * `<coach-rating>`: how it was, from 0 to 10, or nothing.
 *
 * - `value`: 0 to 10, or null
 */
export class CoachRating extends HTMLElement {
  #name = `rating-${(made += 1)}`;
  /** @type {number | null} */
  #value = null;
  /** @type {HTMLInputElement[]} */
  #choices = [];

  connectedCallback() {
    if (this.firstChild) return;
    this.#choices = Array.from({ length: BEST + 1 }, (_, value) =>
      h('input', { type: 'radio', name: this.#name, value: String(value), class: 'unseen', onChange: () => { this.#value = value; } }));
    const clear = h('button', { type: 'button', class: 'clear', onClick: () => { this.value = null; } }, say('rating.clear'));
    show(this,
      h('fieldset', {},
        h('legend', {}, say('rating.title')),
        h('div', { class: 'scale' }, this.#choices.map((choice, value) => h('label', {}, choice, h('span', {}, value)))),
        h('div', { class: 'ends' }, h('span', {}, say('rating.worst')), clear, h('span', {}, say('rating.best')))));
    this.value = this.#value;
  }

  get value() {
    return this.#value;
  }

  /** @param {number | null} value */
  set value(value) {
    this.#value = value;
    this.#choices.forEach((choice, index) => {
      choice.checked = index === value;
    });
  }
}

customElements.define('coach-rating', CoachRating);
