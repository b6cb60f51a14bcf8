import { del, post } from '../lib/api.js';
import { confirmed } from '../lib/ask.js';
import { h, show } from '../lib/dom.js';
import { ruleInWords } from '../lib/rules.js';
import { minutes } from '../lib/time.js';
import { clockTime, dayWord, saidTime, wall } from '../lib/wall.js';
import { say } from '../lib/words.js';

/**
 * @typedef {{
 *   id: number, name: string, routine: string, title: string | null, seconds: number | null, when: string[],
 *   nudge: boolean, say: string, paused: boolean, paused_until: string | null, next: string | null, snoozed: boolean,
 *   last: {scheduled: string, outcome: string, note: string, seconds: number} | null, unspoken: string | null,
 *   trouble: string,
 * }} Reminder as `GET api/reminders` tells it
 */
/** @typedef {{id: number, outcome: string, note: string, seconds: number} | null} Trial */

const SNOOZES = ['5 min', '10 min', '30 min'];

/**
 * `<coach-reminder>`: one reminder, and what can be done with it.
 *
 * Events: `coach-changed` after something was changed, `coach-edit` with the reminder as `detail`, `coach-try` after a
 * trial began or was ended, and `coach-failed` with a sentence as `detail`, empty when something new is tried.
 */
export class CoachReminder extends HTMLElement {
  /** @type {Reminder | null} */
  #reminder = null;
  #time = h('div', { class: 'when' });
  #facts = h('div', { class: 'facts' });
  #actions = h('div', { class: 'actions' });
  #panel = h('div', { class: 'panel', hidden: true });
  /** The name of the panel that is open. */
  #opened = '';

  connectedCallback() {
    if (!this.firstChild) show(this, this.#time, h('div', { class: 'about' }, this.#facts, this.#actions, this.#panel));
  }

  /**
   * Show how it stands now.
   *
   * @param {Reminder} reminder
   * @param {string} now the computer's time
   * @param {Trial} trial
   */
  update(reminder, now, trial) {
    const before = JSON.stringify([this.#reminder, this.dataset['trial']]);
    const wasPaused = this.#reminder?.paused;
    this.#reminder = reminder;
    const tried = trial?.id === reminder.id ? trial : null;
    this.dataset['trial'] = tried?.outcome ?? '';
    this.classList.toggle('paused', reminder.paused);
    show(this.#time, ...nextTime(reminder, now));
    show(this.#facts, ...facts(reminder, now, tried));
    if (JSON.stringify([reminder, this.dataset['trial']]) !== before) this.#drawActions(reminder, tried, wasPaused);
  }

  /** @param {Reminder} reminder @param {Trial} tried @param {boolean | undefined} wasPaused */
  #drawActions(reminder, tried, wasPaused) {
    const focused = this.#actions.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset['does'] : '';
    const speaking = tried?.outcome === 'speaking';
    /** @type {(name: string, work: () => void, extra?: Record<string, unknown>) => HTMLElement} */
    const button = (name, work, extra = {}) =>
      h('button', { type: 'button', 'data-does': name, 'aria-label': `${say(`reminder.${name}`)}: ${reminder.name}`, onClick: work, ...extra }, say(`reminder.${name}`));
    /** @type {(name: string, extra?: Record<string, unknown>) => HTMLElement} */
    const menu = (name, extra = {}) => button(name, () => this.#open(name), { 'aria-expanded': String(this.#opened === name), ...extra });
    show(this.#actions,
      speaking ? button('stop', () => void this.#try(() => del('api/reminders/trial'), 'coach-try')) : button('try', () => void this.#try(() => this.#post('trial'), 'coach-try')),
      reminder.paused
        ? button('resume', () => void this.#try(() => this.#post('resume')))
        : [reminder.next && button('skip', () => void this.#try(() => this.#post('skip'))), menu('pause')],
      button('edit', () => this.dispatchEvent(new CustomEvent('coach-edit', { bubbles: true, detail: reminder })), { class: 'plain' }),
      menu('more', { class: 'plain' }));
    if (this.#opened === 'pause' && reminder.paused) this.#open('');
    else if (this.#opened && wasPaused !== reminder.paused) this.#drawPanel();
    if (focused) /** @type {HTMLElement | null} */ (this.#actions.querySelector(`[data-does="${focused}"]`) ?? this.#actions.querySelector('button'))?.focus();
  }

  /** @param {string} name of a panel; the open one is closed */
  #open(name) {
    this.#opened = this.#opened === name ? '' : name;
    for (const button of this.#actions.querySelectorAll('[aria-expanded]')) {
      button.setAttribute('aria-expanded', String(/** @type {HTMLElement} */ (button).dataset['does'] === this.#opened));
    }
    this.#panel.hidden = !this.#opened;
    this.#drawPanel();
  }

  #drawPanel() {
    const paused = this.#reminder?.paused;
    if (this.#opened === 'pause') {
      show(this.#panel, this.#choices('pause', [[say('pause.tomorrow'), 'tomorrow'], [say('pause.week'), '7 days'], [say('pause.open'), '']]));
    } else if (this.#opened === 'more') {
      const remove = h('button', { type: 'button', class: 'danger', onClick: () => void this.#remove() }, say('reminder.remove'));
      show(this.#panel, paused ? null : this.#choices('snooze', SNOOZES.map((length) => [length, length])), h('div', { class: 'actions last' }, remove));
    } else {
      show(this.#panel);
    }
  }

  /** @param {string} what @param {string[][]} lengths words and what is sent */
  #choices(what, lengths) {
    const id = `until-${what}-${this.#reminder?.id}`;
    const until = h('input', { type: 'text', id, placeholder: say('until.example'), autocomplete: 'off' });
    const send = (/** @type {string} */ text) => void this.#try(() => this.#post(what, { until: text }));
    return [
      h('p', { class: 'hint' }, say(`${what}.about`)),
      h('div', { class: 'actions' }, lengths.map(([words = '', text = '']) => h('button', { type: 'button', onClick: () => send(text) }, words))),
      h('form', { class: 'until', onSubmit: (/** @type {Event} */ event) => { event.preventDefault(); if (until.value.trim()) send(until.value); } },
        h('label', { for: id }, say('until.label')), until, h('button', { type: 'submit' }, say(`reminder.${what}-until`))),
    ];
  }

  async #remove() {
    const reminder = /** @type {Reminder} */ (this.#reminder);
    const about = say('reminder.remove-about', { rules: reminder.when.map(ruleInWords).join('; ') });
    if (await confirmed(say('reminder.remove-title', { name: reminder.name }), about, say('reminder.remove'))) {
      await this.#try(() => del(`api/reminders/${reminder.id}`));
    }
  }

  /** @param {string} what @param {unknown} [body] */
  #post(what, body) {
    return post(`api/reminders/${this.#reminder?.id}/${what}`, body);
  }

  /** @param {() => Promise<unknown>} work @param {string} [event] */
  async #try(work, event = 'coach-changed') {
    this.#fail('');
    try {
      await work();
      const menu = this.#opened;
      if (menu) this.#open('');
      if (menu) /** @type {HTMLElement | null} */ (this.#actions.querySelector(`[data-does="${menu}"]`))?.focus();
    } catch (error) {
      this.#fail(/** @type {Error} */ (error).message);
    }
    this.dispatchEvent(new CustomEvent(event, { bubbles: true }));
  }

  /** @param {string} sentence */
  #fail(sentence) {
    this.dispatchEvent(new CustomEvent('coach-failed', { bubbles: true, detail: sentence }));
  }
}

/** @param {Reminder} reminder @param {string} now */
function nextTime(reminder, now) {
  if (reminder.paused) {
    const until = reminder.paused_until ? say('reminder.paused-until', { time: saidTime(reminder.paused_until, now) }) : say('reminder.paused-open');
    return [h('span', { class: 'pause', 'aria-hidden': 'true' }), h('span', { class: 'day' }, until)];
  }
  if (!reminder.next) return [h('span', { class: 'day' }, say('reminder.over'))];
  const at = wall(reminder.next);
  return [
    h('time', { dateTime: reminder.next }, clockTime(at)),
    h('span', { class: 'day' }, dayWord(at, wall(now)), reminder.snoozed && ` · ${say('reminder.snoozed')}`),
  ];
}

/** @param {Reminder} reminder @param {string} now @param {Trial} trial */
function facts(reminder, now, trial) {
  const does = reminder.nudge
    ? say('reminder.says', { line: reminder.say || say('reminder.usual-line', { title: reminder.title ?? reminder.name }) })
    : say('reminder.guides', { title: reminder.title ?? reminder.routine, length: minutes((reminder.seconds ?? 0) * 1000) });
  return [
    h('h2', {}, reminder.name),
    ...reminder.when.map((rule) => h('p', { class: 'rule' }, ruleInWords(rule))),
    !reminder.trouble && h('p', { class: 'quiet' }, does, !reminder.nudge && reminder.say && ` ${say('reminder.first-says', { line: reminder.say })}`),
    reminder.trouble && h('p', { class: 'careful' }, say('reminder.trouble', { why: reminder.trouble })),
    reminder.unspoken && h('p', { class: 'careful' }, say('reminder.unspoken', { time: saidTime(reminder.unspoken, now) })),
    reminder.last && h('p', { class: 'quiet' }, say('reminder.last', { time: saidTime(reminder.last.scheduled, now), outcome: outcome(reminder.last) })),
    h('p', { class: 'trial', role: 'status' }, trial && say('trial.told', { outcome: outcome(trial) })),
  ];
}

/**
 * What came of a time, in words.
 *
 * @param {{outcome: string, note: string, seconds: number}} firing
 */
export function outcome({ outcome: code, note, seconds }) {
  const words = say(`outcome.${code}`, { length: minutes(seconds * 1000) });
  return note ? `${words} (${note.replace(/\.$/, '')})` : words;
}

customElements.define('coach-reminder', CoachReminder);
