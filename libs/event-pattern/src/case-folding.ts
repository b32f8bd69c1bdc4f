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
