/** The history: the minutes of each week, the sessions done, what was noted of them, and forgetting. */

import '../elements/session-entry.js';
import '../elements/weeks.js';
import { get, post } from '../lib/api.js';
import { confirmed } from '../lib/ask.js';
import { h, show, useStyle } from '../lib/dom.js';
import { Refresher } from '../lib/refresher.js';
import { say } from '../lib/words.js';

/** @typedef {import('../elements/session-entry.js').Session} Session */
/** @typedef {import('../elements/session-entry.js').CoachSessionEntry} Entry */
/** @typedef {import('../elements/weeks.js').Week} Week */
/** @typedef {{now: string, sessions: Session[], more: boolean, routines: string[], weeks: Week[], target_minutes: number, warnings: string[]}} Told */
/** @typedef {{routine?: string, before?: string, everything?: boolean}} Chosen */

const PAGE = 20;
/** Milliseconds between two looks: a session may play. */
const LOOK = 30_000;

/** `<coach-history>`; with `about="note"` the note of the last session is open, as after a session. */
export class CoachHistory extends HTMLElement {
  #shown = PAGE;
  /** @type {Told | null} */
  #told = null;
  /** @type {Map<number, Entry>} */
  #entries = new Map();
  #trouble = h('p', { class: 'notice trouble', role: 'alert', hidden: true });
  #warnings = h('div', { class: 'doubts' });
  #week = h('section', { class: 'weeks', 'aria-labelledby': 'week-title' });
  #chart = /** @type {import('../elements/weeks.js').CoachWeeks} */ (h('coach-weeks'));
  #list = h('ul', { class: 'plain sessions' });
  #sessions = h('h2', {}, say('history.sessions'));
  #more = h('button', { type: 'button', hidden: true, onClick: () => { this.#shown += PAGE; void this.#fresh.refresh(); } }, say('history.more'));
  #empty = h('div', { class: 'empty', hidden: true },
    h('p', { class: 'large' }, say('history.none')),
    h('p', { class: 'quiet' }, say('history.none-about')),
    h('a', { class: 'button main', href: '#/' }, say('history.first')));
  #routine = h('select', { id: 'forget-routine' });
  #before = h('input', { type: 'date', id: 'forget-before' });
  #said = h('p', { role: 'status' });
  #forgetting = h('div', { class: 'boxes' }, h('details', { class: 'box' }, h('summary', {}, say('forget.title')), this.#drawForgetting()));
  #fresh = new Refresher(this, 'history', () => this.#load());

  connectedCallback() {
    void useStyle(import.meta.url, '../css/diary.css');
    void useStyle(import.meta.url, '../css/history.css');
    show(this,
      h('div', { class: 'page diary' },
        h('header', { class: 'top' }, h('h1', {}, say('history.title'))),
        this.#trouble, this.#warnings, this.#empty, this.#week,
        this.#sessions, this.#list, h('div', { class: 'actions' }, this.#more), this.#forgetting));
    this.addEventListener('coach-failed', (event) => this.#fail(/** @type {CustomEvent<string>} */ (event).detail));
    this.#fresh.begin();
  }

  disconnectedCallback() {
    this.#fresh.end();
  }

  async #load() {
    try {
      this.#told = await get(`api/history?limit=${this.#shown}`);
      this.#draw(/** @type {Told} */ (this.#told));
      this.#write();
    } catch (error) {
      this.#fail(/** @type {Error} */ (error).message);
    }
    return LOOK;
  }

  /** Open the note of the last session, once. */
  #write() {
    if (this.getAttribute('about') !== 'note') return;
    this.removeAttribute('about');
    history.replaceState(history.state, '', '#/history');
    this.#entries.get(this.#told?.sessions[0]?.id ?? 0)?.write();
  }

  /** @param {Told} told */
  #draw({ sessions, now, more, routines, weeks, target_minutes, warnings }) {
    const nothing = sessions.length === 0 && weeks.every((week) => week.sessions + week.reminders === 0);
    show(this.#warnings, warnings.map((sentence) => h('p', { class: 'notice' }, sentence)));
    this.#empty.hidden = sessions.length > 0;
    this.#sessions.hidden = this.#list.hidden = sessions.length === 0;
    this.#week.hidden = nothing;
    this.#forgetting.hidden = sessions.length === 0;
    this.#more.hidden = !more;
    this.#drawWeek(weeks, target_minutes);
    this.#drawSessions(sessions, now);
    const chosen = this.#routine.value;
    show(this.#routine, routines.map((name) => h('option', { value: name }, name)));
    if (routines.includes(chosen)) this.#routine.value = chosen;
  }

  /** @param {Week[]} weeks @param {number} target */
  #drawWeek(weeks, target) {
    const last = weeks[weeks.length - 1];
    const total = last ? Math.round(last.sessions + last.reminders) : 0;
    this.#chart.weeks = weeks;
    show(this.#week,
      h('div', {},
        h('h2', { id: 'week-title' }, say('history.this-week')),
        h('p', { class: 'total' }, h('strong', {}, total), ' ', say('history.minutes')),
        h('p', { class: 'legend' }, h('span', { class: 'sessions' }, say('history.by-sessions')), h('span', { class: 'reminders' }, say('history.by-reminders'))),
        h('p', { class: 'quiet small' }, say('history.studies', { n: target }))),
      this.#chart);
  }

  /** @param {Session[]} sessions @param {string} now */
  #drawSessions(sessions, now) {
    const kept = new Set(sessions.map((session) => session.id));
    let lost = false;
    for (const [id, entry] of this.#entries) {
      if (kept.has(id)) continue;
      lost ||= entry.contains(document.activeElement);
      this.#entries.delete(id);
    }
    const items = sessions.map((session) => {
      const entry = this.#entries.get(session.id) ?? /** @type {Entry} */ (h('coach-session-entry'));
      this.#entries.set(session.id, entry);
      entry.update(session, now);
      return entry.parentElement ?? h('li', {}, entry);
    });
    for (const item of [...this.#list.children]) if (!items.includes(/** @type {HTMLElement} */ (item))) item.remove();
    // Those that are there stay untouched: a note may be being written in one.
    for (const [index, item] of items.entries()) {
      const there = this.#list.children[index];
      if (there !== item) this.#list.insertBefore(item, there ?? null);
    }
    if (lost) /** @type {HTMLElement | null} */ (this.querySelector('.sessions button, .empty a'))?.focus();
  }

  #drawForgetting() {
    const forget = (/** @type {() => Chosen | null} */ chosen) => void this.#forget(chosen);
    return h('div', {},
      h('p', {}, say('forget.about')),
      h('div', { class: 'line' },
        h('label', { for: 'forget-routine' }, say('forget.routine')), this.#routine,
        h('button', { type: 'button', onClick: () => forget(() => ({ routine: this.#routine.value })) }, say('forget.do'))),
      h('div', { class: 'line' },
        h('label', { for: 'forget-before' }, say('forget.before')), this.#before,
        h('button', { type: 'button', onClick: () => forget(() => (this.#before.value ? { before: this.#before.value } : null)) }, say('forget.do'))),
      h('div', { class: 'line' },
        h('span', {}, say('forget.everything')),
        h('button', { type: 'button', class: 'danger', onClick: () => forget(() => ({ everything: true })) }, say('forget.all'))),
      this.#said);
  }

  /** @param {() => Chosen | null} choose what is to be forgotten; null if nothing was chosen */
  async #forget(choose) {
    this.#fail('');
    const chosen = choose();
    if (!chosen) {
      show(this.#said, say('forget.no-day'));
      this.#before.focus();
      return;
    }
    try {
      const { count, noted } = await post('api/history/forget', { ...chosen, count: true });
      if (count === 0) {
        await post('api/history/forget', chosen); // also erases what an earlier time could not
        show(this.#said, say('forget.nothing'));
        return;
      }
      const about = [say('forget.many', { n: count }), noted > 0 && say('forget.noted', { n: noted }), say('forget.for-good')].filter(Boolean).join(' ');
      if (!(await confirmed(say('forget.many-title'), about, say('forget.yes')))) return;
      const done = await post('api/history/forget', chosen);
      show(this.#said, say('forget.done', { n: done.count }));
    } catch (error) {
      this.#fail(/** @type {Error} */ (error).message);
    }
    await this.#fresh.refresh();
  }

  /** @param {string} sentence */
  #fail(sentence) {
    show(this.#trouble, sentence);
    this.#trouble.hidden = !sentence;
  }
}

customElements.define('coach-history', CoachHistory);
