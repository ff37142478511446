// Runs on the audio thread: 16-bit samples on the outside, floating point inside.
const TOLD_EVERY = 960; // samples said, between two reports

class Ear extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    this.frames = processorOptions.frames;
    this.closed = false;
    this.port.onmessage = () => { this.closed = true; };
    this.begin();
  }

  begin() {
    this.chunk = new Int16Array(this.frames);
    this.length = 0;
  }

  process([channels]) {
    const count = channels.length ? channels[0].length : 128; // nobody to be heard: silence, which takes as long
    for (let i = 0; i < count; i += 1) {
      let sum = 0;
      for (const channel of channels) sum += channel[i];
      const sample = channels.length ? sum / channels.length : 0;
      this.chunk[this.length] = Math.max(-1, Math.min(1, sample)) * 32767;
      this.length += 1;
      if (this.length === this.frames) this.send();
    }
    return !this.closed;
  }

  send() {
    this.port.postMessage(this.chunk.buffer, [this.chunk.buffer]);
    this.begin();
  }
}

class Mouth extends AudioWorkletProcessor {
  constructor() {
    super();
    this.chunks = [];
    this.position = 0; // in the first chunk
    this.said = 0;
    this.told = 0;
    this.closed = false;
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take(data) {
    if (data === 'close') this.closed = true;
    else if (data === 'clear') this.clear();
    else this.chunks.push(new Int16Array(data));
  }

  // What is forgotten counts as said: nobody has to wait for it any more.
  clear() {
    for (const chunk of this.chunks) this.said += chunk.length;
    this.said -= this.position;
    this.chunks = [];
    this.position = 0;
    this.tell();
  }

  process(_, [[output]]) {
    let filled = 0;
    while (filled < output.length && this.chunks.length) filled = this.fill(output, filled);
    if (this.said - this.told >= TOLD_EVERY || (this.said !== this.told && !this.chunks.length)) this.tell();
    return !this.closed;
  }

  fill(output, from) {
    const [chunk] = this.chunks;
    const count = Math.min(output.length - from, chunk.length - this.position);
    for (let i = 0; i < count; i += 1) output[from + i] = chunk[this.position + i] / 32768;
    this.position += count;
    this.said += count;
    if (this.position === chunk.length) {
      this.chunks.shift();
      this.position = 0;
    }
    return from + count;
  }

  tell() {
    this.told = this.said;
    this.port.postMessage(this.said);
  }
}

registerProcessor('ear', Ear);
registerProcessor('mouth', Mouth);
