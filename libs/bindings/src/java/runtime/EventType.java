package busbar;

import java.util.Map;
import java.util.function.Function;

/** What the bindings know about an event type; makes and reads its events. */
public final class EventType<D extends WireObject> {
  private final String type;
  private final String version;
  private final String source;
  private final String publisher;
  private final Shape shape;
  private final Function<Map<String, Object>, D> reader;

  /** For generated code. */
  public EventType(
      String type, String version, String source, String publisher, Shape shape, Function<Map<String, Object>, D> reader) {
    this.type = type;
    this.version = version;
    this.source = source;
    this.publisher = publisher;
    this.shape = shape;
    this.reader = reader;
  }

  /** {@code delivery.status.updated@1}; the {@code detail-type} on the wire. */
  public String type() {
    return type;
  }

  /** {@code delivery.status.updated}. */
  public String name() {
    return type.substring(0, type.indexOf('@'));
  }

  public int major() {
    return Integer.parseInt(type.substring(type.indexOf('@') + 1));
  }

  /** Newest released version of the contract when the bindings were generated. */
  public String version() {
    return version;
  }

  /** EventBridge {@code source}. */
  public String source() {
    return source;
  }

  /** The one service that publishes it. */
  public String publisher() {
    return publisher;
  }

  /**
   * An event that just happened and that nothing led to.
   *
   * @throws EventValidationException when the data has values that publishers of this version may not send
   */
  public Event<D> create(D data) {
    return create(data, EventMetadata.fresh(this));
  }

  /**
   * An event with metadata of {@link #metadata()}.
   *
   * @throws EventValidationException when the data has values that publishers of this version may not send
   * @throws EnvelopeException when the metadata is that of another event type
   */
  public Event<D> create(D data, EventMetadata metadata) {
    if (data == null) shape.require(type, null, false);
    else shape.require(type, data.toWire(), false);
    if (!metadata.type().equals(type)) throw new EnvelopeException("\"" + type + "\": metadata is that of another event type.");
    return new Event<>(this, metadata, data);
  }

  /**
   * An event of data with its names on the wire.
   *
   * @throws EventValidationException when the data does not meet the contract, with all its issues
   */
  public Event<D> fromWire(Object data) {
    shape.require(type, data, false);
    return new Event<>(this, EventMetadata.fresh(this), reader.apply(Wire.object(data)));
  }

  /** Metadata with what is known beside the data. */
  public EventMetadata.Builder metadata() {
    return new EventMetadata.Builder(this);
  }

  /**
   * Reads the {@code detail} of a received EventBridge event.
   *
   * @throws EnvelopeException when it is not JSON, or the metadata is missing, malformed or of another type or major
   * @throws EventValidationException when the data does not meet the contract
   */
  public ReceivedEvent<D> parse(String detail) {
    if (!(Json.read(detail) instanceof Map<?, ?> envelope)) throw new EnvelopeException("\"" + type + "\": detail must be an object.");
    EventMetadata metadata = EventMetadata.fromWire(envelope.get("metadata"));
    if (!metadata.type().equals(type)) throw new EnvelopeException("\"" + type + "\": metadata.type is that of another event type.");
    if (!metadata.version().split("\\.", 2)[0].equals(Integer.toString(major()))) {
      throw new EnvelopeException("\"" + type + "\": metadata.version is not of major " + major() + ".");
    }
    Object data = envelope.get("data");
    shape.require(type, data, true);
    return new ReceivedEvent<>(this, metadata, reader.apply(Wire.object(data)));
  }
}
