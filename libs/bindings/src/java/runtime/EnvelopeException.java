package busbar;

/** The envelope around the data is wrong: no JSON, or metadata that is missing, malformed or of another event type. */
public final class EnvelopeException extends BusbarException {
  private static final long serialVersionUID = 1L;

  EnvelopeException(String message) {
    super(message);
  }
}
