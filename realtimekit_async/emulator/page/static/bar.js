// The top: the clock and how to move it, faults and which are armed, the way back to the beginning.

import { act, ask } from "./api.js";
import { $, keep, make, say } from "./dom.js";

const KINDS = [
  ["429, Retry-After 2", { status: 429, retry_after: 2 }],
  ["500", { status: 500 }],
  ["503", { status: 503 }],
  ["Drop before acting", { drop: "before" }],
  ["Drop after acting", { drop: "after" }],
  ["TCP reset", { drop: "after", reset: true }],
  ["Slow, 3 s", { delay: 3 }],
  ["Cut in the middle", { truncate: true }],
  ["HTML, no JSON", { garbage: true }],
];
let clock = null;

export function showClock(told) {
  clock = { ...told, begun: Date.parse(told.now), heard: performance.now() };
  say($("#pace"), told.stands_still ? "stands still" : told.speed === 1 ? "" : `× ${told.speed}`);
  tick();
}

function tick() {
  if (!clock) return;
  const passed = clock.stands_still ? 0 : (performance.now() - clock.heard) * clock.speed;
  const now = new Date(clock.begun + passed).toISOString();
  say($("#now"), `${now.slice(0, 10)} ${now.slice(11, 19)}`);
}

export async function showFaults() {
  const { faults } = await ask("/faults");
  $("#armed-count").hidden = faults.length === 0;
  say($("#armed-count"), faults.length);
  $("#no-faults").hidden = faults.length > 0;
  $("#forget").hidden = faults.length === 0;
  const numbered = faults.map((fault, index) => ({ ...fault, index }));
  keep($("#armed"), numbered, (fault) => fault.index, () => make("li", { className: "item" }), (item, fault) => {
    const which = [fault.method, fault.path ?? "any path"].filter(Boolean).join(" ");
    say(item, `${fault.left ?? "every"} × ${which}: ${troubleOf(fault.trouble)}`);
  });
}

const troubleOf = (trouble) => Object.entries(trouble).map(([key, value]) => `${key} ${value}`).join(", ");

export function wireBar() {
  setInterval(tick, 250);
  $("#advance .choices").addEventListener("click", (event) => {
    const { seconds } = event.target.dataset;
    if (seconds) act("/clock", { advance: Number(seconds) });
  });
  submit("#advance-by", (form) => act("/clock", { advance: form.seconds.valueAsNumber }));
  submit("#reset-with", async (form) => {
    const seed = form.seed.valueAsNumber;
    if (await act("/reset", Number.isNaN(seed) ? {} : { seed })) $("#reset").open = false;
  });
  $("#kinds").append(...KINDS.map(([text, trouble]) => make("button", { type: "submit", trouble }, text)));
  $("#fault").addEventListener("submit", (event) => {
    event.preventDefault();
    const { times, path } = event.target.elements;
    const aim = path.value ? { path: path.value } : {};
    act("/faults", { ...event.submitter.trouble, times: times.valueAsNumber, ...aim });
  });
  $("#forget").addEventListener("click", () => act("/faults", {}, "DELETE"));
  closeMenus();
}

function submit(form, send) {
  $(form).addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target.elements);
  });
}

function closeMenus() {
  const close = (menu) => {
    menu.open = false;
  };
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) close(menu);
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && $(".menu[open]");
    if (!menu) return;
    close(menu);
    $("summary", menu).focus();
  });
}
