package busbar;

/** A value of an enum. */
public interface WireText extends WireScalar {
  @Override
  String wire();
}
