package busbar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Between data on the wire and records. For generated code: what is read here was checked before. */
public final class Wire {
  private Wire() {}

  /** A map with strings as keys, as JSON has them. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  public static String text(Object value) {
    return (String) value;
  }

  public static Boolean truth(Object value) {
    return (Boolean) value;
  }

  public static Long integer(Object value) {
    return value == null ? null : Long.valueOf(((Number) value).longValue());
  }

  public static Double number(Object value) {
    return value == null ? null : Double.valueOf(((Number) value).doubleValue());
  }

  /** Any JSON, in a copy that cannot be changed. */
  public static Object any(Object value) {
    if (value instanceof Map<?, ?> map) return frozen(object(map));
    return value instanceof List<?> list ? frozen(list) : value;
  }

  public static <T> T read(Object value, Function<Map<String, Object>, T> reader) {
    return value == null ? null : reader.apply(object(value));
  }

  public static <T> List<T> list(Object value, Function<Object, T> reader) {
    if (value == null) return null;
    List<T> list = new ArrayList<>();
    for (Object item : (List<?>) value) list.add(reader.apply(item));
    return Collections.unmodifiableList(list);
  }

  public static <T> Map<String, T> map(Object value, Function<Object, T> reader) {
    if (value == null) return null;
    Map<String, T> map = new LinkedHashMap<>();
    object(value).forEach((key, member) -> map.put(key, reader.apply(member)));
    return Collections.unmodifiableMap(map);
  }

  /** Fields that are not among those of this version. */
  public static Map<String, Object> unknown(Map<String, Object> wire, Set<String> known) {
    if (known.containsAll(wire.keySet())) return Map.of();
    Map<String, Object> rest = new LinkedHashMap<>(wire);
    rest.keySet().removeAll(known);
    return rest;
  }

  /** A deep copy that cannot be changed. */
  @SuppressWarnings("unchecked")
  public static <T> List<T> frozen(List<T> list) {
    if (list == null) return null;
    List<T> copy = new ArrayList<>(list.size());
    for (T item : list) copy.add((T) any(item));
    return Collections.unmodifiableList(copy);
  }

  /** A deep copy that cannot be changed. */
  @SuppressWarnings("unchecked")
  public static <T> Map<String, T> frozen(Map<String, T> map) {
    if (map == null) return null;
    Map<String, T> copy = new LinkedHashMap<>();
    map.forEach((key, member) -> copy.put(key, (T) any(member)));
    return Collections.unmodifiableMap(copy);
  }

  /** A new object of fields that a newer version added; fields of this version replace them. */
  public static Map<String, Object> start(Map<String, ?> unknownFields) {
    return unknownFields == null ? new LinkedHashMap<>() : new LinkedHashMap<>(unknownFields);
  }

  /** Puts a field that is absent when it is null. */
  public static void put(Map<String, Object> wire, String name, Object value) {
    if (value != null) wire.put(name, value);
    else wire.remove(name);
  }

  /** Puts a field that may be absent and may be null. */
  public static void put(Map<String, Object> wire, String name, OrNull<?> value) {
    if (value != null) wire.put(name, value.value());
    else wire.remove(name);
  }

  /** Records and enums within as data on the wire. */
  public static Map<String, Object> deep(Map<String, Object> shallow) {
    Map<String, Object> wire = new LinkedHashMap<>();
    shallow.forEach((key, member) -> wire.put(key, wireOf(member)));
    return wire;
  }

  static Object wireOf(Object value) {
    if (value instanceof WireObject object) return object.toWire();
    if (value instanceof WireScalar scalar) return scalar.wire();
    if (value instanceof Map<?, ?> map) return deep(object(map));
    if (!(value instanceof List<?> list)) return value;
    List<Object> wire = new ArrayList<>(list.size());
    for (Object item : list) wire.add(wireOf(item));
    return wire;
  }
}
