// The left side: the apps and their meetings, with a dot where a session is live.

import { act } from "./api.js";
import { $, keep, make, say } from "./dom.js";

export function showMeetings(state, selected) {
  const several = state.apps.length > 1;
  keep($("#apps"), state.apps, (app) => app.id, newApp, (element, app) => {
    const title = element.firstElementChild;
    say(title, app.name);
    title.hidden = !several;
    keep(element.lastElementChild, app.meetings, (meeting) => meeting.id, newMeeting, (item, meeting) => {
      const link = item.firstElementChild;
      const people = meeting.session?.present.length ?? 0;
      link.dataset.live = Boolean(meeting.session);
      if (meeting.id === selected) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      say(link.children[1], meeting.title || "Untitled meeting");
      say(link.children[2], meeting.session ? `${people} live` : meeting.status === "INACTIVE" ? "inactive" : "");
    });
  });
  const shown = state.apps.reduce((sum, app) => sum + app.meetings.length, 0);
  const all = state.apps.reduce((sum, app) => sum + app.meetings_count, 0);
  $("#more-meetings").hidden = all === shown;
  say($("#more-meetings"), `and ${(all - shown).toLocaleString("en")} older ones`);
  $("#no-meetings").hidden = state.apps.some((app) => app.meetings.length);
}

export function wireMeetings() {
  $("#create").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const made = await act("/meetings", { title: form.elements.title.value || null });
    if (!made) return;
    form.reset();
    location.hash = made.meeting_id;
  });
}

function newApp() {
  return make("section", {}, make("h2"), make("ul", { className: "plain meetings" }));
}

function newMeeting(meeting) {
  const dot = make("span", { className: "dot", "aria-hidden": "true" });
  const link = make("a", { href: `#${meeting.id}` }, dot, make("span", { className: "fill" }), make("small"));
  return make("li", {}, link);
}
