package busbar;

/** Base of all that is thrown on purpose. Messages name paths and keywords, never the values of an event's data. */
public abstract class BusbarException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BusbarException(String message) {
    super(message);
  }
}
