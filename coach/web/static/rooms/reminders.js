/** Reminders: when each speaks, what can be done with it, and whether anything waits for them. */

import { outcome } from '../elements/reminder-card.js';
import '../elements/reminder-files.js';
import '../elements/reminder-form.js';
import '../elements/reminder-service.js';
import { get, post } from '../lib/api.js';
import { h, show, useStyle } from '../lib/dom.js';
import { Refresher } from '../lib/refresher.js';
import { ruleInWords } from '../lib/rules.js';
import { clockTime, dayWord, saidTime, wall } from '../lib/wall.js';
import { say } from '../lib/words.js';

/** @typedef {import('../elements/reminder-card.js').Reminder} Reminder */
/** @typedef {import('../elements/reminder-card.js').CoachReminder} Card */
/** @typedef {{id: number, name: string, at: string, rule: string | null, snoozed: boolean, leapt: string | null}} Coming */
/**
 * @typedef {{
 *   now: string, zone: string, zone_problem: string, offset: number, running: boolean, looked: string | null,
 *   reminders: Reminder[], coming: Coming[], unreadable: string[], notices: string[],
 *   trial: import('../elements/reminder-card.js').Trial,
 * }} Told
 */

/** Milliseconds between two looks: the terminal may have changed something, and times pass. */
const LOOK = 30_000;
/** While a reminder is tried. */
const LOOK_SOON = 1000;

/** `<coach-reminders>`. */
export class CoachReminders extends HTMLElement {
  /** @type {Told | null} */
  #told = null;
  /** @type {Map<number, Card>} */
  #cards = new Map();
  #add = h('button', { type: 'button', class: 'main', onClick: () => this.#edit(null) }, say('reminders.add'));
  #trouble = h('p', { class: 'notice trouble', role: 'alert', hidden: true });
  #doubts = h('div', { class: 'doubts' });
  #state = h('section', { class: 'state', 'aria-label': say('reminders.state') });
  #list = h('ul', { class: 'plain reminder-list' });
  #all = h('div', { class: 'actions' });
  #empty = h('div', { class: 'empty', hidden: true });
  #coming = h('section', { class: 'coming', 'aria-labelledby': 'coming-title' });
  #form = /** @type {import('../elements/reminder-form.js').CoachReminderForm} */ (h('coach-reminder-form'));
  #service = /** @type {import('../elements/reminder-service.js').CoachReminderService} */ (h('coach-reminder-service'));
  #files = /** @type {import('../elements/reminder-files.js').CoachReminderFiles} */ (h('coach-reminder-files'));
  #past = h('div');
  #pastBox = h('details', { class: 'box', onToggle: () => { if (this.#pastBox.open) void this.#loadPast(); } }, h('summary', {}, say('past.title')), this.#past);
  #fresh = new Refresher(this, 'reminders', () => this.#load());

  connectedCallback() {
    void useStyle(import.meta.url, '../css/diary.css');
    void useStyle(import.meta.url, '../css/reminders.css');
    show(this,
      h('div', { class: 'page diary' },
        h('header', { class: 'top' },
          h('h1', {}, say('reminders.title')),
          this.#add),
        this.#trouble, this.#doubts, this.#state,
        h('div', { class: 'columns' },
          h('div', {}, this.#empty, this.#list, this.#all),
          this.#coming),
        h('div', { class: 'boxes' }, this.#pastBox, this.#service, this.#files), this.#form));
    for (const name of ['coach-saved', 'coach-try']) this.addEventListener(name, () => void this.#fresh.refresh());
    this.addEventListener('coach-edit', (event) => this.#edit(/** @type {CustomEvent<Reminder>} */ (event).detail));
    this.addEventListener('coach-failed', (event) => this.#fail(/** @type {CustomEvent<string>} */ (event).detail));
    this.#fresh.begin();
  }

  disconnectedCallback() {
    this.#fresh.end();
  }

  async #load() {
    try {
      this.#told = await get('api/reminders');
      this.#draw(/** @type {Told} */ (this.#told));
    } catch (error) {
      this.#fail(/** @type {Error} */ (error).message);
    }
    return this.#told?.trial?.outcome === 'speaking' ? LOOK_SOON : LOOK;
  }

  /** @param {Told} told */
  #draw(told) {
    const { now, trial } = told;
    const reminders = [...told.reminders].sort(bySpeaking);
    show(this.#doubts, [...doubts(told), ...told.notices, ...told.unreadable].map((sentence) => h('p', { class: 'notice' }, sentence)));
    this.#drawState(told);
    const ids = new Set(reminders.map((reminder) => reminder.id));
    let lost = false;
    for (const [id, card] of this.#cards) {
      if (ids.has(id)) continue;
      lost ||= card.contains(document.activeElement);
      card.parentElement?.remove();
      this.#cards.delete(id);
    }
    for (const [index, reminder] of reminders.entries()) {
      let card = this.#cards.get(reminder.id);
      if (!card) {
        card = /** @type {Card} */ (h('coach-reminder'));
        this.#cards.set(reminder.id, card);
        this.#list.append(h('li', {}, card));
      }
      card.update(reminder, now, trial);
      const item = /** @type {Element} */ (card.parentElement);
      const there = this.#list.children[index];
      if (there && there !== item) there.before(item);
    }
    this.#list.hidden = reminders.length === 0;
    this.#add.hidden = reminders.length === 0;
    this.#drawEmpty(reminders.length === 0);
    const paused = reminders.filter((reminder) => reminder.paused).length;
    show(this.#all,
      reminders.length > 1 && paused < reminders.length && h('button', { type: 'button', onClick: () => void this.#try(() => post('api/reminders/pause')) }, say('reminders.pause-all')),
      reminders.length > 1 && paused > 0 && h('button', { type: 'button', onClick: () => void this.#try(() => post('api/reminders/resume')) }, say('reminders.resume-all')));
    this.#files.count = reminders.length;
    this.#drawComing(told);
    if (this.#pastBox.open) void this.#loadPast();
    if (lost) /** @type {HTMLElement | null} */ (this.querySelector('.top button:not([hidden]), .empty button'))?.focus();
  }

  /** @param {Told} told */
  #drawState({ running, reminders, coming, now, looked }) {
    this.#state.className = running ? 'state running' : 'state';
    this.#state.hidden = reminders.length === 0;
    if (running) {
      const first = coming[0];
      show(this.#state, h('p', {}, h('strong', {}, say('state.running')), ' ', first ? say('state.next', { time: saidTime(first.at, now), name: first.name }) : say('state.nothing')));
      return;
    }
    show(this.#state,
      h('div', {},
        h('p', {}, h('strong', {}, say('state.not-running'))),
        h('p', { class: 'quiet' }, looked ? say('state.looked', { time: saidTime(looked, now) }) : say('state.never'))),
      h('button', { type: 'button', class: 'main', onClick: () => void this.#service.set(true) }, say('state.install')));
  }

  /** @param {boolean} empty */
  #drawEmpty(empty) {
    this.#empty.hidden = !empty;
    if (!empty || this.#empty.firstChild) return;
    show(this.#empty,
      h('p', { class: 'large' }, say('reminders.none')),
      h('p', { class: 'quiet' }, say('reminders.none-about')),
      h('button', { type: 'button', class: 'main', onClick: () => this.#edit(null) }, say('reminders.first')));
  }

  /** @param {Told} told */
  #drawComing({ coming, now }) {
    this.#coming.hidden = coming.length === 0;
    /** @type {Map<string, Coming[]>} */
    const days = new Map();
    for (const each of coming) {
      const day = dayWord(wall(each.at), wall(now));
      days.set(day, [...(days.get(day) ?? []), each]);
    }
    show(this.#coming,
      h('h2', { id: 'coming-title' }, say('coming.title')),
      [...days].map(([day, times]) => [
        h('h3', {}, day),
        h('ol', {}, times.map((each) => h('li', {}, h('time', { dateTime: each.at }, clockTime(wall(each.at))), h('span', {}, each.name, why(each))))),
      ]).flat());
  }

  async #loadPast() {
    try {
      /** @type {{now: string, firings: {reminder: string, scheduled: string, outcome: string, note: string, seconds: number}[]}} */
      const { now, firings } = await get('api/reminders/past');
      show(this.#past, firings.length === 0
        ? h('p', { class: 'quiet' }, say('past.none'))
        : h('ul', { class: 'plain past' }, firings.map((firing) => h('li', {},
          h('time', { dateTime: firing.scheduled }, saidTime(firing.scheduled, now)),
          h('span', {}, firing.reminder, h('span', { class: 'quiet' }, ` · ${outcome(firing)}`))))));
    } catch (error) {
      show(this.#past, h('p', {}, /** @type {Error} */ (error).message));
    }
  }

  /** @param {Reminder | null} reminder */
  #edit(reminder) {
    const told = this.#told;
    void this.#form.open(reminder, { now: told?.now ?? '', doubt: told ? doubts(told).join(' ') : '' });
  }

  /** @param {() => Promise<unknown>} work */
  async #try(work) {
    this.#trouble.hidden = true;
    try {
      await work();
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

/**
 * What is doubtful about the zone by which all times go.
 *
 * @param {Told} told
 */
function doubts({ zone, zone_problem, offset }) {
  if (zone_problem) return [zone_problem];
  return offset === -new Date().getTimezoneOffset() ? [] : [say('reminders.other-zone', { zone })];
}

/**
 * What speaks next first, then what is paused or over.
 *
 * @param {Reminder} one
 * @param {Reminder} other
 */
function bySpeaking(one, other) {
  return Number(one.paused) - Number(other.paused) || Number(!one.next) - Number(!other.next) || Date.parse(one.next ?? '') - Date.parse(other.next ?? '') || 0;
}

/** @param {Coming} coming */
function why({ rule, snoozed, leapt }) {
  if (snoozed) return h('span', { class: 'quiet' }, ` · ${say('reminder.snoozed')}`);
  if (leapt) return h('span', { class: 'quiet' }, ` · ${say('coming.leapt', { time: leapt })}`);
  return h('span', { class: 'unseen' }, rule ? `, ${ruleInWords(rule)}` : '');
}

customElements.define('coach-reminders', CoachReminders);
