import { h, useStyle } from '../lib/dom.js';

/**
 * `<coach-breath>`: a disc that grows and shrinks with the breath, with words on it. Where a person wants less motion, a
 * bar that fills.
 *
 * - `fullness`: how full the lungs are, 0 to 1, as often as the screen is drawn; null: a small, still disc
 * - `words`: in large letters; `below`: small, under it
 * - attribute `time`: the words are a time, in larger figures
 */
export class CoachBreath extends HTMLElement {
  #words = h('span', { class: 'what' });
  #below = h('span', { class: 'below' });
  #disc = h('span', { class: 'disc' }, h('span', { class: 'halo' }), h('span', { class: 'core' }));
  #bar = h('span', { class: 'gauge' }, h('span', { class: 'filled' }));
  /** @type {number | null | undefined} */
  #fullness = undefined;

  connectedCallback() {
    void useStyle(import.meta.url, '../css/breath.css');
    if (this.#disc.parentNode) return;
    this.append(h('span', { class: 'reach' }), this.#disc, h('span', { class: 'said' }, this.#words, this.#below, this.#bar));
  }

  /** @param {number | null} fullness */
  set fullness(fullness) {
    if (fullness === this.#fullness) return;
    this.#fullness = fullness;
    this.toggleAttribute('still', fullness === null);
    this.style.setProperty('--full', String(Math.round((fullness ?? 0) * 10_000) / 10_000));
  }

  get fullness() {
    return this.#fullness ?? null;
  }

  /** @param {string} words */
  set words(words) {
    if (this.#words.textContent !== words) this.#words.textContent = words;
  }

  get words() {
    return this.#words.textContent ?? '';
  }

  /** @param {string} below */
  set below(below) {
    if (this.#below.textContent !== below) this.#below.textContent = below;
  }

  get below() {
    return this.#below.textContent ?? '';
  }
}

customElements.define('coach-breath', CoachBreath);
