package busbar;

/** A value of an enum. */
public interface WireText {
  /** As it is on the wire. */
  String wire();
}
