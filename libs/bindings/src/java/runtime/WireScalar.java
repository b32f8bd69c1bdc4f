package busbar;

/** A string, a number or a boolean where a contract lists its values, or takes several types. */
public interface WireScalar {
  /** As it is on the wire. */
  Object wire();
}
