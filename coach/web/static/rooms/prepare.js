/** Prepare: how long, which parts, for whom; then start, or take it along. */

import '../elements/ring.js';
import '../elements/take-along.js';
import { chooser, switches } from '../elements/chooser.js';
import { planList } from '../elements/plan-list.js';
import { ApiError, del, get, post, put } from '../lib/api.js';
import { begin } from '../lib/beginning.js';
import { h, show, useStyle } from '../lib/dom.js';
import { stretched } from '../lib/stretching.js';
import { lengthInWords, timeOfDay } from '../lib/time.js';
import { say } from '../lib/words.js';

/**
 * @typedef {{wanted: string[], sides: string[], rate: number, calls: string, opening: string | null, guidance: string, client: string[]}} Choice
 * @typedef {{choice: Choice, target: number | null, ears: string, music: string | null, bed: string | null, voice: string | null,
 *   client_voice: string | null}} Options
 * @typedef {{title: string, side: 'left' | 'right' | null, start: number, end: number, opening: boolean, cautions: {at: number, text: string}[]}} Area
 * @typedef {{length: number, written: number, shortest: number, longest: number, exact: boolean, areas: Area[], waits: number,
 *   opening: string | null, left_out: string[], taught: number}} Plan
 * @typedef {{request: Options, plan: Plan, adjusted: string[]}} Figures
 * @typedef {{name: string, title: string, summary: string, for: string, position: string, tags: string[],
 *   optional: {title: string, adds: number}[], conditions: string[], openings: string[], sided: boolean, teaching: boolean,
 *   client: boolean, language: string, beds: string[], bed: string, music: string[], music_folder: string,
 *   formats: {suffix: string, name: string}[]}} Choices
 */

const MINUTE = 60_000;
/** A slider over less than this, in milliseconds, has finer steps. */
const SHORT = 10 * MINUTE;
const FINE = 15_000;
/** Milliseconds after the last change before it is remembered. */
const SETTLED = 600;

/** `<coach-prepare about="deep-hip-release">`. */
export class CoachPrepare extends HTMLElement {
  /** @type {Choices | null} */
  #choices = null;
  /** @type {Figures | null} */
  #figures = null;
  /** @type {Options | null} what was asked for last */
  #asked = null;
  #asking = false;
  /** Plans of the same choices with other lengths, for a picture while the slider moves. @type {Plan[]} */
  #others = [];
  #remembering = 0;
  #ring = /** @type {import('../elements/ring.js').CoachRing} */ (h('coach-ring', { 'aria-label': say('prepare.ring') }));
  #middle = h('div', { class: 'middle' });
  #slider = h('input', { type: 'range', id: 'length', onInput: () => this.#slide() });
  #ends = h('div', { class: 'ends quiet', 'aria-hidden': 'true' });
  #written = h('button', { class: 'as-written', onClick: () => this.#change({ target: null }) });
  #shorter = h('button', { class: 'step', 'aria-label': say('prepare.shorter'), onClick: () => this.#step(-1) }, '−');
  #longer = h('button', { class: 'step', 'aria-label': say('prepare.longer'), onClick: () => this.#step(1) }, '+');
  #length = h('div', { class: 'length' });
  #parts = h('div', { class: 'parts' });
  #more = h('details', { class: 'more', onToggle: () => void this.#loadVoices() });
  #notes = h('div', { class: 'notes', role: 'status' });
  #leftOut = h('p', { class: 'quiet left-out', role: 'status' });
  #plan = h('div', { class: 'plan' });
  #trouble = h('div', { class: 'notice trouble', role: 'alert', hidden: true });
  #start = h('button', { class: 'main start', onClick: () => this.#begin() }, say('prepare.start'));
  #take = /** @type {import('../elements/take-along.js').CoachTakeAlong} */ (h('coach-take-along'));
  /** @type {{voices: {name: string, language: string, sex: string}[]} | null} */
  #voices = null;
  #timer = 0;

  async connectedCallback() {
    await useStyle(import.meta.url, '../css/prepare.css');
    try {
      const found = await get(this.#address);
      this.#choices = found;
      this.#arrive(found);
    } catch (error) {
      show(this, h('div', { class: 'page' }, this.#trouble, h('p', {}, h('a', { class: 'button', href: '#/' }, say('nav.home')))));
      return this.#tell(error);
    }
    if (this.isConnected) this.#build();
    this.#timer = setInterval(() => this.#drawLength(), 20_000); // when it ends moves on with the clock
    // A touch on an area shows its name.
    this.addEventListener('coach-choose', (event) => this.#name(/** @type {CustomEvent<number | null>} */ (event).detail));
    this.addEventListener('coach-jump', (event) => this.#goTo(/** @type {CustomEvent<number>} */ (event).detail));
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    if (this.#remembering) this.#remember();
  }

  get #address() {
    return `api/prepare/${encodeURIComponent(this.getAttribute('about') ?? '')}`;
  }

  #build() {
    const choices = /** @type {Choices} */ (this.#choices);
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
              h('button', { onClick: () => this.#take.open(choices, this.#options) }, say('prepare.take'))))),
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
    this.#draw();
    void this.#measure();
  }

  /** @returns {Options} */
  get #options() {
    return /** @type {Options} */ (this.#asked);
  }

  /** @param {Figures} figures */
  #arrive(figures) {
    this.#figures = figures;
    this.#asked = figures.request;
  }

  #draw() {
    this.#drawLength();
    this.#drawParts();
    this.#drawMore();
    this.#drawPlan();
  }

  #drawLength() {
    const { plan } = /** @type {Figures} */ (this.#figures);
    const [low, high, step] = reach(plan);
    if (low >= high) {
      return show(this.#length, h('p', { class: 'quiet' }, say('prepare.one-length')), this.#drawMiddle());
    }
    const wanted = Math.round((this.#options.target ?? plan.written) / step);
    if (document.activeElement !== this.#slider || this.#options.target === null || Number(this.#slider.value) !== wanted) {
      Object.assign(this.#slider, { min: String(low), max: String(high), step: '1', value: String(wanted) });
    }
    this.#slider.setAttribute('aria-valuetext', lengthInWords(this.#options.target ?? plan.written));
    this.#slider.style.setProperty('--done', `${((Number(this.#slider.value) - low) / (high - low)) * 100}%`);
    show(this.#ends, h('span', {}, lengthInWords(low * step)), h('span', {}, lengthInWords(high * step)));
    show(this.#written, say('prepare.as-written', { time: lengthInWords(plan.written) }));
    this.#written.disabled = this.#options.target === null;
    this.#shorter.disabled = Number(this.#slider.value) <= low;
    this.#longer.disabled = Number(this.#slider.value) >= high;
    if (!this.#slider.isConnected) {
      show(this.#length, h('label', { for: 'length', class: 'unseen' }, say('prepare.length')), this.#slider, this.#ends,
        h('div', { class: 'steps' }, this.#shorter, this.#written, this.#longer));
    }
    this.#drawMiddle();
  }

  /** The middle of the ring: how long, and when it ends. @param {string} [name] of an area, instead @param {number} [length] */
  #drawMiddle(name, length) {
    const { plan } = /** @type {Figures} */ (this.#figures);
    const whole = this.#options.target ?? plan.length;
    if (name !== undefined) {
      show(this.#middle, h('span', { class: 'name' }, name), h('span', { class: 'quiet' }, lengthInWords(length ?? 0)));
    } else {
      const text = lengthInWords(whole);
      show(this.#middle,
        h('strong', { class: text.length > 7 ? 'long' : '' }, text),
        h('span', { class: 'quiet' }, say('prepare.ends', { time: timeOfDay(new Date(Date.now() + whole)) })));
    }
    return null;
  }

  #drawParts() {
    const choices = /** @type {Choices} */ (this.#choices);
    const { wanted, client } = this.#options.choice;
    show(this.#parts,
      choices.optional.length > 0 && switches(say('prepare.optional'),
        choices.optional.map(({ title, adds }) => ({ value: title, words: say('prepare.adds', { title, time: lengthInWords(adds) }) })),
        wanted, (chosen) => this.#choose({ wanted: chosen })),
      choices.conditions.length > 0 && switches(say(choices.for === 'self' ? 'prepare.client-self' : 'prepare.client'),
        choices.conditions.map((value) => ({ value, words: value })),
        client, (chosen) => this.#choose({ client: chosen }), say('prepare.client-about')),
      this.#leftOut);
  }

  #drawMore() {
    const choices = /** @type {Choices} */ (this.#choices);
    const { request, plan } = /** @type {Figures} */ (this.#figures);
    const { choice } = this.#options;
    const two = choices.for === 'therapist' && choices.client;
    const voices = (this.#voices?.voices ?? []).filter(({ language }) => language.slice(0, 2) === choices.language.slice(0, 2));
    const named = voices.map(({ name, sex }) => ({ value: name, words: voiceName(name, sex) }));
    const body = h('div', { class: 'fields' },
      choices.openings.length > 0 && chooser('opening', choice.opening ?? plan.opening ?? 'full',
        [...['full', 'brief'].filter((form) => choices.openings.includes(form)), 'none'].map((value) => option('opening', value)),
        (opening) => this.#choose({ opening })),
      choices.teaching && chooser('guidance', choice.guidance, ['learn', 'know'].map((value) => option('guidance', value)),
        (guidance) => this.#choose({ guidance })),
      choices.sided && chooser('sides', choice.sides.join(), ['left,right', 'right,left', 'left', 'right'].map((value) => option('sides', value)),
        (sides) => this.#choose({ sides: sides.split(',') })),
      chooser('calls', choice.calls, ['none', 'few', 'all'].map((value) => option('calls', value)), (calls) => this.#choose({ calls })),
      two && chooser('ears', request.ears, ['all', 'split', 'client'].map((value) => option('ears', value)), (ears) => this.#change({ ears })),
      chooser('voice', this.#options.voice ?? '', [option('voice', 'usual', ''), ...known(named, this.#options.voice)],
        (voice) => this.#change({ voice: voice || null })),
      two && chooser('client-voice', this.#options.client_voice ?? '',
        [option('voice', 'usual', ''), option('client-voice', 'same'), ...known(named, this.#options.client_voice)],
        (voice) => this.#change({ client_voice: voice || null })),
      chooser('rate', String(nearest(choice.rate)), [['0.9', 'slow'], ['1', 'usual'], ['1.15', 'fast']].map(([value = '', name = '']) => option('rate', name, value)),
        (rate) => this.#choose({ rate: Number(rate) })),
      chooser('bed', this.#options.bed ?? '',
        [{ value: '', words: say('prepare.bed-usual', { bed: say(`prepare.bed-${choices.bed}`) }) }, ...choices.beds.map((value) => option('bed', value))],
        (bed) => this.#change({ bed: bed || null })),
      chooser('music', this.#options.music ?? '', [option('music', 'none', ''), ...choices.music.map((value) => ({ value, words: value }))],
        (music) => this.#change({ music: music || null }), say('prepare.music-about', { folder: choices.music_folder })));
    show(this.#more, h('summary', {}, say('prepare.more')), body, h('button', { onClick: () => this.#reset() }, say('prepare.reset')));
  }

  /** @param {Plan} [preview] a picture until the exact plan is there */
  #drawPlan(preview) {
    const { plan: exact, adjusted } = /** @type {Figures} */ (this.#figures);
    const plan = preview ?? exact;
    this.#ring.plan = { length: plan.length, areas: plan.areas };
    show(this.#plan, planList(plan));
    this.#plan.setAttribute('aria-busy', String(preview !== undefined));
    const gone = [
      plan.left_out.length > 0 && say('prepare.left-out', { parts: plan.left_out.join(', ') }),
      plan.taught > 0 && say('prepare.taught', { n: plan.taught }),
    ];
    show(this.#leftOut, gone.filter(Boolean).join(' '));
    show(this.#notes, adjusted.map((what) => h('p', {}, say(`prepare.adjusted-${what}`))));
  }

  /** @param {number | null} index */
  #name(index) {
    const area = index === null ? null : this.#figures?.plan.areas[index];
    if (area) this.#drawMiddle(area.side ? say('home.area-side', { area: area.title, side: say(`home.side-${area.side}`) }) : area.title, area.end - area.start);
    else this.#drawMiddle();
  }

  /** @param {number} index */
  #goTo(index) {
    this.#plan.querySelectorAll('.area')[index]?.scrollIntoView({ block: 'center' });
  }

  /** @param {number} steps */
  #step(steps) {
    this.#slider.value = String(Number(this.#slider.value) + steps);
    this.#slide();
  }

  #slide() {
    const { plan } = /** @type {Figures} */ (this.#figures);
    const [, , step] = reach(plan);
    const target = Math.min(Math.max(Number(this.#slider.value) * step, plan.shortest), plan.longest);
    this.#others.push(plan);
    this.#drawPlan({ ...plan, length: target, areas: stretched(this.#others, target) });
    this.#others.pop();
    this.#change({ target });
  }

  /** Fetch the plans of the shortest and the longest session. */
  async #measure() {
    const { plan } = /** @type {Figures} */ (this.#figures);
    this.#others = [];
    if (plan.shortest === plan.longest) return;
    const choices = JSON.stringify(this.#options.choice);
    const others = await Promise.all([plan.shortest, plan.longest].map((target) =>
      post(this.#address, { request: { ...this.#options, target } }).catch(() => null)));
    if (choices !== JSON.stringify(this.#options.choice)) return;
    this.#others = others.filter((other) => other && other.plan.areas.length === plan.areas.length).map((other) => other.plan);
  }

  /** @param {Partial<Choice>} choice */
  #choose(choice) {
    this.#change({ choice: { ...this.#options.choice, ...choice } });
  }

  /** @param {Partial<Options>} options */
  #change(options) {
    this.#asked = { ...this.#options, ...options };
    this.#drawLength();
    void this.#ask();
    clearTimeout(this.#remembering);
    this.#remembering = setTimeout(() => this.#remember(), SETTLED);
  }

  /** Ask for the figures; while an answer is awaited, only the latest change is asked for next. */
  async #ask() {
    if (this.#asking) return;
    this.#asking = true;
    try {
      let asked;
      do {
        asked = this.#asked;
        const figures = /** @type {Figures} */ (await post(this.#address, { request: asked }));
        this.#trouble.hidden = true;
        const same = asked === this.#asked;
        const others = figures.plan.areas.length !== this.#figures?.plan.areas.length || figures.plan.written !== this.#figures.plan.written;
        this.#figures = figures;
        if (others) void this.#measure();
        if (!same) continue; // the slider has moved on: what it shows is nearer than this
        this.#asked = figures.request;
        this.#drawLength();
        this.#drawPlan();
      } while (this.#asked !== this.#figures?.request && this.#asked !== asked);
    } catch (error) {
      this.#asked = this.#figures?.request ?? null;
      this.#draw();
      this.#tell(error);
    } finally {
      this.#asking = false;
    }
  }

  #remember() {
    clearTimeout(this.#remembering);
    this.#remembering = 0;
    void put(this.#address, { request: this.#options }).catch((error) => this.#tell(error));
  }

  async #reset() {
    try {
      const found = await del(this.#address);
      clearTimeout(this.#remembering);
      this.#remembering = 0;
      this.#arrive(found);
      this.#draw();
    } catch (error) {
      this.#tell(error);
    }
  }

  async #loadVoices() {
    if (!this.#more.open || this.#voices) return;
    try {
      this.#voices = await get('api/voices');
      this.#drawMore();
    } catch (error) {
      this.#tell(error);
    }
  }

  async #begin(instead = false) {
    this.#trouble.hidden = true;
    this.#start.disabled = true;
    show(this.#start, say('prepare.starting'));
    this.#remember();
    try {
      await begin({ routine: this.getAttribute('about') ?? '', request: this.#options, instead });
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

/** The slider's ends and its step: how many steps, how many milliseconds one is. @param {Plan} plan */
function reach({ shortest, longest }) {
  const step = longest - shortest < SHORT ? FINE : MINUTE;
  return /** @type {const} */ ([Math.ceil(shortest / step), Math.floor(longest / step), step]);
}

/** @param {string} field @param {string} name @param {string} [value] */
function option(field, name, value = name) {
  return { value, words: say(`prepare.${field}-${name}`) };
}

/**
 * The voices, with the chosen one although it is not known yet.
 *
 * @param {{value: string, words: string}[]} voices
 * @param {string | null} chosen
 */
function known(voices, chosen) {
  const there = !chosen || chosen === 'same' || voices.some(({ value }) => value === chosen);
  return there ? voices : [{ value: chosen, words: voiceName(chosen, '') }, ...voices];
}

/** A voice for a person: `heart, female (hibari)`. @param {string} name `hibari:heart` @param {string} sex */
function voiceName(name, sex) {
  const [engine = '', short = name] = name.split(':');
  return `${[short, sex && say(`prepare.voice-${sex}`)].filter(Boolean).join(', ')} (${engine})`;
}

/** Which of the offered speeds is meant. @param {number} rate */
function nearest(rate) {
  return rate < 0.95 ? 0.9 : rate > 1.05 ? 1.15 : 1;
}

customElements.define('coach-prepare', CoachPrepare);
