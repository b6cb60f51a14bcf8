/** The fields of a session's options that few need every time: opening, guidance, sides, sound. */

import { h } from '../lib/dom.js';
import { say } from '../lib/words.js';
import { chooser } from './chooser.js';

/** @typedef {{name: string, language: string, sex: string}} Voice */

/** How fast words can be spoken. */
const RATES = [['0.9', 'slow'], ['1', 'usual'], ['1.15', 'fast']];

/**
 * @param {import('../lib/prepared.js').Prepared} prepared
 * @param {Voice[]} voices those of this computer
 * @returns {HTMLElement}
 */
export function sessionFields(prepared, voices) {
  const { choices, options, plan } = prepared;
  const { choice } = options;
  const two = choices.for === 'therapist' && choices.client;
  const speaking = voices.filter(({ language }) => language.slice(0, 2) === choices.language.slice(0, 2));
  const usual = option('voice', 'usual', '');
  return h('div', { class: 'fields' },
    choices.openings.length > 0 && chooser('opening', choice.opening ?? plan.opening ?? 'full',
      offers('opening', [...['full', 'brief'].filter((form) => choices.openings.includes(form)), 'none']),
      (opening) => prepared.choose({ opening })),
    choices.teaching && chooser('guidance', choice.guidance, offers('guidance', ['learn', 'know']), (guidance) => prepared.choose({ guidance })),
    choices.sided && chooser('sides', choice.sides.join(), offers('sides', ['left,right', 'right,left', 'left', 'right']),
      (sides) => prepared.choose({ sides: sides.split(',') })),
    chooser('calls', choice.calls, offers('calls', ['none', 'few', 'all']), (calls) => prepared.choose({ calls })),
    two && chooser('ears', options.ears, offers('ears', ['all', 'split', 'client']), (ears) => prepared.change({ ears })),
    chooser('voice', options.voice ?? '', [usual, ...named(speaking, options.voice)], (voice) => prepared.change({ voice: voice || null })),
    two && chooser('client-voice', options.client_voice ?? '',
      [usual, option('client-voice', 'same'), ...named(speaking, options.client_voice)],
      (voice) => prepared.change({ client_voice: voice || null })),
    chooser('rate', nearest(choice.rate), RATES.map(([value = '', name = '']) => option('rate', name, value)),
      (rate) => prepared.choose({ rate: Number(rate) })),
    chooser('bed', options.bed ?? '',
      [{ value: '', words: say('prepare.bed-usual', { bed: say(`prepare.bed-${choices.bed}`) }) }, ...offers('bed', choices.beds)],
      (bed) => prepared.change({ bed: bed || null })),
    chooser('music', options.music ?? '', [option('music', 'none', ''), ...choices.music.map((value) => ({ value, words: value }))],
      (music) => prepared.change({ music: music || null }), say('prepare.music-about', { folder: choices.music_folder })));
}

/** @param {string} field @param {string[]} names */
function offers(field, names) {
  return names.map((name) => option(field, name));
}

/** @param {string} field @param {string} name @param {string} [value] */
function option(field, name, value = name) {
  return { value, words: say(`prepare.${field}-${name}`) };
}

/**
 * The voices as offers, with the chosen one although it is not known yet.
 *
 * @param {Voice[]} voices
 * @param {string | null} chosen
 */
function named(voices, chosen) {
  const found = voices.map(({ name, sex }) => ({ value: name, words: voiceName(name, sex) }));
  const there = !chosen || chosen === 'same' || voices.some(({ name }) => name === chosen);
  return there ? found : [{ value: chosen, words: voiceName(chosen, '') }, ...found];
}

/** A voice for a person: `heart, female (hibari)`. @param {string} name `hibari:heart` @param {string} sex */
function voiceName(name, sex) {
  const [engine = '', short = name] = name.split(':');
  return `${[short, sex && say(`prepare.voice-${sex}`)].filter(Boolean).join(', ')} (${engine})`;
}

/** Which of the offered speeds is meant. @param {number} rate */
function nearest(rate) {
  return rate < 0.95 ? '0.9' : rate > 1.05 ? '1.15' : '1';
}
