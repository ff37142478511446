// What the meeting object tells, passed on as it happens.
import { metaState, participant, permissions, plain, plugin, selfState, snapshot } from './values.js';

// Events of the members come from `joined`, once; of the other maps only who comes and goes.
const OF_A_MAP = ['participantJoined', 'participantLeft', 'participantsCleared'];
const OPTIONAL = ['recording', 'livestream', 'stage'];

export function attach(meeting, link) {
  attachSelf(meeting, link);
  attachParticipants(meeting.participants, link);
  meeting.meta.on('*', (name, data) => link.tell('meta', name, plain(data), metaState(meeting.meta)));
  // One message, not the whole list that the SDK gives along.
  meeting.chat.on('*', (name, data) =>
    link.tell('chat', name, { action: data?.action ?? null, message: plain(data?.message) }));
  meeting.polls.on('*', (name, data) => link.tell('polls', name, plain(data)));
  meeting.ai.on('*', (name, data) => link.tell('ai', name, plain(data)));
  meeting.plugins.all.on('*', (name, of, data) => link.tell('plugins', name, { p: plugin(of), d: plain(data) }));
  for (const part of OPTIONAL) meeting[part]?.on?.('*', (name, data) => link.tell(part, name, plain(data)));
}

function attachSelf(meeting, link) {
  const { self } = meeting;
  self.on('*', (name, data) => {
    // After a reconnection, what changed meanwhile has no events: everything is told again.
    if (name === 'roomJoined') link.tell('', 'snapshot', snapshot(meeting));
    link.tell('self', name, plain(data), selfState(self));
  });
  self.permissions?.on?.('permissionsUpdate', () =>
    link.tell('permissions', 'permissionsUpdate', permissions(self.permissions)));
}

function attachParticipants(participants, link) {
  participants.on('*', (name, data) => link.tell('participants', name, plain(data)));
  participants.joined.on('*', (name, of, data) =>
    link.tell('participants.joined', name, { p: participant(of), d: plain(data) }));
  for (const map of ['active', 'waitlisted', 'pinned']) {
    for (const name of OF_A_MAP) {
      participants[map].on(name, (of) => link.tell(`participants.${map}`, name, { p: participant(of), d: null }));
    }
  }
}
