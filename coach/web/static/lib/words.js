/** The words of the page, in the language of the person if there is a file for it. */

import english from '../words/en.js';

/** @typedef {string | {one: string, other: string} | {[category: string]: string}} Words */

/** @type {Record<string, Words>} */
let words = english;
let language = 'en';
let plurals = new Intl.PluralRules(language);

/**
 * Load the words of the first wanted language that there is a file for, `words/<language>.js`; else they are English.
 *
 * @param {readonly string[]} wanted such as `navigator.languages`
 * @returns {Promise<void>}
 */
export async function choose(wanted) {
  for (const tag of wanted) {
    const name = tag.split('-')[0] ?? '';
    try {
      if (name !== 'en') use((await import(`../words/${name}.js`)).default, name);
      language = tag; // with its region: dates are written differently in Britain
      return;
    } catch {
      // There is none in this language.
    }
  }
}

/**
 * Use other words; those that are missing stay English.
 *
 * @param {Record<string, Words>} other
 * @param {string} tag the language
 */
export function use(other, tag) {
  words = { ...english, ...other };
  language = tag;
  plurals = new Intl.PluralRules(tag);
  document.documentElement.lang = tag;
}

/** The language the page speaks, for dates and numbers. */
export const locale = () => language;

/**
 * The words with this name; `{name}` in them is replaced by the value. With a number `n`, the form for that number.
 *
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function say(name, values = {}) {
  const found = words[name] ?? name;
  const forms = /** @type {Record<string, string>} */ (found);
  const text = typeof found === 'string' ? found : (forms[plurals.select(Number(values['n'] ?? 0))] ?? forms['other'] ?? name);
  return text.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
}
