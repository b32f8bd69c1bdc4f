package busbar;

import java.util.Map;

/** An object of an event's data. What is there was checked when it was made. */
public interface WireObject {
  /** The data with its names on the wire: maps, lists, strings, numbers, booleans and null. */
  Map<String, Object> toWire();
}
