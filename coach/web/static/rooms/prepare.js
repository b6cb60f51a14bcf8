/** Prepare: how long, which parts, for whom; then start, or take it along. */

import '../elements/length-slider.js';
import '../elements/ring.js';
import '../elements/take-along.js';
import { switches } from '../elements/chooser.js';
import { planList } from '../elements/plan-list.js';
import { sessionFields } from '../elements/session-fields.js';
import { ApiError, get } from '../lib/api.js';
import { begin } from '../lib/beginning.js';
import { h, show, useStyle } from '../lib/dom.js';
import { Prepared } from '../lib/prepared.js';
import { named } from '../lib/session_words.js';
import { lengthInWords, timeOfDay } from '../lib/time.js';
import { say } from '../lib/words.js';

/** @typedef {import('../lib/prepared.js').Plan} Plan */

/** Milliseconds between two looks at when it ends, which moves on with the clock. */
const TICK = 20_000;

/** `<coach-prepare about="deep-hip-release">`. */
export class CoachPrepare extends HTMLElement {
  /** @type {Prepared | null} */
  #found = null;
  /** @type {import('../elements/session-fields.js').Voice[] | null} */
  #voices = null;
  #timer = 0;
  #ring = /** @type {import('../elements/ring.js').CoachRing} */ (h('coach-ring', { 'aria-label': say('prepare.ring') }));
  #middle = h('div', { class: 'middle' });
  #length = /** @type {import('../elements/length-slider.js').CoachLength} */ (h('coach-length', { class: 'length' }));
  #parts = h('div', { class: 'parts' });
  #more = h('details', { class: 'more', onToggle: () => void this.#loadVoices() });
  #notes = h('div', { class: 'notes', role: 'status' });
  #leftOut = h('p', { class: 'quiet left-out', role: 'status' });
  #plan = h('div', { class: 'plan' });
  #trouble = h('div', { class: 'notice trouble', role: 'alert', hidden: true });
  #start = h('button', { class: 'main start', onClick: () => this.#begin() }, say('prepare.start'));
  #take = /** @type {import('../elements/take-along.js').CoachTakeAlong} */ (h('coach-take-along'));

  async connectedCallback() {
    await useStyle(import.meta.url, '../css/prepare.css');
    try {
      this.#found = await Prepared.open(this.getAttribute('about') ?? '');
    } catch (error) {
      show(this, h('div', { class: 'page' }, this.#trouble, h('p', {}, h('a', { class: 'button', href: '#/' }, say('nav.home')))));
      return this.#tell(error);
    }
    if (!this.isConnected) return;
    this.#build();
    this.#draw();
    this.#listen(this.#found);
    this.#timer = setInterval(() => this.#drawMiddle(), TICK);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#found?.close();
  }

  get #prepared() {
    return /** @type {Prepared} */ (this.#found);
  }

  /** @param {Prepared} prepared */
  #listen(prepared) {
    prepared.addEventListener('planned', () => {
      this.#trouble.hidden = true;
      this.#drawLength();
      this.#drawPlan(prepared.plan);
    });
    prepared.addEventListener('refused', (event) => {
      this.#draw();
      this.#tell(/** @type {CustomEvent} */ (event).detail);
    });
    this.#length.addEventListener('coach-length', (event) => {
      const target = /** @type {CustomEvent<number | null>} */ (event).detail;
      if (target !== null) this.#drawPlan(prepared.preview(target), false);
      prepared.change({ target });
      this.#drawLength();
    });
    // A touch on an area shows its name, a second one its place in the list.
    this.addEventListener('coach-choose', (event) => this.#name(/** @type {CustomEvent<number | null>} */ (event).detail));
    this.addEventListener('coach-jump', (event) => {
      const area = this.#plan.querySelectorAll('.area')[/** @type {CustomEvent<number>} */ (event).detail];
      area?.scrollIntoView({ block: 'center' });
    });
  }

  #build() {
    const { choices } = this.#prepared;
    show(this,
      h('div', { class: 'page' },
        h('div', { class: 'head' },
          h('h1', {}, choices.title),
          h('p', { class: 'quiet' }, [say(`prepare.for-${choices.for}`), choices.position].filter(Boolean).join(' · '))),
        h('div', { class: 'side' },
          h('div', { class: 'clock' },
            h('div', { class: 'face' }, this.#ring, this.#middle),
            this.#length),
          h('div', { class: 'act' },
            this.#trouble,
            h('div', { class: 'buttons' },
              this.#start,
              h('button', { onClick: () => this.#take.open(choices, this.#prepared.options) }, say('prepare.take'))))),
        h('div', { class: 'options' },
          choices.summary && h('p', { class: 'summary' }, choices.summary), this.#notes, this.#parts, this.#more),
        h('section', { class: 'what', 'aria-labelledby': 'what' },
          h('div', { class: 'row' },
            h('h2', { id: 'what' }, say('prepare.plan')),
            h('span', { class: 'links' },
              h('a', { href: `print/${encodeURIComponent(choices.name)}`, target: '_blank', rel: 'noopener' }, say('prepare.print')),
              choices.openings.includes('full') && h('a', { href: 'print/opening-check', target: '_blank', rel: 'noopener' }, say('prepare.intake')),
              h('a', { href: `#/write/${encodeURIComponent(choices.name)}` }, say('prepare.edit')))),
          this.#plan)),
      this.#take);
  }

  #draw() {
    this.#drawLength();
    this.#drawParts();
    this.#drawMore();
    this.#drawPlan(this.#prepared.plan);
  }

  #drawLength() {
    this.#length.show(this.#prepared.plan, this.#prepared.options.target);
    this.#drawMiddle();
  }

  /** The middle of the ring: how long, and when it ends. */
  #drawMiddle() {
    const length = this.#prepared.options.target ?? this.#prepared.plan.length;
    const words = lengthInWords(length);
    show(this.#middle,
      h('strong', { class: words.length > 7 ? 'long' : '' }, words),
      h('span', { class: 'quiet' }, say('prepare.ends', { time: timeOfDay(new Date(Date.now() + length)) })));
  }

  /** An area in the middle of the ring. @param {number | null} index */
  #name(index) {
    const area = index === null ? null : this.#prepared.plan.areas[index];
    if (!area) return this.#drawMiddle();
    show(this.#middle, h('span', { class: 'name' }, named(area.title, area.side)), h('span', { class: 'quiet' }, lengthInWords(area.end - area.start)));
  }

  #drawParts() {
    const { choices, options } = this.#prepared;
    show(this.#parts,
      choices.optional.length > 0 && switches(say('prepare.optional'),
        choices.optional.map(({ title, adds }) => ({ value: title, words: say('prepare.adds', { title, time: lengthInWords(adds) }) })),
        options.choice.wanted, (wanted) => this.#prepared.choose({ wanted })),
      choices.conditions.length > 0 && switches(say(choices.for === 'self' ? 'prepare.client-self' : 'prepare.client'),
        choices.conditions.map((value) => ({ value, words: value })),
        options.choice.client, (client) => this.#prepared.choose({ client }), say('prepare.client-about')),
      this.#leftOut);
  }

  #drawMore() {
    show(this.#more,
      h('summary', {}, say('prepare.more')),
      sessionFields(this.#prepared, this.#voices ?? []),
      h('button', { onClick: () => this.#reset() }, say('prepare.reset')));
  }

  /** @param {Plan} plan @param {boolean} [exact] whether it is more than a picture until the exact plan is there */
  #drawPlan(plan, exact = true) {
    this.#ring.plan = { length: plan.length, areas: plan.areas };
    show(this.#plan, planList(plan));
    this.#plan.setAttribute('aria-busy', String(!exact));
    const gone = [
      plan.left_out.length > 0 && say('prepare.left-out', { parts: plan.left_out.join(', ') }),
      plan.taught > 0 && say('prepare.taught', { n: plan.taught }),
    ];
    show(this.#leftOut, gone.filter(Boolean).join(' '));
    show(this.#notes, this.#prepared.adjusted.map((what) => h('p', {}, say(`prepare.adjusted-${what}`))));
  }

  async #reset() {
    try {
      await this.#prepared.reset();
      this.#draw();
    } catch (error) {
      this.#tell(error);
    }
  }

  async #loadVoices() {
    if (!this.#more.open || this.#voices) return;
    try {
      this.#voices = (await get('api/voices')).voices;
      this.#drawMore();
    } catch (error) {
      this.#tell(error);
    }
  }

  async #begin(instead = false) {
    this.#trouble.hidden = true;
    this.#start.disabled = true;
    show(this.#start, say('prepare.starting'));
    this.#prepared.remember();
    try {
      await begin({ routine: this.#prepared.choices.name, request: this.#prepared.options, instead });
    } catch (error) {
      const other = error instanceof ApiError && error.status === 409;
      this.#tell(error, other && h('span', { class: 'buttons' },
        h('button', { onClick: () => void this.#begin(true) }, say('prepare.instead')),
        h('a', { class: 'button', href: '#/session' }, say('prepare.show'))));
    } finally {
      this.#start.disabled = false;
      show(this.#start, say('prepare.start'));
    }
  }

  /** @param {unknown} error @param {Node | false} [then] */
  #tell(error, then = false) {
    show(this.#trouble, h('span', {}, /** @type {Error} */ (error).message), then);
    this.#trouble.hidden = false;
  }
}

customElements.define('coach-prepare', CoachPrepare);
