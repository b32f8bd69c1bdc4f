import events.busbar.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Whether each text has what a pattern finds (one pattern with its texts a line, standard input). */
final class SearchPatterns {
  public static void main(String[] arguments) throws IOException {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      Map<?, ?> one = (Map<?, ?>) Json.read(line);
      Pattern pattern = Pattern.compile((String) one.get("expression"));
      List<Object> found = new ArrayList<>();
      for (Object text : (List<?>) one.get("texts")) found.add(pattern.matcher((String) text).find());
      System.out.println(Json.write(found));
    }
  }
}
