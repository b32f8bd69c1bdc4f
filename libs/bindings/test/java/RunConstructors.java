import events.EventTypes;
import events.busbar.EventType;
import events.busbar.EventValidationException;
import events.busbar.Issue;
import events.busbar.Json;
import events.busbar.OrNull;
import events.busbar.WireObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the cases of the corpus (one a line, standard input) by calling constructors, from the innermost record on, and prints what they
 * say of each. Constructors let through what consumers may meet; {@code EventType.create} says what may be published. Left out is what
 * the compiler would not let through.
 *
 * <p>Usage: RunConstructors (file with the classes, components and types of each event type)
 */
final class RunConstructors {
  /** Arguments cannot say it. */
  private static final class NotSayable extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final ClassLoader loader = RunConstructors.class.getClassLoader();
  private final String eventClass;
  private final Map<?, ?> types;
  private final Set<Map<String, String>> issues = new HashSet<>();
  /** Places of parts that were refused: null stands for them, and what is said of that null is left out. */
  private final Set<String> refused = new HashSet<>();

  private RunConstructors(Map<?, ?> model) {
    eventClass = (String) model.get("class");
    types = (Map<?, ?>) model.get("types");
  }

  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    Map<?, ?> models = (Map<?, ?>) Json.read(Files.readString(Path.of(arguments[0])));
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream output = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      Map<?, ?> test = (Map<?, ?>) Json.read(line);
      Map<?, ?> model = (Map<?, ?>) models.get(test.get("eventType"));
      try {
        Map<String, Object> result = new RunConstructors(model).result(test, (Map<?, ?>) model.get("data"));
        if (result != null) output.println(Json.write(result));
      } catch (NotSayable leftOut) {
        continue;
      }
    }
    output.flush();
  }

  private Map<String, Object> result(Map<?, ?> test, Map<?, ?> shape) throws ReflectiveOperationException {
    Object data = Json.read((String) test.get("data"));
    boolean publisher = test.get("view").equals("publisher");
    Object made = shape.get("kind").equals("union") ? unionEvent(shape, data) : record(loader.loadClass(eventClass), shape, data, "");
    if (issues.isEmpty() && publisher) {
      try {
        made = create(EventTypes.find((String) test.get("eventType")).orElseThrow(), made);
      } catch (EventValidationException error) {
        keep(error, "");
      }
    } else if (publisher) {
      return null;
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("id", test.get("id"));
    result.put("valid", issues.isEmpty());
    result.put("issues", new ArrayList<>(issues));
    if (issues.isEmpty()) result.put("output", Json.write(((WireObject) made).toWire()));
    return result;
  }

  @SuppressWarnings("unchecked")
  private static <D extends WireObject> Object create(EventType<D> type, Object data) {
    return type.create((D) data).data();
  }

  private Object unionEvent(Map<?, ?> shape, Object data) throws ReflectiveOperationException {
    Class<?> event = loader.loadClass(eventClass);
    return construct(event, new Object[] {union(shape, loader.loadClass(eventClass + "$Data"), data, "")}, "");
  }

  private Object record(Class<?> of, Map<?, ?> shape, Object data, String path) throws ReflectiveOperationException {
    if (!(data instanceof Map<?, ?> fields)) throw new NotSayable();
    Map<Object, Object> left = new LinkedHashMap<>(fields);
    List<Object> arguments = new ArrayList<>();
    for (Object each : (List<?>) shape.get("properties")) {
      Map<?, ?> property = (Map<?, ?>) each;
      String name = (String) property.get("name");
      boolean there = left.containsKey(name);
      arguments.add(argument(property, there, left.remove(name), path + "/" + step(name)));
    }
    Map<?, ?> rest = (Map<?, ?>) shape.get("rest");
    Map<String, Object> unknown = new LinkedHashMap<>();
    for (Map.Entry<Object, Object> one : left.entrySet()) {
      String name = (String) one.getKey();
      unknown.put(name, rest == null ? one.getValue() : value(rest, one.getValue(), path + "/" + step(name)));
    }
    arguments.add(unknown);
    return construct(of, arguments.toArray(), path);
  }

  private Object argument(Map<?, ?> property, boolean there, Object found, String path) throws ReflectiveOperationException {
    Map<?, ?> type = (Map<?, ?>) property.get("type");
    boolean takesNull = List.of("nullable", "null", "any").contains(resolved(type).get("kind"));
    boolean required = property.get("required").equals(true);
    // Null is one of two things in Java, whichever the field can be.
    if (there ? !takesNull && found == null : takesNull && required) throw new NotSayable();
    if (!there) return null;
    Object value = value(type, found, path);
    return takesNull && !required ? new OrNull<>(value) : value;
  }

  private Object value(Map<?, ?> given, Object found, String path) throws ReflectiveOperationException {
    Map<?, ?> type = resolved(given);
    String kind = (String) type.get("kind");
    if (kind.equals("null") || kind.equals("any") || found == null) return found;
    switch (kind) {
      case "nullable":
        return value((Map<?, ?>) type.get("type"), found, path);
      case "object":
        return record(classOf(given), type, found, path);
      case "union":
        return union(type, classOf(given), found, path);
      case "enum":
        Map<?, ?> base = (Map<?, ?>) type.get("base");
        if (base.get("kind").equals("scalars")) return scalar(base, classOf(given), found);
        return base.get("kind").equals("string") ? of(classOf(given), String.class, plain("string", found)) : plain(base.get("kind"), found);
      case "scalars":
        return scalar(type, classOf(given), found);
      case "const":
        return constant(type.get("value"), type.get("type"), found);
      case "array":
        if (!(found instanceof List<?> items)) throw new NotSayable();
        List<Object> list = new ArrayList<>();
        for (Object item : items) list.add(value((Map<?, ?>) type.get("items"), item, path + "/" + list.size()));
        return list;
      case "map":
        if (!(found instanceof Map<?, ?> members)) throw new NotSayable();
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> one : members.entrySet()) {
          map.put((String) one.getKey(), value((Map<?, ?>) type.get("values"), one.getValue(), path + "/" + step((String) one.getKey())));
        }
        return map;
      default:
        return plain(kind, found);
    }
  }

  /** A value of the Java type that a scalar has. */
  private static Object plain(Object kind, Object found) {
    if (kind.equals("string") && found instanceof String || kind.equals("boolean") && found instanceof Boolean) return found;
    if (kind.equals("number") && found instanceof Number number) return number.doubleValue();
    if (kind.equals("integer") && found instanceof Long) return found;
    if (kind.equals("integer") && found instanceof Double number && number == Math.rint(number) && Math.abs(number) < 0x1p63) {
      return number.longValue();
    }
    throw new NotSayable();
  }

  private static Object constant(Object expected, Object type, Object found) {
    if (expected instanceof String) return plain("string", found);
    if (expected instanceof Boolean) return plain("boolean", found);
    return plain(expected instanceof Long && !"number".equals(type) ? "integer" : "number", found);
  }

  private Object scalar(Map<?, ?> type, Class<?> of, Object found) throws ReflectiveOperationException {
    for (Object each : (List<?>) type.get("branches")) {
      Object kind = ((Map<?, ?>) each).get("kind");
      try {
        Object value = plain(kind, found);
        return of(of, value.getClass(), value);
      } catch (NotSayable another) {
        continue;
      }
    }
    throw new NotSayable();
  }

  private static Object of(Class<?> type, Class<?> parameter, Object value) throws ReflectiveOperationException {
    Object made = type.getMethod("of", parameter).invoke(null, value);
    if (made == null) throw new NotSayable();
    return made;
  }

  private Object union(Map<?, ?> type, Class<?> of, Object found, String path) throws ReflectiveOperationException {
    if (!(found instanceof Map<?, ?> fields) || !(fields.get(type.get("tag")) instanceof String tag)) throw new NotSayable();
    for (Object each : (List<?>) type.get("alternatives")) {
      Map<?, ?> alternative = (Map<?, ?>) each;
      if (alternative.get("value").equals(tag)) return value((Map<?, ?>) alternative.get("type"), found, path);
    }
    if (!type.get("extensible").equals(true)) throw new NotSayable();
    return construct(loader.loadClass(of.getName() + "$Unrecognized"), new Object[] {tag, found}, path);
  }

  /** By the record's own constructor, the one with all components. */
  private Object construct(Class<?> of, Object[] arguments, String path) throws ReflectiveOperationException {
    Class<?>[] components = Arrays.stream(of.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<?> constructor = of.getDeclaredConstructor(components);
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException error) {
      if (!(error.getCause() instanceof EventValidationException invalid)) throw error;
      keep(invalid, path);
      refused.add(path);
      return null;
    }
  }

  private void keep(EventValidationException error, String path) {
    for (Issue issue : error.issues()) {
      String at = path + issue.path();
      if (!refused.contains(at)) issues.add(Map.of("path", at, "keyword", issue.keyword()));
    }
  }

  private Class<?> classOf(Map<?, ?> reference) throws ClassNotFoundException {
    return loader.loadClass(eventClass + "$" + ((Map<?, ?>) types.get(reference.get("name"))).get("class"));
  }

  private Map<?, ?> resolved(Map<?, ?> type) {
    return type.get("kind").equals("ref") ? (Map<?, ?>) ((Map<?, ?>) types.get(type.get("name"))).get("type") : type;
  }

  private static String step(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
