import events.EventTypes;
import events.busbar.EventType;
import events.busbar.EventValidationException;
import events.busbar.Issue;
import events.busbar.Json;
import events.busbar.WireObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the cases of the corpus (one a line, standard input) through the generated package, and prints what it says of each. */
final class RunCorpus {
  private static final String ID = "0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11";

  public static void main(String[] arguments) throws IOException {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream output = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      output.println(Json.write(result((Map<?, ?>) Json.read(line))));
    }
    output.flush();
  }

  private static Map<String, Object> result(Map<?, ?> test) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("id", test.get("id"));
    EventType<?> type = EventTypes.find((String) test.get("eventType")).orElseThrow();
    try {
      result.put("output", Json.write(made(type, test.get("view").equals("publisher"), (String) test.get("data"))));
      result.put("valid", true);
      result.put("issues", List.of());
    } catch (EventValidationException error) {
      List<Object> issues = new ArrayList<>();
      for (Issue issue : error.issues()) issues.add(Map.of("path", issue.path(), "keyword", issue.keyword()));
      result.put("valid", false);
      result.put("issues", issues);
    }
    return result;
  }

  private static <D extends WireObject> Map<String, Object> made(EventType<D> type, boolean publisher, String data) {
    // What was read has to pass as a record, too.
    if (publisher) return type.create(type.fromWire(Json.read(data)).data()).data().toWire();
    String metadata =
        Json.write(
            Map.of(
                "id", ID, "type", type.type(), "version", type.version(), "time", "2026-02-04T10:00:00.000Z",
                "publisher", "some-service", "correlationId", ID));
    return type.parse("{\"metadata\":" + metadata + ",\"data\":" + data + "}").data().toWire();
  }
}
