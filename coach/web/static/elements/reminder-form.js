import './when.js';
import { get, post, put } from '../lib/api.js';
import { h, show, useStyle } from '../lib/dom.js';
import { minutes } from '../lib/time.js';
import { say } from '../lib/words.js';

/** @typedef {import('./reminder-card.js').Reminder} Reminder */
/** @typedef {{name: string, title: string, for: 'self' | 'therapist', length: number}} Routine */

/** The routines as they were last read, to have some at once. @type {Routine[]} */
let known = [];

/** Milliseconds between two looks, while the computer still reads the routines. */
const READING = 700;
/** Milliseconds up to which a routine suits a break. */
const SHORT = 10 * 60_000;

/**
 * `<coach-reminder-form>`: a dialog in which a reminder is added or changed. The event `coach-saved` tells that it was.
 */
export class CoachReminderForm extends HTMLElement {
  /** @type {Reminder | null} */
  #reminder = null;
  #title = h('h2', { id: 'form-title' });
  #routine = h('select', { id: 'routine', required: true });
  #when = /** @type {import('./when.js').CoachWhen} */ (h('coach-when'));
  #guide = h('input', { type: 'radio', name: 'does', checked: true });
  #nudge = h('input', { type: 'radio', name: 'does' });
  #say = h('input', { type: 'text', id: 'say', maxLength: 300, autocomplete: 'off' });
  #name = h('input', { type: 'text', id: 'name', maxLength: 60, autocomplete: 'off' });
  #more = h('details', {},
    h('summary', {}, say('form.more')),
    h('label', { for: 'say' }, say('form.say')), this.#say, h('p', { class: 'hint' }, say('form.say-hint')),
    h('label', { for: 'name' }, say('form.name')), this.#name, h('p', { class: 'hint' }, say('form.name-hint')));
  #doubt = h('p', { class: 'wrong', hidden: true });
  #trouble = h('p', { class: 'notice trouble', role: 'alert', hidden: true });
  #save = h('button', { type: 'submit', class: 'main' }, say('form.save'));
  #dialog = h('dialog', { class: 'question', 'aria-labelledby': 'form-title' },
    h('form', { method: 'dialog', noValidate: true, onSubmit: (/** @type {Event} */ event) => void this.#submit(event) },
      this.#title,
      h('label', { for: 'routine' }, say('form.routine')), this.#routine,
      this.#when,
      this.#doubt,
      h('fieldset', {},
        h('legend', {}, say('form.does')),
        h('label', { class: 'choice' }, this.#guide, h('span', {}, say('form.guide'))),
        h('label', { class: 'choice' }, this.#nudge, h('span', {}, say('form.nudge')))),
      this.#more,
      this.#trouble,
      h('div', { class: 'choices' },
        h('button', { type: 'button', onClick: () => this.#dialog.close() }, say('confirm.no')),
        this.#save)));

  connectedCallback() {
    void useStyle(import.meta.url, '../css/question.css');
    if (!this.firstChild) show(this, this.#dialog);
  }

  /**
   * Show the dialog, for a new reminder or for one to change.
   *
   * @param {Reminder | null} reminder
   * @param {{now: string, doubt: string}} clock the computer's time, and what is doubtful about its zone
   */
  async open(reminder, { now, doubt }) {
    this.#reminder = reminder;
    show(this.#title, say(reminder ? 'form.edit' : 'form.add'));
    this.#trouble.hidden = true;
    show(this.#doubt, doubt);
    this.#doubt.hidden = !doubt;
    this.#when.now = now;
    this.#when.value = reminder?.when.join('; ') ?? '';
    this.#nudge.checked = reminder?.nudge ?? false;
    this.#guide.checked = !this.#nudge.checked;
    this.#say.value = reminder?.say ?? '';
    this.#name.value = reminder?.name ?? '';
    this.#more.open = Boolean(reminder?.say);
    this.#dialog.showModal();
    if (!reminder) this.#routine.focus();
    await this.#fill(reminder?.routine);
  }

  /** @param {string | undefined} chosen */
  async #fill(chosen) {
    if (known.length === 0) show(this.#routine, h('option', { value: chosen ?? '' }, say('form.reading')));
    else this.#offer(known, chosen);
    try {
      for (let unread = 1; unread > 0 && this.#dialog.open; ) {
        const home = await get('api/home');
        unread = home.unread;
        if (home.routines.length > known.length || unread === 0) {
          known = home.routines;
          this.#offer(known, this.#routine.value || chosen);
        }
        if (unread > 0) await new Promise((resolve) => setTimeout(resolve, READING));
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @param {Routine[]} routines @param {string | undefined} chosen */
  #offer(routines, chosen) {
    const short = routines.filter((routine) => routine.for === 'self' && routine.length <= SHORT);
    const others = routines.filter((routine) => !short.includes(routine));
    const there = !chosen || routines.some((routine) => routine.name === chosen);
    show(this.#routine,
      !there && h('option', { value: chosen }, /** @type {string} */ (chosen).replace(/^.*[\\/]/, '')),
      short.length > 0 && h('optgroup', { label: say('form.short') }, short.map(option)),
      others.length > 0 && h('optgroup', { label: say('form.others') }, others.map(option)));
    if (chosen) this.#routine.value = chosen;
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    this.#trouble.hidden = true;
    this.#save.disabled = true;
    const body = { routine: this.#routine.value, when: this.#when.value, nudge: this.#nudge.checked, say: this.#say.value, name: this.#name.value };
    try {
      if (this.#reminder) await put(`api/reminders/${this.#reminder.id}`, body);
      else await post('api/reminders', body);
      this.#dialog.close();
      this.dispatchEvent(new CustomEvent('coach-saved', { bubbles: true }));
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#save.disabled = false;
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    show(this.#trouble, /** @type {Error} */ (error).message);
    this.#trouble.hidden = false;
    this.#trouble.scrollIntoView({ block: 'nearest' });
  }
}

/** @param {Routine} routine */
function option(routine) {
  return h('option', { value: routine.name }, `${routine.title} · ${minutes(routine.length)}`);
}

customElements.define('coach-reminder-form', CoachReminderForm);
