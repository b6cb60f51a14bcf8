/** Home: what to go on with, the routines, the next reminder, and what was done last. */

import '../elements/card.js';
import { goOn, playingNow } from '../elements/go-on.js';
import { get } from '../lib/api.js';
import { begin } from '../lib/beginning.js';
import { h, show, useStyle } from '../lib/dom.js';
import { live } from '../lib/live.js';
import { named } from '../lib/session_words.js';
import { dayAndTime, lengthInWords } from '../lib/time.js';
import { say } from '../lib/words.js';

/**
 * @typedef {import('../elements/card.js').Routine} Routine
 * @typedef {import('../elements/go-on.js').Left} Left
 * @typedef {import('../elements/card.js').CoachCard} CoachCard
 * @typedef {{resume: Left[], routines: Routine[], unread: number, last: (Left & {outcome: string, seconds: number})[],
 *   reminders: number, next: {reminder: string, routine: string, at: string, say: string} | null, troubles: string[],
 *   own: string}} Home
 */

const SHELVES = /** @type {const} */ (['therapist', 'self']);
/** How many tags are shown: the most frequent ones. */
const TAGS = 10;
/** Milliseconds between two looks while scripts are being read. */
const READING = 700;
const SECOND = 1000;
/** Milliseconds after the last letter before a search begins. */
const TYPING = 80;
/** Milliseconds for which further news are awaited before Home is fetched again. */
const NEWS = 80;

/** `<coach-home>`. */
export class CoachHome extends HTMLElement {
  /** @type {Home | null} */
  #home = null;
  /** @type {Set<string>} */
  #tags = new Set();
  /** @type {Map<string, HTMLElement>} */
  #cards = new Map();
  #typing = 0;
  #looking = 0;
  /** Moves the ring of what plays. */
  #moving = 0;
  #search = h('input', {
    type: 'search', id: 'search', autocomplete: 'off', spellcheck: false, placeholder: say('home.search-hint'),
    onInput: () => this.#soon(), onKeydown: (/** @type {KeyboardEvent} */ event) => this.#enter(event), 'aria-describedby': 'found',
  });
  #found = h('p', { id: 'found', class: 'unseen', role: 'status' });
  #title = h('h1', {}, say('home.title'));
  #first = h('div', {});
  #tagRow = h('div', { class: 'tags', role: 'group', 'aria-label': say('home.tags') });
  #next = h('p', { class: 'next', hidden: true });
  #reading = h('div', { class: 'reading', hidden: true });
  #shelves = h('div', {});
  #nothing = h('div', { class: 'empty', hidden: true });
  #last = h('section', { class: 'last', 'aria-labelledby': 'last' });
  #trouble = h('p', { class: 'notice trouble', role: 'alert', hidden: true });

  async connectedCallback() {
    await useStyle(import.meta.url, '../css/home.css');
    show(this,
      h('div', { class: 'page' },
        this.#trouble,
        this.#title,
        this.#first,
        h('div', { class: 'find', role: 'search' },
          h('label', { for: 'search', class: 'unseen' }, say('home.search')),
          this.#search, this.#tagRow, this.#found),
        this.#next,
        this.#reading,
        this.#shelves,
        this.#nothing,
        this.#last));
    live.addEventListener('changed', this.#news);
    live.addEventListener('session', this.#news);
    await this.#load();
    // A desk has a keyboard; on a touch screen the keyboard would cover the page.
    if (matchMedia('(hover: hover) and (pointer: fine)').matches) this.#search.focus({ preventScroll: true });
  }

  disconnectedCallback() {
    clearTimeout(this.#typing);
    clearTimeout(this.#looking);
    clearInterval(this.#moving);
    live.removeEventListener('changed', this.#news);
    live.removeEventListener('session', this.#news);
  }

  /** Something was changed, here or on another device. */
  #news = () => {
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => void this.#load(), NEWS);
  };

  async #load() {
    try {
      this.#home = /** @type {Home} */ (await get('api/home'));
    } catch (error) {
      return this.#tell(error);
    }
    if (!this.isConnected) return;
    this.#trouble.hidden = true;
    this.#draw(this.#home);
    clearTimeout(this.#looking);
    if (this.#home.unread) this.#looking = setTimeout(() => void this.#load(), READING);
  }

  /** @param {unknown} error */
  #tell(error) {
    show(this.#trouble, /** @type {Error} */ (error).message);
    this.#trouble.hidden = false;
  }

  /** @param {Home} home */
  #draw(home) {
    clearInterval(this.#moving);
    if (live.playing) {
      const { element, move } = playingNow();
      show(this.#first, element);
      this.#moving = setInterval(move, SECOND);
    } else {
      show(this.#first, home.resume.length > 0 && goOn(home.resume, home.routines, (session) => void this.#go(session)));
    }
    this.#title.classList.toggle('unseen', this.#first.hasChildNodes());
    this.#drawTags(home.routines);
    this.#drawNext(home);
    this.#drawReading(home);
    this.#drawShelves(home);
    this.#drawLast(home);
    if (this.#search.value || this.#tags.size) void this.#look();
  }

  /** @param {Left} session */
  async #go(session) {
    try {
      await begin({ routine: session.routine, resume: true });
    } catch (error) {
      this.#tell(error);
    }
  }

  /** @param {Routine[]} routines */
  #drawTags(routines) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const { tags } of routines) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    for (const tag of this.#tags) if (!counts.has(tag)) this.#tags.delete(tag);
    const usual = [...counts].sort((one, other) => other[1] - one[1]).slice(0, TAGS).map(([tag]) => tag);
    show(this.#tagRow, [...new Set([...this.#tags, ...usual])].map((tag) =>
      h('button', { class: 'tag', 'aria-pressed': String(this.#tags.has(tag)), onClick: (/** @type {Event} */ event) => this.#pick(tag, event) }, tag)));
    this.#tagRow.hidden = counts.size === 0;
  }

  /** @param {string} tag @param {Event} event */
  #pick(tag, event) {
    const chosen = !this.#tags.delete(tag);
    if (chosen) this.#tags.add(tag);
    /** @type {HTMLElement} */ (event.currentTarget).setAttribute('aria-pressed', String(chosen));
    void this.#look();
  }

  /** @param {Home} home */
  #drawNext(home) {
    const { next } = home;
    this.#next.hidden = !next;
    if (!next) return;
    const title = home.routines.find(({ name }) => name === next.routine)?.title ?? (next.say || next.routine || next.reminder);
    show(this.#next, h('a', { href: '#/reminders' }, say('home.next', { time: dayAndTime(new Date(next.at)), title })));
  }

  /** @param {Home} home */
  #drawReading(home) {
    const read = home.routines.length;
    const all = read + home.unread;
    this.#reading.hidden = !home.unread;
    show(this.#reading,
      h('label', { for: 'read' }, say('home.reading', { read, all })),
      h('progress', { id: 'read', max: all, value: read }));
  }

  /** @param {Home} home */
  #drawShelves(home) {
    const before = this.#cards;
    this.#cards = new Map(home.routines.map((routine) => [routine.name, card(routine, before.get(routine.name))]));
    const shelves = SHELVES.map((who) => {
      const routines = home.routines.filter((routine) => routine.for === who);
      if (!routines.length) return null;
      return h('section', { class: 'shelf', 'aria-labelledby': `shelf-${who}` },
        h('h2', { id: `shelf-${who}` }, say(`home.${who}`), ' ', h('span', { class: 'quiet' }, say(`home.${who}-about`))),
        h('ul', { class: 'plain cards' }, routines.map(({ name }) => this.#cards.get(name) ?? null)));
    });
    show(this.#shelves, shelves,
      home.troubles.length > 0 && h('details', { class: 'troubles' },
        h('summary', {}, say('home.troubles', { n: home.troubles.length })),
        h('ul', {}, home.troubles.map((sentence) => h('li', {}, sentence)))),
      !home.unread && !home.routines.some(({ own }) => own) && h('section', { class: 'empty' },
        h('p', {}, say('home.no-own')),
        h('a', { class: 'button', href: '#/write' }, say('home.write'))));
  }

  /** @param {Home} home */
  #drawLast(home) {
    if (!home.last.length) return show(this.#last);
    show(this.#last,
      h('h2', { id: 'last' }, say('home.last')),
      h('ul', { class: 'plain' }, home.last.map((session) => h('li', { class: 'row' },
        home.routines.some(({ name }) => name === session.routine)
          ? h('a', { href: `#/prepare/${encodeURIComponent(session.routine)}` }, session.title) : h('span', {}, session.title),
        h('span', { class: 'quiet' },
          [dayAndTime(new Date(session.began)), lengthInWords(session.seconds * 1000), outcome(session)].join(' · '))))),
      h('p', {}, h('a', { href: '#/history' }, say('home.history'))));
  }

  /** The first one found is opened by the Enter key. @param {KeyboardEvent} event */
  #enter(event) {
    if (event.key !== 'Enter' || !this.#search.value.trim()) return;
    /** @type {HTMLElement | null} */ (this.#shelves.querySelector('li:not([hidden]) .card'))?.click();
  }

  #soon() {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#look(), TYPING);
  }

  /** Show only what was searched for. */
  async #look() {
    const [words, tags] = [this.#search.value.trim(), [...this.#tags]];
    let names = [...this.#cards.keys()];
    if (words || tags.length) {
      const query = new URLSearchParams([['words', words], ...tags.map((tag) => ['tag', tag])]);
      try {
        ({ names } = await get(`api/routines?${query}`));
      } catch (error) {
        return this.#tell(error);
      }
      // A letter was typed meanwhile, and its answer comes.
      if (words !== this.#search.value.trim() || String(tags) !== String([...this.#tags])) return;
    }
    this.#only(new Set(names), [words && `“${words}”`, ...tags].filter(Boolean).join(', '));
  }

  /** @param {Set<string>} names @param {string} asked */
  #only(names, asked) {
    for (const [name, item] of this.#cards) item.hidden = !names.has(name);
    for (const shelf of this.#shelves.querySelectorAll('.shelf')) {
      /** @type {HTMLElement} */ (shelf).hidden = !shelf.querySelector('li:not([hidden])');
    }
    this.#found.textContent = asked ? say('home.found', { n: names.size }) : '';
    this.#nothing.hidden = names.size > 0 || !asked;
    const clear = h('button', { onClick: () => this.#clear() }, say('home.clear'));
    show(this.#nothing, h('p', {}, say('home.nothing', { asked })), clear);
    for (const part of [this.#first, this.#next, this.#last, ...this.#shelves.querySelectorAll(':scope > :not(.shelf)')]) part.classList.toggle('aside', Boolean(asked));
  }

  #clear() {
    this.#search.value = '';
    this.#tags.clear();
    if (this.#home) this.#drawTags(this.#home.routines);
    void this.#look();
    this.#search.focus();
  }
}

/**
 * The card of a routine in its list; the same one as before if nothing of it has changed.
 *
 * @param {Routine} routine
 * @param {HTMLElement} [before]
 */
function card(routine, before) {
  const there = /** @type {CoachCard | null | undefined} */ (before?.querySelector('coach-card'));
  if (before && JSON.stringify(there?.routine) === JSON.stringify(routine)) return before;
  return h('li', {}, h('coach-card', { routine }));
}

/** @param {Left & {outcome: string}} session */
function outcome(session) {
  const at = session.area && session.outcome !== 'finished';
  return say(`home.${session.outcome}${at ? '-at' : ''}`, { place: named(session.area, session.side) });
}

customElements.define('coach-home', CoachHome);
