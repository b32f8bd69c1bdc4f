package busbar;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the platform knows about an event. It travels beside the data, in the {@code detail} of the EventBridge event.
 *
 * @param id UUIDv7. Stays the same over retries, replays and redrives: the idempotency key. EventBridge's own does not.
 * @param type {@code delivery.status.updated@1}
 * @param version version of the contract that the publisher was built with, {@code 1.2.0}
 * @param time when it happened: RFC 3339 with milliseconds, in UTC
 * @param publisher the service that published it
 * @param correlationId shared by all events that follow from one beginning
 * @param causationId id of the event that led to this one; may be null
 * @param traceparent W3C trace context; may be null
 */
public record EventMetadata(
    String id,
    String type,
    String version,
    String time,
    String publisher,
    String correlationId,
    String causationId,
    String traceparent) {
  private static final Pattern TRACEPARENT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?", Pattern.DOTALL);

  /**
   * @throws EnvelopeException when a part is missing or malformed
   */
  public EventMetadata {
    present("id", id);
    present("type", type);
    present("version", version);
    present("time", time);
    present("publisher", publisher);
    present("correlationId", correlationId);
    if (!Formats.isUuid(id)) throw new EnvelopeException("metadata.id must be a UUID.");
    if (!Formats.isDateTime(time)) throw new EnvelopeException("metadata.time must be an RFC 3339 date and time.");
    sized("correlationId", correlationId);
    if (causationId != null) sized("causationId", causationId);
    if (traceparent != null && !TRACEPARENT.matcher(traceparent).matches()) {
      throw new EnvelopeException("metadata.traceparent must be a W3C trace context (version-trace-parent-flags).");
    }
  }

  static EventMetadata fresh(EventType<?> type) {
    return new Builder(type).build();
  }

  static EventMetadata fromWire(Object wire) {
    if (!(wire instanceof Map<?, ?> found)) throw new EnvelopeException("metadata must be an object.");
    return new EventMetadata(
        text(found, "id"),
        text(found, "type"),
        text(found, "version"),
        text(found, "time"),
        text(found, "publisher"),
        text(found, "correlationId"),
        found.containsKey("causationId") ? text(found, "causationId") : null,
        found.containsKey("traceparent") ? text(found, "traceparent") : null);
  }

  Map<String, Object> toWire() {
    Map<String, Object> wire = new LinkedHashMap<>();
    wire.put("id", id);
    wire.put("type", type);
    wire.put("version", version);
    wire.put("time", time);
    wire.put("publisher", publisher);
    wire.put("correlationId", correlationId);
    if (causationId != null) wire.put("causationId", causationId);
    if (traceparent != null) wire.put("traceparent", traceparent);
    return wire;
  }

  private static String text(Map<?, ?> from, String name) {
    if (from.get(name) instanceof String text) return text;
    throw new EnvelopeException("metadata." + name + " must be a string.");
  }

  private static void present(String name, String value) {
    if (value == null) throw new EnvelopeException("metadata." + name + " must be a string.");
  }

  private static void sized(String name, String value) {
    if (value.isEmpty() || value.length() > 256) throw new EnvelopeException("metadata." + name + " must have 1 to 256 characters.");
  }

  /** Metadata of a new event. By default it happened now, and nothing led to it. */
  public static final class Builder {
    private final EventType<?> eventType;
    private String id;
    private Instant time;
    private String correlationId;
    private String causationId;
    private String traceparent;

    Builder(EventType<?> eventType) {
      this.eventType = eventType;
    }

    /** A UUID, to publish the same event again, from an outbox for example. */
    public Builder id(String value) {
      id = value;
      return this;
    }

    /** When it happened. */
    public Builder time(Instant value) {
      time = value;
      return this;
    }

    public Builder correlationId(String value) {
      correlationId = value;
      return this;
    }

    public Builder causationId(String value) {
      causationId = value;
      return this;
    }

    public Builder traceparent(String value) {
      traceparent = value;
      return this;
    }

    /** The metadata of the received event that led to this one: gives correlation, causation and trace. */
    public Builder causedBy(EventMetadata cause) {
      if (correlationId == null) correlationId = cause.correlationId();
      if (causationId == null) causationId = cause.id();
      if (traceparent == null) traceparent = cause.traceparent();
      return this;
    }

    /**
     * @throws EnvelopeException when a part is malformed
     */
    public EventMetadata build() {
      Instant now = Instant.now();
      String ownId = id == null ? Uuid7.next(now.toEpochMilli()) : id;
      String text = (time == null ? now : time).truncatedTo(ChronoUnit.MILLIS).toString();
      // `Instant` leaves out milliseconds that are 0.
      String withMilliseconds = text.length() == 20 ? text.substring(0, 19) + ".000Z" : text;
      return new EventMetadata(
          ownId,
          eventType.type(),
          eventType.version(),
          withMilliseconds,
          eventType.publisher(),
          correlationId == null ? ownId : correlationId,
          causationId,
          traceparent);
    }
  }
}
