import { svg, useStyle } from '../lib/dom.js';
import { arcs, band, line, point } from '../lib/geometry.js';
import { areaAt } from '../lib/timeline.js';

/** @typedef {Pick<import('../lib/timeline.js').Timeline, 'length' | 'areas'>} Plan all that it needs of a timeline */

const OUTER = 97;
const INNER = 85;
const MIDDLE = (OUTER + INNER) / 2;
const GAP = 0.0055;
/** The round end of what has passed, in turns. */
const CAP = 0.012;
/** A ring that stands still is small: a broader band, with wider gaps. */
const INNER_STILL = 70;
const GAP_STILL = 0.014;
/** How far into the ring and out of it a touch still means a segment. */
const REACH = [70, 112];
/** Milliseconds in which a second touch of a segment goes there. */
const CHOSEN = 5000;

/**
 * `<coach-ring>`: the areas of a session as a ring, each as long as its time; the session's clock.
 *
 * - `plan`: a timeline, or only its `length` and `areas`
 * - `position`: milliseconds of the plan; null where it is not known
 * - attribute `still`: only the areas, without a position and without touch: for a card or an icon
 *
 * A touch on a segment chooses it, a second one goes there. Events, with the index of the area as `detail`:
 * `coach-choose` (null when nothing is chosen any more) and `coach-jump`. With an `aria-label` it is a picture for screen readers,
 * otherwise nothing; a list of the areas belongs beside it.
 */
export class CoachRing extends HTMLElement {
  /** @type {Plan | null} */
  #plan = null;
  /** @type {number | null} */
  #position = null;
  #here = -1;
  #drawn = -1;
  /** @type {number | null} */
  #chosen = null;
  #timer = 0;
  /** @type {SVGElement[]} */
  #areas = [];
  #passed = svg('path', { class: 'passed' });
  #bead = svg('circle', { class: 'bead', r: 4.4 });
  #svg = svg('svg', { viewBox: '-100 -100 200 200', 'aria-hidden': 'true', focusable: 'false' });

  connectedCallback() {
    void useStyle(import.meta.url, '../css/ring.css');
    if (this.hasAttribute('aria-label')) this.setAttribute('role', 'img');
    else this.setAttribute('aria-hidden', 'true');
    if (!this.#svg.parentNode) this.append(this.#svg);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  get plan() {
    return this.#plan;
  }

  /** @param {Plan | null} plan */
  set plan(plan) {
    if (plan === this.#plan) return;
    this.#plan = plan;
    this.#build();
  }

  get position() {
    return this.#position;
  }

  /** @param {number | null} position */
  set position(position) {
    this.#position = position;
    this.#move();
  }

  /** The area that was touched once; null if there is none. */
  get chosen() {
    return this.#chosen;
  }

  #build() {
    const plan = this.#plan;
    this.#svg.replaceChildren();
    this.#areas = [];
    this.#choose(null);
    if (!plan) return;
    const still = this.hasAttribute('still');
    const all = arcs(plan.areas, plan.length, still ? GAP_STILL : GAP);
    for (const [index, arc] of all.entries()) {
      const side = plan.areas[index]?.side ?? '';
      const shape = svg('path', { class: `area ${side}`, d: band(arc, still ? INNER_STILL : INNER, OUTER), 'fill-rule': 'evenodd' });
      this.#areas.push(shape);
      this.#svg.append(shape);
    }
    this.#svg.append(this.#passed, this.#bead);
    if (!still) {
      for (const [index, arc] of all.entries()) this.#svg.append(this.#touch(index, arc));
    }
    this.#here = this.#drawn = -1;
    this.#move();
  }

  /** @param {number} index @param {import('../lib/geometry.js').Arc} arc */
  #touch(index, arc) {
    const [inner = 0, outer = 0] = REACH;
    const shape = svg('path', { class: 'touch', d: band(arc, inner, outer), 'fill-rule': 'evenodd' });
    // What is touched here is not a touch of the zone below.
    shape.addEventListener('pointerdown', (event) => event.stopPropagation());
    shape.addEventListener('click', (event) => {
      event.stopPropagation();
      if (this.#chosen !== index) return this.#choose(index);
      this.#choose(null);
      this.#tell('coach-jump', index);
    });
    return shape;
  }

  /** @param {number | null} index */
  #choose(index) {
    if (index === this.#chosen) return;
    if (this.#chosen !== null) this.#areas[this.#chosen]?.classList.remove('chosen');
    this.#chosen = index;
    clearTimeout(this.#timer);
    if (index !== null) {
      this.#areas[index]?.classList.add('chosen');
      this.#timer = setTimeout(() => this.#choose(null), CHOSEN);
    }
    this.#tell('coach-choose', index);
  }

  /** @param {string} name @param {number | null} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  #move() {
    const [plan, position] = [this.#plan, this.#position];
    const known = plan !== null && position !== null;
    this.#bead.style.display = this.#passed.style.display = known ? '' : 'none';
    if (!known) {
      for (const shape of this.#areas) shape.classList.remove('done', 'here');
      this.#here = this.#drawn = -1;
      return;
    }
    const here = areaAt(/** @type {any} */ (plan), position);
    const turns = Math.min(position / plan.length, 1);
    // So small a part of a turn is less than a pixel on a phone.
    if (here === this.#here && Math.abs(turns - this.#drawn) < 0.0004) return;
    if (here !== this.#here) {
      this.#here = here;
      for (const [index, shape] of this.#areas.entries()) {
        shape.classList.toggle('done', index < here);
        shape.classList.toggle('here', index === here);
      }
      this.#passed.setAttribute('class', `passed ${plan.areas[here]?.side ?? ''}`);
    }
    this.#drawn = turns;
    const arc = arcs(plan.areas, plan.length, GAP)[here] ?? { from: 0, to: 1 };
    const from = plan.areas.length > 1 ? Math.min(arc.from + CAP, (arc.from + arc.to) / 2) : 0;
    const to = Math.max(Math.min(turns, plan.areas.length > 1 ? Math.max(arc.to - CAP, from) : 1), from);
    this.#passed.setAttribute('d', line({ from, to }, MIDDLE));
    const [x = '0', y = '0'] = point(to, MIDDLE).split(' ');
    this.#bead.setAttribute('cx', x);
    this.#bead.setAttribute('cy', y);
  }
}

customElements.define('coach-ring', CoachRing);
