/** The length of a session: a slider between the shortest and the longest possible. */

import { h, show } from '../lib/dom.js';
import { lengthInWords } from '../lib/time.js';
import { say } from '../lib/words.js';

const MINUTE = 60_000;
/** A slider over less than this, in milliseconds, has finer steps. */
const SHORT = 10 * MINUTE;
const FINE = 15_000;

/**
 * `<coach-length>`.
 *
 * - `show(plan, target)`: the length that is wanted, in milliseconds; null: as written
 * - event `coach-length`: another one was chosen, with it as `detail`
 */
export class CoachLength extends HTMLElement {
  /** @type {import('../lib/prepared.js').Plan | null} */
  #plan = null;
  #slider = h('input', { type: 'range', id: 'length', step: '1', onInput: () => this.#slide() });
  #ends = h('div', { class: 'ends quiet', 'aria-hidden': 'true' });
  #written = h('button', { class: 'as-written', onClick: () => this.#tell(null) });
  #shorter = h('button', { class: 'step', 'aria-label': say('prepare.shorter'), onClick: () => this.#step(-1) }, '−');
  #longer = h('button', { class: 'step', 'aria-label': say('prepare.longer'), onClick: () => this.#step(1) }, '+');

  /** @param {import('../lib/prepared.js').Plan} plan @param {number | null} target */
  show(plan, target) {
    this.#plan = plan;
    const [low, high, step] = reach(plan);
    if (low >= high) return show(this, h('p', { class: 'quiet' }, say('prepare.one-length')));
    const length = target ?? plan.written;
    // The limits first: the value is held within them.
    Object.assign(this.#slider, { min: String(low), max: String(high) });
    this.#slider.value = String(Math.round(length / step));
    this.#slider.setAttribute('aria-valuetext', lengthInWords(length));
    this.#slider.style.setProperty('--done', `${((Number(this.#slider.value) - low) / (high - low)) * 100}%`);
    show(this.#ends, h('span', {}, lengthInWords(low * step)), h('span', {}, lengthInWords(high * step)));
    show(this.#written, say('prepare.as-written', { time: lengthInWords(plan.written) }));
    this.#written.disabled = target === null;
    this.#shorter.disabled = Number(this.#slider.value) <= low;
    this.#longer.disabled = Number(this.#slider.value) >= high;
    if (!this.#slider.isConnected) {
      show(this, h('label', { for: 'length', class: 'unseen' }, say('prepare.length')), this.#slider, this.#ends,
        h('div', { class: 'steps' }, this.#shorter, this.#written, this.#longer));
    }
  }

  /** @param {number} steps */
  #step(steps) {
    this.#slider.value = String(Number(this.#slider.value) + steps);
    this.#slide();
  }

  #slide() {
    const plan = /** @type {import('../lib/prepared.js').Plan} */ (this.#plan);
    const [, , step] = reach(plan);
    this.#tell(Math.min(Math.max(Number(this.#slider.value) * step, plan.shortest), plan.longest));
  }

  /** @param {number | null} target */
  #tell(target) {
    this.dispatchEvent(new CustomEvent('coach-length', { detail: target, bubbles: true }));
  }
}

/** The slider's ends and its step: how many steps, how many milliseconds one is. @param {import('../lib/prepared.js').Plan} plan */
function reach({ shortest, longest }) {
  const step = longest - shortest < SHORT ? FINE : MINUTE;
  return /** @type {const} */ ([Math.ceil(shortest / step), Math.floor(longest / step), step]);
}

customElements.define('coach-length', CoachLength);
