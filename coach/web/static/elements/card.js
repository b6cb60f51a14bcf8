/** A routine as a card: its ring, its title, how long it is. */

import { h, show } from '../lib/dom.js';
import { lengthInWords } from '../lib/time.js';
import { say } from '../lib/words.js';
import './ring.js';

/**
 * @typedef {object} Routine as of `GET api/home`
 * @property {string} name
 * @property {string} title
 * @property {'therapist' | 'self'} for
 * @property {string[]} tags
 * @property {string} summary
 * @property {string} position
 * @property {number} length milliseconds, as the next two
 * @property {number} shortest
 * @property {number} longest
 * @property {boolean} own
 * @property {[('left' | 'right' | null), number][]} ring the side and length of each area
 */

/**
 * `<coach-card>`: a link to where the routine is prepared.
 *
 * - property `routine`
 *
 * The ring is drawn when the card comes near the screen: a studio may have a thousand.
 */
export class CoachCard extends HTMLElement {
  /** @type {Routine | null} */
  #routine = null;
  #ring = /** @type {import('./ring.js').CoachRing} */ (h('coach-ring', { still: '' }));

  get routine() {
    return this.#routine;
  }

  /** @param {Routine | null} routine */
  set routine(routine) {
    this.#routine = routine;
    if (!routine) return;
    this.#ring.setAttribute('still', '');
    const facts = [lengthInWords(routine.length), routine.position];
    show(this,
      h('a', { class: 'card', href: `#/prepare/${encodeURIComponent(routine.name)}` },
        this.#ring,
        h('span', { class: 'told' },
          h('strong', {}, routine.title),
          h('span', { class: 'facts' }, facts.filter(Boolean).join(' · '), routine.own && h('span', { class: 'own' }, say('home.own'))),
          routine.summary && h('span', { class: 'summary' }, routine.summary))));
  }

  connectedCallback() {
    near.observe(this);
  }

  /** Draw the ring. */
  draw() {
    if (this.#routine && !this.#ring.plan) this.#ring.plan = planOf(this.#routine);
  }

  disconnectedCallback() {
    near.unobserve(this);
  }
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting && target instanceof CoachCard) {
      target.draw();
      near.unobserve(target);
    }
  }
}, { rootMargin: '400px' });

/**
 * What a ring needs of a routine.
 *
 * @param {Routine} routine
 * @returns {import('./ring.js').Plan}
 */
export function planOf(routine) {
  let start = 0;
  const areas = routine.ring.map(([side, length]) => {
    const area = { title: '', side, start, end: start + length, opening: false };
    start += length;
    return area;
  });
  return { length: start, areas };
}

customElements.define('coach-card', CoachCard);
