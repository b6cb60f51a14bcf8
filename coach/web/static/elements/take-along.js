/** Taking a session along: a file to save on this device, a link for a phone, or this device sounds it itself. */

import { del, get, post } from '../lib/api.js';
import { h, show } from '../lib/dom.js';
import { trying } from '../lib/trying.js';
import { say } from '../lib/words.js';
import { qr } from './qr.js';

/**
 * @typedef {{id: string, file: string, state: string, stage: string, done: number, of: number, size: number, sentence: string,
 *   phone: {link: string, code: string[], sentence: string, open: boolean} | null}} Taken as of `GET api/taken/{id}`
 */

/** Milliseconds between two looks at how far it is. */
const LOOK = 350;
/** Milliseconds until it is tried again, when the computer did not answer. */
const AGAIN = 2000;
/** Phones play this everywhere. */
const FOR_PHONES = '.mp3';

/** `<coach-take-along>`: a dialog; `open` shows it. */
export class CoachTakeAlong extends HTMLElement {
  #name = '';
  /** @type {unknown} */
  #request = null;
  /** @type {Taken | null} */
  #taken = null;
  /** What is done with the file once it is ready. @type {'save' | 'phone' | 'here'} */
  #purpose = 'save';
  #timer = 0;
  #dialog = h('dialog', { class: 'take', 'aria-labelledby': 'take-title', onClose: () => this.#closed() });
  #format = h('select', { id: 'take-format' });
  #state = h('div', { class: 'state', 'aria-live': 'polite' });
  #buttons = h('div', { class: 'buttons' });
  #trouble = h('p', { class: 'notice trouble', role: 'alert', hidden: true });

  connectedCallback() {
    if (this.#dialog.isConnected) return;
    show(this, this.#dialog);
    show(this.#dialog,
      h('h2', { id: 'take-title' }, say('take.title')),
      h('p', { class: 'quiet' }, say('take.about')),
      h('div', { class: 'field' }, h('label', { for: 'take-format' }, say('take.format')), this.#format),
      this.#buttons,
      this.#trouble,
      this.#state,
      h('form', { method: 'dialog' }, h('button', {}, say('take.close'))));
  }

  disconnectedCallback() {
    this.#closed();
  }

  /**
   * @param {{name: string, formats: {suffix: string, name: string}[]}} routine
   * @param {unknown} request the options, as they are sent
   */
  open({ name, formats }, request) {
    [this.#name, this.#request, this.#taken] = [name, request, null];
    show(this.#format, formats.map((format) => h('option', { value: format.suffix }, `${format.name} (${format.suffix})`)));
    show(this.#buttons,
      h('button', { class: 'main', onClick: () => void this.#begin('save') }, say('take.save')),
      h('button', { onClick: () => void this.#begin('phone'), 'aria-describedby': 'take-phone' }, say('take.phone')),
      h('p', { class: 'quiet note', id: 'take-phone' }, say('take.phone-about')),
      h('button', { onClick: () => void this.#begin('here'), 'aria-describedby': 'take-here' }, say('take.here')),
      h('p', { class: 'quiet note', id: 'take-here' }, say('take.here-about')));
    show(this.#state);
    this.#trouble.hidden = true;
    this.#dialog.classList.remove('offering');
    this.#dialog.showModal();
  }

  /** @param {'save' | 'phone' | 'here'} purpose */
  async #begin(purpose) {
    this.#purpose = purpose;
    await this.#stop();
    const suffix = purpose === 'save' ? this.#format.value : FOR_PHONES;
    await this.#try(async () => this.#show(await post(`api/prepare/${encodeURIComponent(this.#name)}/take`, { request: this.#request, suffix })));
  }

  /** @param {Taken} taken */
  #show(taken) {
    const before = this.#taken;
    this.#taken = taken;
    if (taken.state === 'ready' && before?.state !== 'ready') void this.#ready(taken);
    const percent = taken.of ? Math.floor((taken.done / taken.of) * 100) : 0;
    if (taken.state === 'waiting' || taken.state === 'making') {
      const words = taken.state === 'waiting' ? 'waiting' : taken.stage || 'making';
      show(this.#state,
        h('label', { for: 'take-progress', 'aria-live': 'off' }, say(`take.${words}`, { percent })),
        h('progress', { id: 'take-progress', max: 100, value: percent }),
        h('button', { onClick: () => void this.#stop() }, say('take.stop')));
    } else if (taken.state === 'failed' || taken.state === 'stopped') {
      show(this.#state, h('p', {}, taken.sentence || say('take.stopped')));
    } else {
      show(this.#state,
        h('p', {}, h('strong', {}, say('take.ready', { file: taken.file, size: (taken.size / 1e6).toFixed(1) }))),
        this.#purpose === 'save' && h('a', { class: 'button', href: this.#file(taken), download: taken.file }, say('take.again')),
        taken.phone && this.#phone(taken.phone));
    }
    this.#dialog.classList.toggle('offering', Boolean(taken.phone?.open && taken.phone.link));
    clearTimeout(this.#timer);
    const going = taken.state === 'waiting' || taken.state === 'making' || (taken.phone?.open ?? false);
    if (going) this.#timer = setTimeout(() => void this.#look(taken.id), LOOK);
  }

  /** @param {NonNullable<Taken['phone']>} phone */
  #phone(phone) {
    if (!phone.open) return h('p', {}, phone.sentence, ' ', say('take.link-over'));
    if (!phone.link) return null;
    return h('div', { class: 'link' },
      qr(phone.code, say('take.code')),
      h('p', {}, h('code', {}, phone.link)),
      h('p', { class: 'quiet note' }, phone.sentence),
      h('button', { onClick: () => void this.#stop() }, say('take.stop')));
  }

  /** @param {Taken} taken */
  async #ready(taken) {
    if (this.#purpose === 'phone') {
      await this.#try(async () => this.#show(await post(`api/taken/${taken.id}/link`)));
    } else if (this.#purpose === 'here') {
      this.#dialog.close();
      location.hash = `#/listen/${taken.id}`;
    } else {
      const link = h('a', { href: this.#file(taken), download: taken.file, hidden: true });
      this.append(link);
      link.click();
      link.remove();
    }
  }

  /** @param {string} id */
  async #look(id) {
    await this.#try(async () => {
      const taken = /** @type {Taken} */ (await get(`api/taken/${id}`));
      if (this.#taken?.id !== id) return;
      const before = this.#taken;
      // What has not changed stays as it is: a screen reader would say it again.
      if (JSON.stringify(before) === JSON.stringify(taken)) this.#timer = setTimeout(() => void this.#look(id), LOOK);
      else this.#show(taken);
    });
    // The computer may answer again: it goes on with the file meanwhile.
    if (!this.#trouble.hidden && this.#taken?.id === id) this.#timer = setTimeout(() => void this.#look(id), AGAIN);
  }

  async #stop() {
    clearTimeout(this.#timer);
    const taken = this.#taken;
    if (!taken || taken.state === 'failed' || taken.state === 'stopped') return;
    if (taken.state === 'ready' && !taken.phone?.open) return;
    await this.#try(async () => {
      await del(`api/taken/${taken.id}`);
      await this.#look(taken.id);
    });
  }

  #closed() {
    void this.#stop();
    clearTimeout(this.#timer);
    this.#taken = null;
  }

  /** @param {Taken} taken */
  #file(taken) {
    return `api/taken/${taken.id}/file`;
  }

  /** @param {() => Promise<void>} work */
  #try(work) {
    return trying(this.#trouble, work);
  }
}

customElements.define('coach-take-along', CoachTakeAlong);
