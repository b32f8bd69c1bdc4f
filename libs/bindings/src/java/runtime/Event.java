package busbar;

import java.util.LinkedHashMap;
import java.util.Map;

/** An event that may be published. Only its type makes one, from data that meets the contract as publishers have to. */
public final class Event<D extends WireObject> {
  private final EventType<D> type;
  private final EventMetadata metadata;
  private final D data;

  Event(EventType<D> type, EventMetadata metadata, D data) {
    this.type = type;
    this.metadata = metadata;
    this.data = data;
  }

  public EventType<D> type() {
    return type;
  }

  public EventMetadata metadata() {
    return metadata;
  }

  public D data() {
    return data;
  }

  /** The {@code detail} of the EventBridge event. */
  public Map<String, Object> detail() {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("metadata", metadata.toWire());
    detail.put("data", data.toWire());
    return detail;
  }

  /** The {@code detail} as JSON. */
  public String toJson() {
    return Json.write(detail());
  }
}
