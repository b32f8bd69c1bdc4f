package busbar;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;

/** UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of time, a 12-bit counter (section 6.2, method 1), 62 random bits. */
public final class Uuid7 {
  private static final int COUNTER_MAX = 0xfff;

  // Seeded by the operating system; ids are not secrets, and asking it for each would be most of the time that an id takes.
  private static final SplittableRandom RANDOM = new SplittableRandom(new SecureRandom().nextLong());
  private static long last;
  private static int counter;

  private Uuid7() {}

  /**
   * Ids of one process sort in the order in which they were made, within a millisecond and when the clock steps back, too.
   *
   * @param milliseconds since 1970
   */
  public static synchronized String next(long milliseconds) {
    if (milliseconds > last) {
      last = milliseconds;
      counter = RANDOM.nextInt(0x800);
    } else if (counter < COUNTER_MAX) {
      counter++;
    } else {
      // The counter is used up: borrow from the next millisecond, as the RFC allows, instead of waiting for it.
      last++;
      counter = RANDOM.nextInt(0x800);
    }
    return new UUID(last << 16 | 0x7000 | counter, 0x8000_0000_0000_0000L | RANDOM.nextLong() >>> 2).toString();
  }
}
