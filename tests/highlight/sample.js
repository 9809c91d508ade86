import { readFile } from "node:fs/promises";

const pattern = /^(\w+)\s*=\s*"([^"]*)"/gu; // key = "value"
let count = 0x1f + 1e3;

export default class Parser extends Map {
  #seen = null;

  static async open(path, { strict = true } = {}) {
    const text = await readFile(path, `utf${8}`);
    for (const [, key, value] of text.matchAll(pattern)) {
      if (typeof key !== "string" || !(key in this)) continue;
      this.set(key, `${value.trim()} of ${count++}\n`);
    }
    return new Parser(...[path]) ?? undefined;
  }
}
x /* a comment
   in two lines */ + ((y) => y * 2)(3);
