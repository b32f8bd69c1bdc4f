package busbar;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON (RFC 8259) as maps, lists, strings, booleans, null, and numbers: {@code Long} or {@code BigInteger} for those that are written
 * as integers, {@code Double} for all others. The last of two members with one name counts.
 */
public final class Json {
  private static final int MAX_DEPTH = 1_000;
  /** Longer integers are beyond every double. */
  private static final int MAX_DIGITS = 400;

  private final String text;
  private int at;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /**
   * @throws EnvelopeException when it is not JSON
   */
  public static Object read(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.space();
    if (json.at < text.length()) throw json.wrong();
    return value;
  }

  /** The JSON text of a value that {@link #read} gives. */
  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out, false);
    return out.toString();
  }

  /** One text for equal JSON: 1 and 1.0 are equal, and the order of members does not count. */
  static String canonical(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out, true);
    return out.toString();
  }

  private Object value() {
    space();
    if (at >= text.length()) throw wrong();
    switch (text.charAt(at)) {
      case '{':
        return nested(this::object);
      case '[':
        return nested(this::list);
      case '"':
        return string();
      case 't':
        return word("true", Boolean.TRUE);
      case 'f':
        return word("false", Boolean.FALSE);
      case 'n':
        return word("null", null);
      default:
        return number();
    }
  }

  private Object nested(java.util.function.Supplier<Object> reader) {
    if (++depth > MAX_DEPTH) throw wrong();
    at++;
    Object value = reader.get();
    depth--;
    return value;
  }

  private Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    space();
    if (take('}')) return object;
    do {
      space();
      if (at >= text.length() || text.charAt(at) != '"') throw wrong();
      String name = string();
      space();
      if (!take(':')) throw wrong();
      object.put(name, value());
      space();
    } while (take(','));
    if (!take('}')) throw wrong();
    return object;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    space();
    if (take(']')) return list;
    do {
      list.add(value());
      space();
    } while (take(','));
    if (!take(']')) throw wrong();
    return list;
  }

  private String string() {
    int start = ++at;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\' && text.charAt(at) >= ' ') at++;
    if (at < text.length() && text.charAt(at) == '"') return text.substring(start, at++);
    StringBuilder out = new StringBuilder(text.substring(start, at));
    while (at < text.length()) {
      char next = text.charAt(at++);
      if (next == '"') return out.toString();
      if (next < ' ') throw wrong();
      out.append(next == '\\' ? escape() : next);
    }
    throw wrong();
  }

  private char escape() {
    if (at >= text.length()) throw wrong();
    char escaped = text.charAt(at++);
    switch (escaped) {
      case '"':
      case '\\':
      case '/':
        return escaped;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        int code = 0;
        for (int end = at + 4; at < end; at++) {
          int digit = at < text.length() && text.charAt(at) < 128 ? Character.digit(text.charAt(at), 16) : -1;
          if (digit < 0) throw wrong();
          code = code * 16 + digit;
        }
        return (char) code;
      default:
        throw wrong();
    }
  }

  private Object number() {
    int start = at;
    take('-');
    if (!take('0')) digits();
    boolean integer = true;
    if (take('.')) {
      integer = false;
      digits();
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      integer = false;
      at++;
      if (!take('+')) take('-');
      digits();
    }
    String token = text.substring(start, at);
    if (!integer || token.length() > MAX_DIGITS) return Double.valueOf(token);
    if (token.length() <= 18) return Long.valueOf(token);
    BigInteger big = new BigInteger(token);
    return big.bitLength() < 64 ? (Object) Long.valueOf(big.longValue()) : big;
  }

  private void digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
    if (at == start) throw wrong();
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) throw wrong();
    at += word.length();
    return value;
  }

  private boolean take(char wanted) {
    if (at >= text.length() || text.charAt(at) != wanted) return false;
    at++;
    return true;
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) at++;
  }

  private EnvelopeException wrong() {
    return new EnvelopeException("The event is not valid JSON, at character " + at + ".");
  }

  private static void write(Object value, StringBuilder out, boolean canonical) {
    if (value instanceof String text) {
      writeText(text, out);
    } else if (value instanceof Map<?, ?> map) {
      char separator = '{';
      for (Map.Entry<?, ?> member : (canonical ? new TreeMap<>(Wire.object(map)) : map).entrySet()) {
        writeText((String) member.getKey(), out.append(separator));
        write(member.getValue(), out.append(':'), canonical);
        separator = ',';
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      char separator = '[';
      for (Object item : list) {
        write(item, out.append(separator), canonical);
        separator = ',';
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else if (canonical && value instanceof Number number) {
      double asDouble = number.doubleValue();
      boolean isWhole = value instanceof Double && asDouble == Math.rint(asDouble) && Math.abs(asDouble) < 0x1p63;
      out.append(isWhole ? (Object) Long.valueOf((long) asDouble) : number);
    } else {
      out.append(value);
    }
  }

  private static void writeText(String text, StringBuilder out) {
    out.append('"');
    for (int index = 0; index < text.length(); index++) {
      char next = text.charAt(index);
      if (next == '"' || next == '\\') out.append('\\').append(next);
      else if (next == '\n') out.append("\\n");
      else if (next < ' ' || Character.isSurrogate(next) && !isPaired(text, index)) out.append(String.format("\\u%04x", (int) next));
      else out.append(next);
    }
    out.append('"');
  }

  private static boolean isPaired(String text, int index) {
    return Character.isHighSurrogate(text.charAt(index))
        ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
        : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
  }
}
