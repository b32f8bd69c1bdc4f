package busbar;

/**
 * One thing wrong with an event's data. Never holds the value itself.
 *
 * @param path JSON pointer (RFC 6901) into the data; empty for the whole. Names the property that is missing or too many.
 * @param keyword the JSON Schema keyword that is not met: {@code required}, {@code enum}, {@code additionalProperties}, …
 * @param message what was expected, in words
 */
public record Issue(String path, String keyword, String message) implements Comparable<Issue> {
  @Override
  public int compareTo(Issue other) {
    int byPath = path.compareTo(other.path);
    return byPath != 0 ? byPath : keyword.compareTo(other.keyword);
  }
}
