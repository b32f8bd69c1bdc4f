package busbar;

import java.util.List;
import java.util.stream.Collectors;

/** Data does not meet its contract. */
public final class EventValidationException extends BusbarException {
  private static final long serialVersionUID = 1L;

  private final String type;
  private final transient List<Issue> issues;

  EventValidationException(String type, List<Issue> issues) {
    super(message(type, issues));
    this.type = type;
    this.issues = List.copyOf(issues);
  }

  /** The event type, {@code delivery.status.updated@1}, with the part of it if a part was made on its own. */
  public String type() {
    return type;
  }

  /** All that is wrong, sorted by path and keyword. */
  public List<Issue> issues() {
    return issues == null ? List.of() : issues;
  }

  private static String message(String type, List<Issue> issues) {
    String count = issues.size() == 1 ? "1 problem" : issues.size() + " problems";
    return issues.stream()
        .map(issue -> "\n  " + (issue.path().isEmpty() ? "(data)" : issue.path()) + " " + issue.message())
        .collect(Collectors.joining("", "\"" + type + "\" has " + count + ":", ""));
  }
}
