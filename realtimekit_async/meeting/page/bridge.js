// Mirrors a meeting object of Cloudflare's SDK to Python and runs Python's calls on it, through its public surface
// only. The protocol is realtimekit-meeting.v1: JSON in text frames; a head of 16 bytes and a payload in binary ones.
import { Calls, missingSurface } from './calls.js';
import { attach } from './events.js';
import { Media } from './media.js';
import { Refusal, codeOf, snapshot } from './values.js';

const VERSION = 1;
const [AUDIO, BLOB] = [1, 2];
const HEAD_BYTES = 16;
const MOST_BLOBS = 16; // files whose calls have not come: they may have been given up
const IN_THE_MEETING = new Set(['joined', 'waitlisted']);

// The connection to Python. Events are sent together, once the code that caused them has run.
class Link {
  constructor(key) {
    this.events = [];
    this.socket = new WebSocket(`ws://${location.host}/link`);
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => this.send(hello(key));
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  sendBinary(kind, number, payload) {
    const frame = new Uint8Array(HEAD_BYTES + payload.byteLength);
    const head = new DataView(frame.buffer);
    head.setUint8(0, kind);
    head.setUint32(4, number, true);
    head.setBigUint64(8, BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)), true);
    frame.set(new Uint8Array(payload), HEAD_BYTES);
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame);
  }

  tell(namespace, name, data, state) {
    if (this.events.push([namespace, name, data ?? null, state ?? null]) === 1) queueMicrotask(() => this.flush());
  }

  flush() {
    const events = this.events;
    this.events = [];
    if (events.length) this.send({ t: 'ev', b: events });
  }

  // Everything that a request caused is told before its answer.
  answer(message) {
    this.flush();
    this.send(message);
  }
}

function hello(key) {
  const sdk = String(window.RealtimeKitClient?.version ?? '');
  return { t: 'hello', v: VERSION, key, host: 'page', sdk, agent: navigator.userAgent, secure: isSecureContext };
}

class Bridge {
  constructor(key) {
    this.meeting = null;
    this.blobs = new Map();
    this.link = new Link(key);
    this.media = new Media(this);
    this.calls = new Calls(this);
    this.link.socket.onmessage = ({ data }) => (typeof data === 'string' ? this.take(data) : this.takeBinary(data));
    this.link.socket.onclose = () => this.end();
    this.operations = {
      init: (request) => this.init(request),
      call: (request) => this.calls.run(request),
      snapshot: () => snapshot(this.meeting),
      ping: () => null,
      listen: (request) => this.media.listen(request),
      speak: (request) => this.media.speak(request),
      show: (request) => this.media.show(request),
      share: (request) => this.media.share(request),
      snap: (request) => this.media.snap(request),
      clear: ({ stream }) => this.media.clear(stream),
      stop: ({ stream }) => this.media.stop(stream),
      close: () => this.leave(),
    };
  }

  refuse(message, code) {
    throw new Refusal(message, code);
  }

  problem(message, code) {
    this.link.send({ t: 'error', code, message });
  }

  async take(text) {
    const request = JSON.parse(text);
    try {
      const value = await this.perform(request);
      this.link.answer({ t: 'ok', i: request.i, v: value ?? null });
    } catch (error) {
      const { name = 'Error', message = String(error) } = error ?? {};
      this.link.answer({ t: 'no', i: request.i, e: { name, code: codeOf(error), message } });
    }
  }

  perform(request) {
    if (!Object.hasOwn(this.operations, request.op)) this.refuse(`there is no operation ${request.op}`);
    if (!this.meeting && !['init', 'ping', 'close'].includes(request.op)) this.refuse('init has to come first');
    return this.operations[request.op](request);
  }

  takeBinary(buffer) {
    const head = new DataView(buffer);
    const number = head.getUint32(4, true);
    const payload = buffer.slice(HEAD_BYTES);
    if (head.getUint8(0) === AUDIO) this.media.write(number, payload);
    else this.keepBlob(number, payload);
  }

  keepBlob(number, payload) {
    this.blobs.set(number, payload);
    if (this.blobs.size > MOST_BLOBS) this.blobs.delete(this.blobs.keys().next().value);
  }

  takeBlob({ $blob, name = 'file', type }) {
    const bytes = this.blobs.get($blob);
    this.blobs.delete($blob);
    if (!bytes) this.refuse(`the bytes of file ${$blob} have not come`);
    return new File([bytes], name, { type });
  }

  sendAudio(stream, samples) {
    this.link.sendBinary(AUDIO, stream, samples);
  }

  sendBlob(number, bytes) {
    this.link.sendBinary(BLOB, number, bytes);
  }

  async init({ token, options = {}, baseURI, cachedUserDetails }) {
    if (this.meeting) this.refuse('this page has its meeting already');
    const sdk = window.RealtimeKitClient ?? this.refuse('RealtimeKitClient', 'SURFACE');
    const defaults = { audio: false, video: false, ...options.defaults };
    for (const plugin of defaults.plugins ?? []) plugin.component = document.createElement('div');
    const meeting = await sdk.init({
      ...options,
      authToken: token,
      defaults,
      ...(baseURI && { baseURI }),
      ...(cachedUserDetails && { cachedUserDetails }),
      onError: (error) => this.problem(error.message, codeOf(error)),
    });
    const missing = missingSurface(meeting);
    if (missing.length) this.refuse(missing.join(', '), 'SURFACE');
    this.meeting = meeting;
    attach(meeting, this.link);
    return snapshot(meeting);
  }

  async leave() {
    this.media.close();
    if (!this.meeting || !IN_THE_MEETING.has(this.meeting.self.roomState)) return;
    await this.meeting.leave().catch(() => {}); // the page ends either way
  }

  // Nobody steers any more: nobody may stay in the meeting.
  async end() {
    await this.leave();
    window.close();
  }
}

// The key opens this page's connection once. It is taken out of the address before the SDK can see it.
const key = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
const bridge = new Bridge(key);
addEventListener('error', (event) => bridge.problem(String(event.message), 'PAGE'));
addEventListener('unhandledrejection', ({ reason }) => bridge.problem(String(reason?.message ?? reason), 'PAGE'));
