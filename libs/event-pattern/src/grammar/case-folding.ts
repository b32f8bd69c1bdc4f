/**
 * Text that ignores case the way EventBridge does: each UTF-16 unit of the *pattern* stands for its own lower-case and its own
 * upper-case form, nothing else. So `ß` also matches `SS` but not `ss`, `ſ` also matches `S` but not `s`, and `K` (Kelvin) is
 * matched by neither `k` nor `K`.
 */
export class FoldedText {
  /** Lower-case and upper-case form of each unit of `text`; forms may be longer than one unit. */
  readonly #lower: string[] = [];
  readonly #upper: string[] = [];

  constructor(readonly text: string) {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charAt(i);
      // Java writes half a surrogate pair to bytes as a question mark.
      const lone = unit >= '\ud800' && unit <= '\udfff';
      this.#lower.push(lone ? '?' : unit.toLowerCase());
      this.#upper.push(lone ? '?' : unit.toUpperCase());
    }
  }

  /** Index in `value` after the folded text when it stands at `start`, or -1. The forms of one unit never begin alike. */
  endOfMatchAt(value: string, start: number): number {
    let at = start;
    for (let i = 0; i < this.#lower.length; i++) {
      const lower = this.#lower[i] as string;
      const upper = this.#upper[i] as string;
      if (value.startsWith(lower, at)) at += lower.length;
      else if (value.startsWith(upper, at)) at += upper.length;
      else return -1;
    }
    return at;
  }

  /** Units of the pattern's text. */
  get length(): number {
    return this.#lower.length;
  }

  /** All texts that are equal to it, or `undefined` if there are more than `most`. */
  variants(most: number): readonly string[] | undefined {
    let texts = [''];
    for (let i = 0; i < this.#lower.length; i++) {
      const forms = this.#formsAt(i);
      if (texts.length * forms.length > most) return undefined;
      texts = texts.flatMap((text) => forms.map((form) => text + form));
    }
    return texts;
  }

  /** Whether whatever begins with this text begins with `other`. */
  beginsWithin(other: FoldedText): boolean {
    if (other.length > this.length) return false;
    for (let i = 0; i < other.length; i++) if (!this.#formsLie(i, other, i)) return false;
    return true;
  }

  /** Whether whatever ends with this text ends with `other`. */
  endsLike(other: FoldedText): boolean {
    const offset = this.length - other.length;
    if (offset < 0) return false;
    for (let i = 0; i < other.length; i++) if (!this.#formsLie(i + offset, other, i)) return false;
    return true;
  }

  #formsAt(index: number): readonly string[] {
    return [...new Set([this.#lower[index] as string, this.#upper[index] as string])];
  }

  #formsLie(index: number, other: FoldedText, otherIndex: number): boolean {
    const forms = other.#formsAt(otherIndex);
    return this.#formsAt(index).every((form) => forms.includes(form));
  }

  equals(value: string): boolean {
    return this.endOfMatchAt(value, 0) === value.length;
  }

  startsWithin(value: string): boolean {
    return this.endOfMatchAt(value, 0) >= 0;
  }

  endsWithin(value: string): boolean {
    let end = value.length;
    for (let i = this.#lower.length - 1; i >= 0; i--) {
      const lower = this.#lower[i] as string;
      const upper = this.#upper[i] as string;
      if (value.endsWith(lower, end)) end -= lower.length;
      else if (value.endsWith(upper, end)) end -= upper.length;
      else return false;
    }
    return true;
  }
}
