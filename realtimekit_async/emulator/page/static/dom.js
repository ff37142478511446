// What the page is made of: elements whose text is always text, and lists that change only where their rows do.

export const $ = (selector, root = document) => root.querySelector(selector);

/** Make an element; `on…` listens, other keys are properties or, with a dash, attributes; children are nodes or text. */
export function make(tag, keys = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(keys)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key.includes("-") || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children);
  return element;
}

export function say(element, text) {
  const wanted = String(text ?? "");
  if (element.textContent !== wanted) element.textContent = wanted;
}

export function chip(element, status, tone) {
  say(element, status);
  element.dataset.tone = tone;
}

/** Bring the children of an element in line with rows, each known by its key; what stays keeps its focus and state. */
export function keep(element, rows, keyOf, create, update) {
  const old = new Map([...element.children].map((child) => [child.dataset.key, child]));
  let place = element.firstElementChild;
  for (const row of rows) {
    const key = String(keyOf(row));
    let child = old.get(key);
    old.delete(key);
    if (!child) {
      child = create(row);
      child.dataset.key = key;
    }
    child.row = row;
    update(child, row);
    if (child === place) place = place.nextElementSibling;
    else element.insertBefore(child, place);
  }
  for (const child of old.values()) child.remove();
}

/** Make a function call another one that never fails: never twice at once, and not again within so many milliseconds. */
export function calmly(action, milliseconds) {
  let isBusy = false;
  let isWanted = false;
  return async function soon() {
    isWanted = true;
    if (isBusy) return;
    isBusy = true;
    while (isWanted) {
      isWanted = false;
      await Promise.all([action(), new Promise((resolve) => setTimeout(resolve, milliseconds))]);
    }
    isBusy = false;
  };
}

export const timeOf = (at, length = 12) => (at ? at.slice(11, 11 + length) : "");
