// The right side: requests as they arrive, deliveries of webhooks, connected agents.

import { act, ask } from "./api.js";
import { $, chip, keep, make, say, timeOf } from "./dom.js";
import { Rows } from "./rows.js";

const MOST_REQUESTS = 10_000;
const PAGE = 1000;
const LONG_ID = /([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
let prefix = "";
let requests;
let deliveries;

const toneOf = (status) => (status === null ? "bad" : status >= 400 ? "bad" : "good");

function cells(element, names) {
  if (!element.firstChild) element.append(...names.map((className) => make("span", { className })));
  return element.children;
}

function drawRequest(element, row) {
  const [status, method, path, took] = cells(element, ["chip", "method", "path", "took"]);
  chip(status, row.status ?? "–", toneOf(row.status));
  say(method, row.method);
  say(path, short(row.path).replaceAll(LONG_ID, "$1…"));
  say(took, row.milliseconds === null ? "" : `${row.milliseconds.toFixed(1)} ms`);
  element.title = `${timeOf(row.at)} ${row.method} ${row.path}`;
}

function drawDelivery(element, row) {
  const [status, event, url, attempt] = cells(element, ["chip", "event", "path", "took"]);
  chip(status, row.status ?? "–", toneOf(row.status));
  say(event, row.event);
  say(url, row.url);
  say(attempt, row.attempt > 1 ? `attempt ${row.attempt}` : timeOf(row.sent_at, 8));
  element.title = `${timeOf(row.sent_at)} ${row.event} → ${row.url}`;
}

/** Leave out what every proper path begins with, so that the others stand out. */
const short = (path) => (path.startsWith(prefix) ? path.slice(prefix.length) || "/" : path);

export function showPlace(state) {
  const { pathname, host } = new URL(state.base_url);
  prefix = `${pathname}/accounts/${state.account_id}/realtime/kit/${state.app_id}`;
  say($("#base-url"), state.base_url);
  say($("#agent-url"), `ws://${host}/agent-ws/v1`);
}

export async function showRequests() {
  let page;
  await requests.reload(async () => (page = await requestsBefore("")));
  counted();
  while (page.length === PAGE && requests.rows.length < MOST_REQUESTS) {
    page = await requestsBefore(page[0].ray_id);
    requests.precede(page);
    counted();
  }
}

async function requestsBefore(rayId) {
  return (await ask(`/requests?brief=true&limit=${PAGE}&before=${rayId}`)).requests.reverse();
}

export async function showDeliveries() {
  await deliveries.reload(async () => (await ask(`/deliveries?brief=true&limit=${PAGE}`)).deliveries.reverse());
  counted();
}

export async function showAgents() {
  const [{ agents }, { meeting_objects: objects }] = await Promise.all([ask("/agents"), ask("/meeting-objects")]);
  say($("#agents-count"), agents.length + objects.length);
  $("#agents .empty").hidden = agents.length + objects.length > 0;
  keep($("#agents-connected"), agents, (agent) => agent.connection_id, newAgent, (item, agent) =>
    showConnection(item, agent, `agent · ${agent.waiting} waiting`));
  keep($("#meeting-objects"), objects, (object) => object.peer_id, newObject, (item, object) =>
    showConnection(item, object, `meeting object · ${object.is_interrupted ? "interrupted" : object.room_state}`));
}

function showConnection(item, row, text) {
  const about = item.firstElementChild;
  about.href = `#${row.meeting_id}`;
  say(about.children[0], row.name || row.participant_id);
  say(about.children[1], text);
}

function connection(...verbs) {
  const buttons = verbs.map(([text, path, body]) =>
    make("button", { type: "button", className: "small", onclick: () => act(path, body) }, text));
  return make("li", { className: "item" }, make("a", { className: "fill" }, make("b"), make("small")), ...buttons);
}

const newAgent = ({ connection_id }) =>
  connection(["Close", "/agents/close", { connection_id, code: 1001 }], ["Drop", "/agents/drop", { connection_id }]);

function newObject({ peer_id }) {
  const path = `/meeting-objects/${peer_id}`;
  return connection(["Interrupt", `${path}/interrupt`], ["Resume", `${path}/resume`], ["Cut", `${path}/cut`]);
}

/** Take what has just happened; a burst is taken at once. */
function inBursts(listOf) {
  let burst = [];
  return (row) => {
    if (burst.push(row) > 1) return;
    setTimeout(() => {
      listOf().add(burst);
      burst = [];
      counted();
    }, 30);
  };
}

export const heardRequest = inBursts(() => requests);
export const heardDelivery = inBursts(() => deliveries);

function counted() {
  say($("#requests-count"), requests.rows.length.toLocaleString("en"));
  $("#requests .empty").hidden = requests.rows.length > 0;
  say($("#deliveries-count"), deliveries.rows.length.toLocaleString("en"));
  $("#deliveries .empty").hidden = deliveries.rows.length > 0;
}

// ── details ──

async function openDetails(title, path, draw) {
  let contents;
  try {
    contents = draw(await ask(path));
  } catch (error) {
    contents = [make("p", {}, error.message)];
  }
  say($("#details-title"), title);
  $("#details-body").replaceChildren(...contents);
  $("#details-body").scrollTop = 0;
  $("#details").hidden = false;
}

function closeDetails() {
  $("#details").hidden = true;
  requests.leave();
  deliveries.leave();
}

const table = (pairs) => make("dl", {}, ...pairs.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, String(value))]));
const json = (value) => make("pre", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2));
const part = (title, ...inside) => [make("h4", {}, title), ...inside];

const detailsOf = (row) => [
  table([["Status", row.status ?? "no answer"], ["Time", timeOf(row.at)], ["Took", `${row.milliseconds ?? "–"} ms`], ["Path", row.path], ["Ray", row.ray_id]]),
  ...(row.query.length ? part("Query", table(row.query)) : []),
  ...(row.body === null ? [] : part("Body", json(row.body))),
  ...(row.answer === null ? [] : part("Answer", json(row.answer))),
  ...part("Headers", table(Object.entries(row.headers))),
];

const detailsOfDelivery = (row) => [
  make("button", { type: "button", className: "primary", onclick: () => act(`/deliveries/${row.id}/again`) }, "Send again"),
  table([["Status", row.status ?? "no answer"], ["Error", row.error ?? "none"], ["Attempt", row.attempt], ["Time", timeOf(row.sent_at)], ["URL", row.url]]),
  ...part("Body", json(row.body)),
  ...part("Headers", table(Object.entries(row.headers))),
];

// ── tabs ──

function choose(tab) {
  for (const other of document.querySelectorAll("[role=tab]")) {
    other.setAttribute("aria-selected", other === tab);
    other.tabIndex = other === tab ? 0 : -1;
    $(`#${other.getAttribute("aria-controls")}`).hidden = other !== tab;
  }
  closeDetails();
}

function wireTabs() {
  const list = $("[role=tablist]");
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = [...list.children];
    const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
    choose(next);
    next.focus();
  });
}

export function wireActivity() {
  requests = new Rows($("#requests .rows"), {
    most: MOST_REQUESTS,
    keyOf: (row) => row.ray_id,
    draw: drawRequest,
    open: (row) => openDetails(`${row.method} ${short(row.path)}`, `/requests/${row.ray_id}`, detailsOf),
  });
  deliveries = new Rows($("#deliveries .rows"), {
    most: PAGE,
    keyOf: (row) => row.id,
    draw: drawDelivery,
    open: (row) => openDetails(row.event, `/deliveries/${row.id}`, detailsOfDelivery),
  });
  $("#details-close").addEventListener("click", () => {
    const from = $(".pane:not([hidden]) .rows");
    closeDetails();
    from?.focus();
  });
  wireTabs();
}
