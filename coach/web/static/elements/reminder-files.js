import { post } from '../lib/api.js';
import { confirmed } from '../lib/ask.js';
import { h, show } from '../lib/dom.js';
import { say } from '../lib/words.js';

/**
 * `<coach-reminder-files>`: the reminders as a calendar or a text file, and reading such a text file.
 *
 * - `count`: how many reminders there are
 *
 * Events: `coach-changed` after a file was read, `coach-failed` with a sentence as `detail`, empty when something new is
 * tried.
 */
export class CoachReminderFiles extends HTMLElement {
  count = 0;
  #replace = h('input', { type: 'checkbox' });
  #file = h('input', { type: 'file', id: 'reminders-file', accept: '.toml,text/plain', onChange: () => void this.#read() });

  connectedCallback() {
    if (this.firstChild) return;
    show(this,
      h('details', { class: 'box' },
        h('summary', {}, say('files.title')),
        h('div', {},
          h('p', {}, say('files.calendar-about')),
          h('p', {}, h('a', { class: 'button', href: 'api/reminders/calendar', download: 'coach.ics' }, say('files.calendar'))),
          h('p', {}, say('files.copy-about')),
          h('p', {}, h('a', { class: 'button', href: 'api/reminders/file', download: 'reminders.toml' }, say('files.copy'))),
          h('p', {}, h('label', { for: 'reminders-file' }, say('files.read'))),
          h('p', {}, this.#file),
          h('p', {}, h('label', { class: 'choice' }, this.#replace, h('span', {}, say('files.replace')))))));
  }

  async #read() {
    const chosen = this.#file.files?.[0];
    const content = await chosen?.text();
    this.#file.value = '';
    if (content === undefined) return;
    const replace = this.#replace.checked;
    const about = say('files.replace-about', { n: this.count });
    if (replace && this.count > 0 && !(await confirmed(say('files.replace-title'), about, say('files.replace-yes')))) return;
    this.#tell('coach-failed', '');
    try {
      await post('api/reminders/file', { content, replace });
    } catch (error) {
      this.#tell('coach-failed', /** @type {Error} */ (error).message);
    }
    this.#tell('coach-changed');
  }

  /** @param {string} event @param {string} [detail] */
  #tell(event, detail) {
    this.dispatchEvent(new CustomEvent(event, { bubbles: true, detail }));
  }
}

customElements.define('coach-reminder-files', CoachReminderFiles);
