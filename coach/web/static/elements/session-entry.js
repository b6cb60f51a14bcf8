import './rating.js';
import { post, put } from '../lib/api.js';
import { confirmed } from '../lib/ask.js';
import { begin } from '../lib/beginning.js';
import { h, show } from '../lib/dom.js';
import { minutes } from '../lib/time.js';
import { clockTime, dayWord, saidTime, wall } from '../lib/wall.js';
import { say } from '../lib/words.js';

/**
 * @typedef {{
 *   id: number, routine: string, title: string, path: string, began: string, outcome: string, seconds: number,
 *   of_seconds: number, section: string, resumable: boolean, note: string, rating: number | null,
 * }} Session as `GET api/history` tells it
 */

const LONGEST = 5000;

/**
 * `<coach-session-entry>`: one session of the history, with what was noted of it.
 *
 * Events: `coach-changed` after it was forgotten, `coach-failed` with a sentence as `detail`, empty when something new is
 * tried.
 */
export class CoachSessionEntry extends HTMLElement {
  /** @type {Session | null} */
  #session = null;
  #now = '';
  #facts = h('div', { class: 'facts' });
  #actions = h('div', { class: 'actions' });
  #panel = h('div', { class: 'panel', hidden: true });

  connectedCallback() {
    if (!this.firstChild) show(this, this.#facts, this.#actions, this.#panel);
  }

  /**
   * Show it; a note that is being written stays as it is.
   *
   * @param {Session} session
   * @param {string} now the computer's time
   */
  update(session, now) {
    const same = JSON.stringify(session) === JSON.stringify(this.#session) && now.slice(0, 10) === this.#now.slice(0, 10);
    this.#session = session;
    this.#now = now;
    if (!same) this.#draw(session);
  }

  /** Open the form for a note. */
  write() {
    if (this.#panel.hidden) this.#open(true);
  }

  /** @param {Session} session */
  #draw(session) {
    const at = wall(session.began);
    show(this.#facts,
      h('time', { dateTime: session.began }, h('span', { class: 'day' }, dayWord(at, wall(this.#now))), ' ', h('span', { class: 'quiet' }, clockTime(at))),
      h('div', {},
        h('h3', {}, session.title),
        h('p', { class: 'quiet' }, outcome(session)),
        session.note && h('p', { class: 'note' }, session.note)),
      session.rating !== null && h('p', { class: 'rated', role: 'img', 'aria-label': say('rating.told', { n: session.rating }) }, h('strong', {}, session.rating), h('span', {}, say('rating.of'))));
    const named = (/** @type {string} */ words) => ({ 'aria-label': `${words}: ${session.title}, ${saidTime(session.began, this.#now)}` });
    const note = say('entry.note');
    show(this.#actions,
      session.resumable && h('button', { type: 'button', class: 'main', onClick: () => void this.#resume(), ...named(say('entry.resume')) }, say('entry.resume')),
      h('button', { type: 'button', 'aria-expanded': String(!this.#panel.hidden), 'data-does': 'note', onClick: () => this.#open(Boolean(this.#panel.hidden)), ...named(note) }, note),
      session.outcome !== 'playing' && h('a', { class: 'button plain', href: `#/prepare/${encodeURIComponent(session.routine)}`, ...named(say('entry.again')) }, say('entry.again')),
      session.outcome !== 'playing' && h('button', { type: 'button', class: 'plain', onClick: () => void this.#forget(), ...named(say('entry.forget')) }, say('entry.forget')));
  }

  /** @param {boolean} open */
  #open(open) {
    this.#panel.hidden = !open;
    this.#actions.querySelector('[data-does="note"]')?.setAttribute('aria-expanded', String(open));
    if (!open) {
      show(this.#panel);
      /** @type {HTMLElement | null} */ (this.#actions.querySelector('[data-does="note"]'))?.focus();
      return;
    }
    const session = /** @type {Session} */ (this.#session);
    const id = `note-${session.id}`;
    const note = h('textarea', { id, rows: 4, maxLength: LONGEST, value: session.note });
    const rating = /** @type {import('./rating.js').CoachRating} */ (h('coach-rating', { value: session.rating }));
    show(this.#panel,
      h('form', { onSubmit: (/** @type {Event} */ event) => { event.preventDefault(); void this.#keep(note.value, rating.value); } },
        rating,
        h('label', { for: id }, say('entry.note-label')), note,
        h('p', { class: 'hint' }, say('entry.private')),
        h('div', { class: 'choices' },
          h('button', { type: 'button', onClick: () => this.#open(false) }, say('confirm.no')),
          h('button', { type: 'submit', class: 'main' }, say('entry.keep')))));
    note.focus();
  }

  /** @param {string} note @param {number | null} rating */
  async #keep(note, rating) {
    await this.#try(async () => {
      const kept = await put(`api/history/${this.#session?.id}`, { note, rating: rating ?? '' });
      this.update(kept, this.#now);
      this.#open(false);
    });
  }

  async #forget() {
    const session = /** @type {Session} */ (this.#session);
    const noted = Boolean(session.note) || session.rating !== null;
    const about = say(noted ? 'forget.one-noted' : 'forget.one', { title: session.title, time: saidTime(session.began, this.#now) });
    if (!(await confirmed(say('forget.one-title'), about, say('forget.yes')))) return;
    await this.#try(async () => {
      await post('api/history/forget', { session: session.id });
      this.dispatchEvent(new CustomEvent('coach-changed', { bubbles: true }));
    });
  }

  async #resume() {
    const { routine } = /** @type {Session} */ (this.#session);
    await this.#try(() => begin({ routine, resume: true }));
  }

  /** @param {() => Promise<void>} work */
  async #try(work) {
    const tell = (/** @type {string} */ detail) => this.dispatchEvent(new CustomEvent('coach-failed', { bubbles: true, detail }));
    tell('');
    try {
      await work();
    } catch (error) {
      tell(/** @type {Error} */ (error).message);
    }
  }
}

/** @param {Session} session */
function outcome({ outcome: code, seconds, section }) {
  return say(section && code !== 'finished' ? `entry.${code}-at` : `entry.${code}`, { length: minutes(seconds * 1000), section });
}

customElements.define('coach-session-entry', CoachSessionEntry);
