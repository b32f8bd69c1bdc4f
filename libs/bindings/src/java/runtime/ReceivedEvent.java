package busbar;

/**
 * An event that was read. It may hold values that a newer version of the contract added; {@code metadata.version()} says which
 * version sent it.
 */
public record ReceivedEvent<D extends WireObject>(EventType<D> type, EventMetadata metadata, D data) {}
