// Finds a number whose SHA-256, over some words and it, begins with so many zero bits (FIPS 180-4).
// Of our own, since the browser's is there on https alone, and asks a promise for each try.

const primes = [];
for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
const START = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
const ROUND = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));
const turned = (x, n) => (x >>> n) | (x << (32 - n));

function block(state, w, bytes, at) {
  for (let i = 0; i < 16; i += 1) {
    const j = at + i * 4;
    w[i] = (bytes[j] << 24) | (bytes[j + 1] << 16) | (bytes[j + 2] << 8) | bytes[j + 3];
  }
  for (let i = 16; i < 64; i += 1) {
    const a = w[i - 15];
    const b = w[i - 2];
    const s0 = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    const s1 = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < 64; i += 1) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

self.onmessage = ({ data: { words, bits } }) => {
  const head = new TextEncoder().encode(words);
  const whole = head.length - (head.length % 64);
  const w = new Int32Array(64);
  // The blocks that are the same for every number are done once.
  const begun = Int32Array.from(START);
  for (let at = 0; at < whole; at += 64) block(begun, w, head, at);
  const rest = head.length - whole;
  const tail = new Uint8Array(192);
  const view = new DataView(tail.buffer);
  const state = new Int32Array(8);
  for (let number = 0; ; number += 1) {
    const digits = String(number);
    const length = rest + digits.length;
    const size = Math.ceil((length + 9) / 64) * 64;
    tail.fill(0, 0, size);
    tail.set(head.subarray(whole));
    for (let i = 0; i < digits.length; i += 1) tail[rest + i] = digits.charCodeAt(i);
    tail[length] = 0x80;
    view.setUint32(size - 4, (head.length + digits.length) * 8);
    state.set(begun);
    for (let at = 0; at < size; at += 64) block(state, w, tail, at);
    if (state[0] >>> (32 - bits) === 0) {
      self.postMessage(digits);
      return;
    }
  }
};
