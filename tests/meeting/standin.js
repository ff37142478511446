// A stand-in for Cloudflare's SDK: the surface that its type declarations publish, on top of the emulator's endpoint.
// It holds no rules of a meeting: those are the emulator's. Tracks are real ones, so that the page's media are tested.
'use strict';
(() => {
  const MAPS = ['joined', 'active', 'waitlisted', 'pinned'];
  const [AUDIO, BLOB, HEAD] = [1, 2, 16];
  const set = (map, key, value) => Map.prototype.set.call(map, key, value);
  const dated = (object, ...keys) => {
    for (const key of keys) if (object?.[key]) object[key] = new Date(object[key]);
    return object;
  };

  class ClientError extends Error {
    constructor({ name = 'ClientError', code, message }) {
      super(message);
      Object.assign(this, { name, code });
    }
  }

  class Emitter {
    listeners = new Map();
    on(event, listener) {
      this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
      return this;
    }
    emit(event, ...data) {
      for (const listener of this.listeners.get(event) ?? []) listener(...data);
      for (const listener of this.listeners.get('*') ?? []) listener(event, ...data);
    }
  }

  class EmittingMap extends Map {
    emitter = new Emitter();
    on(event, listener) { this.emitter.on(event, listener); }
    emit(event, ...data) { this.emitter.emit(event, ...data); }
    toArray() { return [...this.values()]; }
  }

  // ── the connection to the emulator ──

  class Wire {
    number = 0;
    waiting = new Map();
    ears = new Map();
    blobs = new Map();
    early = []; // events that come before anybody takes them
    take = (...event) => this.early.push(event);

    async open(url) {
      this.socket = new WebSocket(url, 'realtimekit-meeting.v1');
      this.socket.binaryType = 'arraybuffer';
      await new Promise((resolve, reject) => {
        this.socket.onmessage = resolve; // hello
        this.socket.onclose = () => reject(new ClientError({ code: '0012', message: '[ERR0012]: Websocket Network Error' }));
      });
      this.socket.onmessage = ({ data }) => (typeof data === 'string' ? this.text(JSON.parse(data)) : this.binary(data));
      this.socket.onclose = () => this.closed();
    }

    closed() {
      for (const { reject } of this.waiting.values()) reject(new ClientError({ code: '0012', message: 'closed' }));
      this.onclosed?.();
    }

    text(message) {
      if (message.t === 'ev') for (const event of message.b) this.take(...event);
      const waiting = this.waiting.get(message.i);
      this.waiting.delete(message.i);
      if (message.t === 'ok') waiting?.resolve(message.v);
      if (message.t === 'no') waiting?.reject(new ClientError(message.e));
    }

    binary(buffer) {
      const head = new DataView(buffer);
      const [number, payload] = [head.getUint32(4, true), buffer.slice(HEAD)];
      if (head.getUint8(0) === AUDIO) this.ears.get(number)?.(payload);
      else this.blobs.set(number, payload);
    }

    send(kind, number, payload) {
      const frame = new Uint8Array(HEAD + payload.byteLength);
      const head = new DataView(frame.buffer);
      head.setUint8(0, kind);
      head.setUint32(4, number, true);
      frame.set(new Uint8Array(payload), HEAD);
      this.socket.send(frame);
    }

    ask(op, fields = {}) {
      this.number += 1;
      const i = this.number;
      this.socket.send(JSON.stringify({ op, i, ...fields }));
      return new Promise((resolve, reject) => { this.waiting.set(i, { resolve, reject }); });
    }

    call(ns, fn, args = [], id = null) {
      return this.ask('call', { ns, fn, args: args.filter((argument) => argument !== undefined), id });
    }

    calls(ns, names, id) {
      return Object.fromEntries(names.split(' ').map((fn) => [fn, (...args) => this.call(ns, fn, args, id)]));
    }

    async upload(blob, name = 'file') {
      this.number += 1;
      const number = this.number;
      this.send(BLOB, number, await blob.arrayBuffer());
      return { $blob: number, name, type: blob.type };
    }
  }

  // ── tracks ──

  async function context() {
    const opened = new AudioContext({ sampleRate: 48000 });
    await opened.audioWorklet.addModule('/worklet.js');
    await opened.resume();
    return opened;
  }

  // What somebody says, heard from the emulator, as a track.
  async function soundOf(wire, id) {
    const audio = await context();
    const node = new AudioWorkletNode(audio, 'mouth', { numberOfInputs: 0, outputChannelCount: [1] });
    const out = audio.createMediaStreamDestination();
    node.connect(out);
    const { stream } = await wire.ask('listen', { of: { ns: 'participant', id }, rate: 48000, ms: 20 });
    wire.ears.set(stream, (samples) => node.port.postMessage(samples, [samples]));
    return out.stream.getAudioTracks()[0];
  }

  // A track, said to the emulator; returns what ends that.
  async function say(wire, track) {
    const audio = await context();
    const { stream } = await wire.ask('speak', { rate: 48000 });
    const node = new AudioWorkletNode(audio, 'ear', { numberOfOutputs: 0, processorOptions: { frames: 960 } });
    node.port.onmessage = ({ data }) => wire.send(AUDIO, stream, data);
    audio.createMediaStreamSource(new MediaStream([track])).connect(node);
    return () => audio.close();
  }

  // What somebody shows, as the emulator has it, as a track.
  async function pictureOf(wire, id, kind) {
    const { $blob, type } = await wire.ask('snap', { of: { ns: 'participant', id }, kind });
    const bitmap = await createImageBitmap(new Blob([wire.blobs.get($blob)], { type }));
    const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height });
    const [track] = canvas.captureStream().getVideoTracks();
    const timer = setInterval(() => {
      if (track.readyState === 'live') canvas.getContext('2d').drawImage(bitmap, 0, 0);
      else clearInterval(timer);
    }, 100);
    return track;
  }

  // A frame of a track, shown to the emulator.
  async function show(wire, op, track) {
    const video = Object.assign(document.createElement('video'), { muted: true, srcObject: new MediaStream([track]) });
    await video.play();
    await new Promise((resolve) => { video.requestVideoFrameCallback(resolve); });
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    canvas.getContext('2d').drawImage(video, 0, 0);
    const image = await wire.upload(await canvas.convertToBlob());
    await wire.ask(op, { image, width: canvas.width, height: canvas.height });
  }

  const own = async (constraints) => (await navigator.mediaDevices.getUserMedia(constraints)).getTracks()[0];

  // ── people ──

  const TRACKS = new Set(['audioTrack', 'videoTrack', 'screenShareTracks', 'roomJoined']);
  const takeState = (person, state) => {
    for (const [name, value] of Object.entries(state)) if (!TRACKS.has(name)) person[name] = value;
  };

  class Participant extends Emitter {
    screenShareTracks = {};
    constructor(wire, state) {
      super();
      this.wire = wire;
      Object.assign(this, wire.calls('participant', 'kick pin unpin disableAudio disableVideo getPermissions', state.id));
      this.take(state);
    }

    // Return a promise once there is a track to wait for: the SDK tells of one when it is there.
    take(state) {
      takeState(this, state);
      return Promise.all([
        this.keep('audioTrack', this.audioEnabled, () => soundOf(this.wire, this.id)),
        this.keep('videoTrack', this.videoEnabled, () => pictureOf(this.wire, this.id, 'video')),
        this.keep('screen', this.screenShareEnabled, () => pictureOf(this.wire, this.id, 'screen')),
      ]);
    }

    async keep(name, enabled, make) {
      if (!enabled) this[name] = undefined;
      else if (!this[name]) this[name] = await (this[`${name}Coming`] ??= make().catch(() => undefined));
      this[`${name}Coming`] = undefined;
      this.screenShareTracks = { video: this.screen };
    }
  }

  class Self extends Emitter {
    screenShareTracks = {};
    constructor(wire, state, permissions) {
      super();
      this.wire = wire;
      this.permissions = new Emitter();
      for (const name of Object.keys(permissions)) Object.defineProperty(this.permissions, name, { get: () => permissions[name] });
      Object.assign(this, wire.calls('self', 'pin unpin getCurrentDevices'));
      takeState(this, state);
    }
    get roomJoined() { return this.roomState === 'joined'; }
    setName(name) {
      this.name = name;
      this.wire.call('self', 'setName', [name]).catch(() => {});
    }
    async enableAudio(track) {
      this.audioTrack = track ?? await own({ audio: true });
      this.silence = await say(this.wire, this.audioTrack);
    }
    async disableAudio() {
      this.silence?.();
      this.audioTrack = undefined;
      await this.wire.call('self', 'disableAudio');
    }
    async enableVideo(track) {
      this.videoTrack = track ?? await own({ video: true });
      await show(this.wire, 'show', this.videoTrack);
    }
    async disableVideo() {
      this.videoTrack = undefined;
      await this.wire.call('self', 'disableVideo');
    }
    async enableScreenShare() {
      const [video] = (await navigator.mediaDevices.getDisplayMedia()).getVideoTracks();
      this.screenShareTracks = { video };
      await show(this.wire, 'share', video);
    }
    async disableScreenShare() {
      this.screenShareTracks = {};
      await this.wire.call('self', 'disableScreenShare');
    }
    getAllDevices() { return navigator.mediaDevices.enumerateDevices(); }
    async devices(kind) { return (await this.getAllDevices()).filter((device) => device.kind === kind); }
    getAudioDevices() { return this.devices('audioinput'); }
    getVideoDevices() { return this.devices('videoinput'); }
    getSpeakerDevices() { return this.devices('audiooutput'); }
    async setDevice(device) { this.emit('deviceUpdate', { device }); }
  }

  // ── the meeting ──

  class Client {
    people = new Map();

    static async init({ baseURI, authToken, defaults, onError }) {
      const wire = new Wire();
      await wire.open(baseURI);
      const plugins = (defaults.plugins ?? []).map(({ component, ...plugin }) => plugin);
      const snapshot = await wire.ask('init', { token: authToken, options: { defaults: { plugins } } });
      const client = new Client(wire, snapshot, onError);
      wire.take = (...event) => client.take(...event);
      wire.early.forEach((event) => client.take(...event));
      wire.onclosed = () => client.lost();
      return client;
    }

    constructor(wire, snapshot, onError) {
      this.wire = wire;
      this.onError = onError;
      const part = (ns, names, fields) => Object.assign(new Emitter(), wire.calls(ns, names), fields);
      const file = (fn) => async (blob, to) => wire.call('chat', fn, [await wire.upload(blob, blob.name), to]);
      Object.assign(this, wire.calls('', 'join leave'));
      this.self = new Self(wire, snapshot.self, snapshot.permissions);
      this.meta = new Emitter();
      this.participants = part('participants', 'acceptWaitingRoomRequest acceptAllWaitingRoomRequest rejectWaitingRoomRequest'
        + ' setViewMode setPage subscribe unsubscribe disableAllAudio disableAllVideo kickAll broadcastMessage'
        + ' getAllJoinedPeers updatePermissions', Object.fromEntries(MAPS.map((map) => [map, new EmittingMap()])));
      this.chat = part('chat', 'sendTextMessage sendCustomMessage editTextMessage deleteMessage pin unpin fetchPublicMessages'
        + ' fetchPrivateMessages fetchPinnedMessages', { sendImageMessage: file('sendImageMessage'), sendFileMessage: file('sendFileMessage') });
      this.polls = part('polls', 'create vote', {});
      this.plugins = { all: new EmittingMap() };
      this.ai = Object.assign(new Emitter(), { transcripts: [] });
      this.recording = part('recording', 'start stop pause resume', {});
      this.livestream = part('livestream', 'start stop', {});
      this.stage = part('stage', 'requestAccess cancelRequestAccess grantAccess denyAccess join leave kick', {});
      this.load(snapshot);
    }

    // Without a word, as the SDK does it when it comes back.
    load({ self, meta, participants, chat, polls, plugins, recording, livestream, stage }) {
      takeState(this.self, self);
      Object.assign(this.meta, dated(meta, 'meetingStartedTimestamp'));
      for (const map of MAPS) {
        this.participants[map].clear();
        for (const state of participants[map]) set(this.participants[map], state.id, this.person(state));
      }
      this.chat.messages = chat.map((message) => dated(message, 'time'));
      this.polls.items = polls;
      for (const plugin of plugins) set(this.plugins.all, plugin.id, this.plugin(plugin));
      this.recording.recordingState = recording;
      this.livestream.state = livestream;
      this.stage.status = stage;
    }

    person(state) {
      const known = this.people.get(state.id);
      if (known) known.take(state);
      else this.people.set(state.id, new Participant(this.wire, state));
      return this.people.get(state.id);
    }

    plugin(state) {
      const known = this.plugins.all.get(state.id) ?? this.wire.calls('plugin', 'activate deactivate', state.id);
      return Object.assign(known, state);
    }

    lost() {
      if (!['joined', 'waitlisted'].includes(this.self.roomState)) return;
      this.self.roomState = 'disconnected';
      this.self.emit('roomLeft', { state: 'disconnected' });
    }

    take(ns, event, data, state) {
      if (event === 'snapshot') this.load(data);
      else if (ns === 'self') this.takeOwn(event, data, state);
      else if (ns.startsWith('participants.')) this.takeMember(this.participants[ns.slice('participants.'.length)], event, data);
      else this.takePart(ns, event, data, state);
    }

    takeOwn(event, data, state) {
      takeState(this.self, state);
      for (const name of ['audioTrack', 'videoTrack', 'screenShareTracks']) if (data && name in data) data[name] = this.self[name];
      this.self.emit(event, data);
    }

    async takeMember(map, event, { p, d } = {}) {
      if (event === 'participantsCleared') {
        map.clear();
        map.emit(event);
        return;
      }
      const person = this.person(p);
      if (event === 'participantJoined') set(map, p.id, person);
      if (event === 'participantLeft') map.delete(p.id);
      if (/^(audio|video|screenShare)Update$/.test(event)) await person.take(p);
      for (const name of ['audioTrack', 'videoTrack', 'screenShareTracks']) if (d && name in d) d[name] = person[name];
      if (event.startsWith('participant')) map.emit(event, person);
      else map.emit(event, person, d);
    }

    takePart(ns, event, data, state) {
      if (ns === 'meta') Object.assign(this.meta, dated(state, 'meetingStartedTimestamp'));
      if (ns === 'chat') this.takeMessage(data);
      if (ns === 'polls') this.polls.items = data.polls;
      if (ns === 'ai' && !dated(data, 'date').isPartialTranscript) this.ai.transcripts.push(data);
      if (ns === 'recording') this.recording.recordingState = data;
      if (ns === 'livestream') this.livestream.state = data;
      if (ns === 'stage' && event === 'stageStatusUpdate') this.stage.status = data;
      if (ns === 'plugins') this.plugins.all.emit(event, this.plugin(data.p), data.d);
      else this[ns]?.emit(event, ns === 'meta' ? dated(data, 'meetingStartedTimestamp') : data);
    }

    takeMessage(data) {
      const message = dated(data.message, 'time');
      const { messages } = this.chat;
      const index = messages.findIndex(({ id }) => id === message.id);
      if (data.action === 'delete') messages.splice(index, 1);
      else if (index >= 0) messages[index] = message;
      else messages.push(message);
      data.messages = messages;
    }
  }

  Client.version = 'stand-in';
  window.RealtimeKitClient = Client;
})();
