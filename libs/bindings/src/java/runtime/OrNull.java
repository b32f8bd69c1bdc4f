package busbar;

/**
 * A field that is there, with a value that may be null. Where a field may be absent and may be null, its component is null when
 * it is absent and {@code new OrNull<>(null)} when it is null.
 */
public record OrNull<T>(T value) {}
