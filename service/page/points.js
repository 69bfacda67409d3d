// Offsets of answers count Unicode code points; JavaScript's strings count UTF-16 units, two for an emoji.

/** A text with its places counted in code points. */
export class Points {
  constructor(text) {
    this.text = text;
    this.wide = wideOnes(text);
  }

  /** Code point offset -> offset in the JavaScript string. */
  unit(point) {
    let low = 0;
    let high = this.wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.wide[middle] < point) low = middle + 1;
      else high = middle;
    }
    return point + low;
  }

  /** {start, end} in code points -> the same in UTF-16 units. */
  span({ start, end }) {
    return { start: this.unit(start), end: this.unit(end) };
  }
}

/** The code point offsets of the characters that take two units. */
function wideOnes(text) {
  const found = [];
  for (let unit = 0, point = 0; unit < text.length; unit++, point++) {
    if (text.codePointAt(unit) > 0xffff) {
      found.push(point);
      unit++;
    }
  }
  return found;
}
