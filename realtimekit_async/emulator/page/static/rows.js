// A long list of which only the rows in view exist: ten thousand are as smooth as ten.

import { make } from "./dom.js";

const HEIGHT = 32;
const SPARE = 6;

export class Rows {
  /** `draw(element, row)` fills a row; `open(row)` shows one that was chosen; `keyOf(row)` names it. */
  constructor(box, { most, keyOf, draw, open }) {
    Object.assign(this, { box, most, keyOf, draw, open });
    this.rows = []; // the oldest first
    this.known = new Set();
    this.fresh = null; // what was added while rows are fetched
    this.chosen = null;
    this.elements = [];
    this.canvas = make("div", { className: "canvas", role: "presentation" });
    box.append(this.canvas);
    box.addEventListener("scroll", () => this.soon(), { passive: true });
    box.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")?.place));
    box.addEventListener("keydown", (event) => this.move(event));
    new ResizeObserver(() => this.soon()).observe(box);
  }

  /** Begin anew with the rows that `fetch` brings, and those that are added in the meantime. */
  async reload(fetch) {
    const fresh = (this.fresh = []);
    const rows = await fetch();
    const fetched = new Set(rows.map(this.keyOf));
    this.set([...rows, ...fresh.filter((row) => !fetched.has(this.keyOf(row)))]);
    this.fresh = null;
  }

  /** Put older rows before those there are. */
  precede(rows) {
    this.set([...rows, ...this.rows]);
  }

  set(rows) {
    this.rows = rows.slice(-this.most);
    this.known = new Set(this.rows.map(this.keyOf));
    if (!this.known.has(this.chosen)) this.chosen = null;
    this.soon();
  }

  /** Add what has just come, unless it is there. */
  add(rows) {
    this.fresh?.push(...rows);
    const added = rows.filter((row) => !this.known.has(this.keyOf(row)));
    for (const row of added) this.known.add(this.keyOf(row));
    this.rows.push(...added);
    for (const row of this.rows.splice(0, this.rows.length - this.most)) this.known.delete(this.keyOf(row));
    this.canvas.style.height = `${this.rows.length * HEIGHT}px`;
    if (this.box.scrollTop > HEIGHT / 2) this.box.scrollTop += added.length * HEIGHT; // what one reads stays put
    this.soon();
  }

  find(key) {
    return key === null ? -1 : this.rows.findLastIndex((row) => this.keyOf(row) === key);
  }

  soon() {
    if (this.isAsked) return;
    this.isAsked = true;
    requestAnimationFrame(() => {
      this.isAsked = false;
      this.paint();
    });
  }

  paint() {
    const count = this.rows.length;
    this.box.hidden = count === 0;
    this.canvas.style.height = `${count * HEIGHT}px`;
    const first = Math.max(0, Math.floor(this.box.scrollTop / HEIGHT) - SPARE);
    const last = Math.min(count, Math.ceil((this.box.scrollTop + this.box.clientHeight) / HEIGHT) + SPARE);
    while (this.elements.length < last - first) this.elements.push(this.canvas.appendChild(this.blank()));
    while (this.elements.length > Math.max(last - first, 0)) this.elements.pop().remove();
    this.elements.forEach((element, index) => this.fill(element, first + index));
  }

  blank() {
    return make("div", { role: "option" });
  }

  fill(element, place) {
    const row = this.rows[this.rows.length - 1 - place];
    const key = this.keyOf(row);
    element.place = place;
    element.id = `${this.box.parentElement.id}-${key}`;
    element.style.transform = `translateY(${place * HEIGHT}px)`;
    element.setAttribute("aria-selected", key === this.chosen);
    element.setAttribute("aria-posinset", place + 1);
    element.setAttribute("aria-setsize", this.rows.length);
    if (key === this.chosen) this.box.setAttribute("aria-activedescendant", element.id);
    this.draw(element, row);
  }

  choose(place) {
    if (place === undefined || place < 0 || place >= this.rows.length) return;
    const row = this.rows[this.rows.length - 1 - place];
    this.chosen = this.keyOf(row);
    const top = place * HEIGHT;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    if (top + HEIGHT > this.box.scrollTop + this.box.clientHeight) {
      this.box.scrollTop = top + HEIGHT - this.box.clientHeight;
    }
    this.soon();
    this.open(row);
  }

  leave() {
    this.chosen = null;
    this.box.removeAttribute("aria-activedescendant");
    this.soon();
  }

  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined || !this.rows.length) return;
    event.preventDefault();
    const found = this.find(this.chosen);
    const place = found < 0 ? (step > 0 ? -1 : 0) : this.rows.length - 1 - found;
    this.choose(Math.min(Math.max(place + step, 0), this.rows.length - 1));
  }
}
