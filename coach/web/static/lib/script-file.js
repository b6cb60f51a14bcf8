/** The file of the script that is written on: saving, naming and deleting it, such that nothing is lost. */

import { ApiError, del, get, post, put } from './api.js';
import { draftOf, dropDraft, keepDraft, newKey } from './drafts.js';
import { askName, askNewName, askToDelete, askWhose } from './file-questions.js';
import { say } from './words.js';

/** @typedef {{name: string, text: string, version: string, own: boolean, encoding?: string | null}} OpenedScript */

/** The address of a script on the server. @param {string} name */
const address = (name) => `api/scripts/${encodeURIComponent(name)}`;

/** The address of the room with a script, or of the list without a name. @param {string} [name] */
export const roomOf = (name) => (name ? `#/write/${encodeURIComponent(name)}` : '#/write');

/** A script from the server. @param {string} name @returns {Promise<OpenedScript>} */
const openScript = (name) => get(address(name));

/**
 * A script from the server, with what was written on this device and not saved, if there is something: then `saved` is
 * what the server has.
 *
 * @param {string} name
 * @returns {Promise<{file: ScriptFile, text: string, encoding?: string | null | undefined, saved?: OpenedScript}>}
 */
export async function openFile(name) {
  const opened = await openScript(name);
  const draft = opened.own ? draftOf(name) : null;
  if (!draft || draft.text === opened.text) {
    return { file: new ScriptFile(opened, spoken(name)), text: opened.text, encoding: opened.encoding };
  }
  const saved = opened.version === draft.version ? opened.text : undefined;
  return { file: new ScriptFile({ ...opened, ...draft, name }, spoken(name), saved), text: draft.text, saved: opened };
}

/** Copy a script that came with Coach; returns the name of one's own. @param {string} name @returns {Promise<string>} */
export const makeMine = async (name) => (await post('api/write/copy', { name })).name;

/** Bring back what was deleted; returns its name. @param {string} kept @returns {Promise<string>} */
export const restore = async (kept) => (await post('api/write/restore', { kept })).name;

/**
 * A script and what is saved of it. A new one has no name and no version yet.
 *
 * @fires stored when its name, or what is saved of it, is another
 */
export class ScriptFile extends EventTarget {
  /** Whether an answer to saving is awaited: then a change on the computer is our own. */
  #saving = false;

  /**
   * @param {OpenedScript} opened
   * @param {string} title what to call it as long as its text does not say
   * @param {string} [saved] what is saved of it, if `opened` holds a draft
   * @param {string} [key] of the draft of a new one
   */
  constructor({ name, text, version, own }, title, saved = version ? text : '', key = newKey()) {
    super();
    this.key = name || key;
    this.name = name;
    this.version = version;
    this.own = own;
    this.title = title;
    this.saved = saved;
  }

  /** Whether a text is not saved. @param {string} text */
  differs(text) {
    return this.own && (text !== this.saved || (!this.version && text !== ''));
  }

  /** Keep a text on this device as long as it is not saved. @param {string} text */
  keep(text) {
    if (!this.own) return;
    if (this.differs(text)) keepDraft(this.key, { text, version: this.version, title: this.title, at: Date.now() });
    else dropDraft(this.key);
  }

  /**
   * Save a text. If the file was changed meanwhile, the person chooses; resolves to the text to show instead, if that of
   * the others was chosen. Throws ApiError if it cannot be saved.
   *
   * @param {string} text
   * @returns {Promise<string | null>}
   */
  async save(text) {
    if (!this.version) {
      await this.saveAs(text, this.title);
      return null;
    }
    return this.#saveOver(text, this.version, false);
  }

  /**
   * Ask for a name, and save a text under it.
   *
   * @param {string} text
   * @param {string} [suggested]
   * @param {string} [why] what to say first
   */
  async saveAs(text, suggested = this.title, why = '') {
    let title = await askName(suggested, why);
    while (title !== null) {
      try {
        this.#isNow(await this.#busy(post('api/scripts', { title, text })), text);
        return;
      } catch (error) {
        title = await askName(title, /** @type {Error} */ (error).message);
      }
    }
  }

  /** Take what others saved in place of one's own. @param {string} text @param {string} version */
  take(text, version) {
    this.#isNow({ name: this.name, version }, text);
    return text;
  }

  /** What others saved since, if they did; undefined while that cannot be told. */
  async newer() {
    if (!this.version || !this.own || this.#saving) return undefined;
    const { version } = this;
    const there = await openScript(this.name);
    return there.version === version || this.version !== version || this.#saving ? undefined : there;
  }

  /** Ask for another name of the file, and give it that; resolves to whether it has one. @returns {Promise<boolean>} */
  async rename() {
    const title = await askNewName(spoken(this.name.replace(/^parts\//, '')));
    if (title === null) return false;
    this.#isNow(await this.#busy(post('api/write/rename', { name: this.name, title })), this.saved);
    return true;
  }

  /** Ask, and delete it; resolves to what brings it back, or null. @returns {Promise<string | null>} */
  async delete() {
    if (!(await askToDelete(this.title))) return null;
    const { kept } = await this.#busy(del(address(this.name), { version: this.version }));
    dropDraft(this.key);
    this.own = false;
    return kept;
  }

  /** @param {string} text @param {string} version @param {boolean} overwrite @returns {Promise<string | null>} */
  async #saveOver(text, version, overwrite) {
    try {
      this.#isNow(await this.#busy(put(address(this.name), { text, version, overwrite })), text);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 409) return this.#choose(text, error);
      if (error.status !== 404) throw error;
      await this.saveAs(text, this.title, error.message);
    }
    return null;
  }

  /** Others changed it: whose is kept? @param {string} text @param {ApiError} conflict @returns {Promise<string | null>} */
  async #choose(text, conflict) {
    const { theirs, version } = conflict.data;
    const kept = await askWhose(conflict.message);
    if (kept === 'both') await this.saveAs(text);
    else if (kept === 'mine') return this.#saveOver(text, version, true);
    else if (kept === 'theirs') return this.take(theirs, version);
    return null;
  }

  /** @template T @param {Promise<T>} work @returns {Promise<T>} */
  async #busy(work) {
    this.#saving = true;
    try {
      return await work;
    } finally {
      this.#saving = false;
    }
  }

  /** @param {{name: string, version: string}} stored @param {string} text */
  #isNow({ name, version }, text) {
    dropDraft(this.key);
    this.key = name;
    if (name !== this.name) {
      this.name = name;
      this.title = spoken(name);
      history.replaceState(null, '', roomOf(name));
    }
    this.version = version;
    this.saved = text;
    this.dispatchEvent(new Event('stored'));
  }
}

/** A script's name for a person: `deep-hip-release` is "Deep hip release". @param {string} name */
export function spoken(name) {
  const words = name.replace(/^parts\//, '').replace(/[-_]+/g, ' ');
  const shown = words.charAt(0).toUpperCase() + words.slice(1);
  return name.startsWith('parts/') ? say('write.part', { name: shown }) : shown;
}
