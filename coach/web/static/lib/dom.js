/** Building the page: elements from plain calls, words only ever as text. */

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element. Properties that begin with `on` are listeners; `class`, `for`, `role`, `aria-*`, `data-*` and what an
 * element has no property for are attributes; the rest are properties.
 *
 * @template {string} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Child | Child[])} children
 * @returns {Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement}
 */
export function h(tag, properties = {}, ...children) {
  return /** @type {any} */ (filled(document.createElement(tag), properties, children));
}

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element of a drawing.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] attributes and listeners
 * @param {...(Child | Child[])} children
 * @returns {SVGElement}
 */
export function svg(tag, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), properties, children);
}

/**
 * @template {HTMLElement | SVGElement} E
 * @param {E} element
 * @param {Record<string, unknown>} properties
 * @param {(Child | Child[])[]} children
 * @returns {E}
 */
function filled(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2).toLowerCase(), /** @type {EventListener} */ (value));
    } else if (element instanceof HTMLElement && name in element && !name.includes('-')) {
      Reflect.set(element, name, value);
    } else if (value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...nodes(children));
  return element;
}

/**
 * Give an element other children.
 *
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function show(element, ...children) {
  element.replaceChildren(...nodes(children));
}

/**
 * @param {(Child | Child[])[]} children
 * @returns {(Node | string)[]}
 */
function nodes(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/** @type {Map<string, Promise<void>>} */
const styles = new Map();

/**
 * Load a stylesheet beside a module, once; resolves when it is in force.
 *
 * @param {string} base `import.meta.url` of the module
 * @param {string} path from there
 * @returns {Promise<void>}
 */
export function useStyle(base, path) {
  const address = new URL(path, base).href;
  const known = styles.get(address);
  if (known) return known;
  const loaded = new Promise((resolve) => {
    document.head.append(h('link', { rel: 'stylesheet', href: address, onload: resolve, onerror: resolve }));
  }).then(() => undefined);
  styles.set(address, loaded);
  return loaded;
}
