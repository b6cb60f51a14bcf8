import { canKeepAwake } from '../lib/awake.js';
import { h, show } from '../lib/dom.js';
import { keyNamed } from '../lib/session_words.js';
import { say } from '../lib/words.js';

/**
 * `<coach-steering>`: what is seldom needed in a session: the other commands, what touches and keys mean, and the end.
 *
 * - `draw(commands, keys, volume, isFar)`: show the commands of a source
 *
 * Events: `coach-command` with the command as `detail`, `coach-areas` and `coach-far` to open or change those.
 */
export class CoachSteering extends HTMLElement {
  /**
   * @param {ReadonlySet<string>} commands
   * @param {import('../lib/source.js').Key[]} keys
   * @param {number} volume per cent
   * @param {boolean} isFar
   */
  draw(commands, keys, volume, isFar) {
    const tell = (/** @type {string} */ name, /** @type {string} */ detail = '') => () => {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    };
    const does = (/** @type {string} */ command) => commands.has(command)
      && h('button', { type: 'button', onClick: tell('coach-command', command) }, say(`do.${command}`));
    const louder = commands.has('louder') && h('p', { class: 'quiet volume' }, say('session.volume', { n: volume }));
    const known = keys.filter((key) => commands.has(key.command));
    show(this,
      h('div', { class: 'grid' },
        h('button', { type: 'button', class: 'narrow', onClick: tell('coach-areas') }, say('session.areas')),
        h('button', { type: 'button', class: 'narrow', onClick: tell('coach-far') }, say(isFar ? 'session.near' : 'session.far')),
        does('repeat'), does('skip'), does('time'), does('questions'), does('softer'), does('louder'), louder),
      h('p', { class: 'quiet' }, say('session.touch-about')),
      h('p', { class: 'quiet' }, say(canKeepAwake() ? 'session.awake' : 'session.not-awake')),
      known.length ? keyList(known) : null,
      commands.has('quit') ? h('div', { class: 'quit' }, does('quit'), h('p', { class: 'quiet' }, say('session.quit-about'))) : null);
  }
}

/** @param {import('../lib/source.js').Key[]} keys */
function keyList(keys) {
  return h('details', {},
    h('summary', {}, say('session.keys')),
    h('dl', { class: 'keys' }, keys.flatMap((key) => [
      h('dt', {}, key.keys.map((name) => h('kbd', {}, keyNamed(name)))), h('dd', {}, key.does)])));
}

customElements.define('coach-steering', CoachSteering);
