package busbar;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What data of a contract has to be, in either view. For generated code. */
public abstract class Shape {
  private Shape() {}

  /** Where a value is; written out only where something is wrong. */
  private record Path(Path parent, String step) {
    Path at(String name) {
      return new Path(this, name);
    }

    @Override
    public String toString() {
      return parent == null ? "" : parent + "/" + step.replace("~", "~0").replace("/", "~1");
    }
  }

  private static final class Check {
    final Set<Issue> issues = new TreeSet<>();
    final boolean consumer;

    Check(boolean consumer) {
      this.consumer = consumer;
    }

    void report(Path path, String keyword, String message) {
      issues.add(new Issue(path.toString(), keyword, message));
    }
  }

  abstract void check(Object value, Path path, Check check);

  /**
   * @param consumer whether newer values and fields are let through
   * @throws EventValidationException when something is wrong, with all of it
   */
  public final void require(String type, Object value, boolean consumer) {
    Check check = new Check(consumer);
    check(value, new Path(null, ""), check);
    if (!check.issues.isEmpty()) throw new EventValidationException(type, new ArrayList<>(check.issues));
  }

  public static Shape ref(Supplier<Shape> shape) {
    return new Shape() {
      @Override
      void check(Object value, Path path, Check check) {
        shape.get().check(value, path, check);
      }
    };
  }

  public static Shape nullable(Shape shape) {
    return new Shape() {
      @Override
      void check(Object value, Path path, Check check) {
        if (value != null) shape.check(value, path, check);
      }
    };
  }

  private static String count(int limit, String noun) {
    return limit + " " + noun + (limit == 1 ? "" : "s");
  }

  /** Any JSON. */
  public static Shape any() {
    return ANY;
  }

  private static final Shape ANY =
      new Shape() {
        @Override
        void check(Object value, Path path, Check check) {
          if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> check(member, path.at(String.valueOf(key)), check));
          } else if (value instanceof List<?> list) {
            for (int index = 0; index < list.size(); index++) check(list.get(index), path.at(Integer.toString(index)), check);
          } else if (value instanceof Number number) {
            if (!isFinite(number)) check.report(path, "type", "must be a finite number");
          } else if (value != null && !(value instanceof String) && !(value instanceof Boolean)) {
            check.report(path, "type", "must be JSON");
          }
        }
      };

  public static Shape nothing() {
    return new Shape() {
      @Override
      void check(Object value, Path path, Check check) {
        if (value != null) check.report(path, "type", "must be null");
      }
    };
  }

  public static Shape truth() {
    return new Shape() {
      @Override
      void check(Object value, Path path, Check check) {
        if (!(value instanceof Boolean)) check.report(path, "type", "must be boolean");
      }
    };
  }

  /**
   * @param type what the contract says beside it, or null: a value of another type is then an issue {@code type}, not {@code const}
   */
  public static Shape constant(Object constant, String type) {
    return new Shape() {
      @Override
      void check(Object value, Path path, Check check) {
        boolean sameType =
            constant instanceof Number
                ? "integer".equals(type) ? isInteger(value) : value instanceof Number number && isFinite(number)
                : constant.getClass().isInstance(value);
        if (type != null && !sameType) check.report(path, "type", "must be " + type);
        else if (!sameType || !same(constant, value)) check.report(path, "const", "must be " + Json.write(constant));
      }
    };
  }

  /** A union of scalars: one shape for each JSON type that a value may have. */
  public static Shape scalars(Shape... branches) {
    return new Shape() {
      @Override
      void check(Object given, Path path, Check check) {
        Object value = plain(given);
        List<String> types = new ArrayList<>();
        for (Shape branch : branches) {
          Check own = new Check(check.consumer);
          branch.check(value, path, own);
          List<Issue> wrongType = own.issues.stream().filter(issue -> issue.keyword().equals("type")).toList();
          if (wrongType.isEmpty()) {
            check.issues.addAll(own.issues);
            return;
          }
          wrongType.forEach(issue -> types.add(issue.message().replace("must be ", "")));
        }
        check.report(path, "type", "must be " + String.join(" or ", types));
      }
    };
  }

  /** As it is on the wire. */
  private static Object plain(Object value) {
    return value instanceof WireScalar scalar ? scalar.wire() : value;
  }

  /** One of several values, all of them as the base is. */
  public static Shape oneOf(Shape base, boolean extensible, Object... values) {
    return new Shape() {
      @Override
      void check(Object given, Path path, Check check) {
        Object value = plain(given);
        Check own = new Check(check.consumer);
        base.check(value, path, own);
        check.issues.addAll(own.issues);
        if (extensible && check.consumer || own.issues.stream().anyMatch(issue -> issue.keyword().equals("type"))) return;
        for (Object one : values) if (same(one, value)) return;
        check.report(path, "enum", "must be one of " + Json.write(List.of(values)).replaceAll("^\\[|\\]$", "").replace("\",\"", "\", \""));
      }
    };
  }

  public static Text text() {
    return new Text();
  }

  public static final class Text extends Shape {
    private int minLength;
    private int maxLength = Integer.MAX_VALUE;
    private String source;
    private Pattern pattern;
    private boolean patternWithinLength;
    private String formatName;
    private Predicate<String> format;

    public Text minLength(int limit) {
      minLength = limit;
      return this;
    }

    public Text maxLength(int limit) {
      maxLength = limit;
      return this;
    }

    /**
     * @param expression what Java calls the pattern
     * @param written as the contract has it
     */
    public Text pattern(String expression, String written) {
      pattern = Pattern.compile(expression);
      source = written;
      return this;
    }

    /** The pattern takes too long for strings longer than {@code maxLength}: they are not searched. */
    public Text patternWithinLength() {
      patternWithinLength = true;
      return this;
    }

    public Text format(String name) {
      formatName = name;
      format = Formats.named(name);
      return this;
    }

    @Override
    void check(Object value, Path path, Check check) {
      if (!(value instanceof String text)) {
        check.report(path, "type", "must be string");
        return;
      }
      if (text.length() < 2L * minLength || text.length() > maxLength) {
        int length = text.codePointCount(0, text.length());
        if (length < minLength) check.report(path, "minLength", "must have at least " + count(minLength, "character"));
        if (length > maxLength) check.report(path, "maxLength", "must have at most " + count(maxLength, "character"));
      }
      boolean isSearched = pattern != null && (!patternWithinLength || text.codePointCount(0, text.length()) <= maxLength);
      if (isSearched && !pattern.matcher(text).find()) check.report(path, "pattern", "must match " + source);
      if (format != null && !format.test(text)) check.report(path, "format", "must be a valid " + formatName);
    }
  }

  /**
   * @param least the least number of its width
   * @param most the greatest number of its width
   */
  public static Int integer(long least, long most) {
    return new Int(least, most);
  }

  public static final class Int extends Shape {
    private final long least;
    private final long most;
    private Long minimum;
    private Long maximum;
    private Long exclusiveMinimum;
    private Long exclusiveMaximum;
    private Long multipleOf;

    private Int(long least, long most) {
      this.least = least;
      this.most = most;
    }

    public Int minimum(long limit) {
      minimum = limit;
      return this;
    }

    public Int maximum(long limit) {
      maximum = limit;
      return this;
    }

    public Int exclusiveMinimum(long limit) {
      exclusiveMinimum = limit;
      return this;
    }

    public Int exclusiveMaximum(long limit) {
      exclusiveMaximum = limit;
      return this;
    }

    public Int multipleOf(long divisor) {
      multipleOf = divisor;
      return this;
    }

    @Override
    void check(Object value, Path path, Check check) {
      if (!isInteger(value)) {
        check.report(path, "type", "must be integer");
        return;
      }
      int outside = outsideLong(value);
      long number = ((Number) value).longValue();
      if (outside < 0 || outside == 0 && number < least) check.report(path, "minimum", "must be at least " + least);
      else if (outside > 0 || number > most) check.report(path, "maximum", "must be at most " + most);
      else checkBounds(number, path, check);
    }

    private void checkBounds(long value, Path path, Check check) {
      if (minimum != null && value < minimum) check.report(path, "minimum", "must be at least " + minimum);
      if (maximum != null && value > maximum) check.report(path, "maximum", "must be at most " + maximum);
      if (exclusiveMinimum != null && value <= exclusiveMinimum) {
        check.report(path, "exclusiveMinimum", "must be more than " + exclusiveMinimum);
      }
      if (exclusiveMaximum != null && value >= exclusiveMaximum) {
        check.report(path, "exclusiveMaximum", "must be less than " + exclusiveMaximum);
      }
      if (multipleOf != null && value % multipleOf != 0) check.report(path, "multipleOf", "must be a multiple of " + multipleOf);
    }
  }

  public static Num number() {
    return new Num();
  }

  public static final class Num extends Shape {
    private Double minimum;
    private Double maximum;
    private Double exclusiveMinimum;
    private Double exclusiveMaximum;
    private Double multipleOf;

    private Num() {}

    public Num minimum(double limit) {
      minimum = limit;
      return this;
    }

    public Num maximum(double limit) {
      maximum = limit;
      return this;
    }

    public Num exclusiveMinimum(double limit) {
      exclusiveMinimum = limit;
      return this;
    }

    public Num exclusiveMaximum(double limit) {
      exclusiveMaximum = limit;
      return this;
    }

    public Num multipleOf(double divisor) {
      multipleOf = divisor;
      return this;
    }

    @Override
    void check(Object given, Path path, Check check) {
      if (!(given instanceof Number number) || !isFinite(number)) {
        check.report(path, "type", "must be number");
        return;
      }
      double value = number.doubleValue();
      if (minimum != null && value < minimum) check.report(path, "minimum", "must be at least " + plain(minimum));
      if (maximum != null && value > maximum) check.report(path, "maximum", "must be at most " + plain(maximum));
      if (exclusiveMinimum != null && value <= exclusiveMinimum) {
        check.report(path, "exclusiveMinimum", "must be more than " + plain(exclusiveMinimum));
      }
      if (exclusiveMaximum != null && value >= exclusiveMaximum) {
        check.report(path, "exclusiveMaximum", "must be less than " + plain(exclusiveMaximum));
      }
      if (multipleOf != null && value % multipleOf != 0) {
        check.report(path, "multipleOf", "must be a multiple of " + plain(multipleOf));
      }
    }
  }

  /**
   * @param minItems 0 for none
   * @param maxItems {@code Integer.MAX_VALUE} for none
   */
  public static Shape list(Shape items, int minItems, int maxItems, boolean unique) {
    return new Shape() {
      @Override
      void check(Object value, Path path, Check check) {
        if (!(value instanceof List<?> list)) {
          check.report(path, "type", "must be array");
          return;
        }
        if (list.size() < minItems) check.report(path, "minItems", "must have at least " + count(minItems, "item"));
        if (list.size() > maxItems) check.report(path, "maxItems", "must have at most " + count(maxItems, "item"));
        int before = check.issues.size();
        for (int index = 0; index < list.size(); index++) items.check(list.get(index), path.at(Integer.toString(index)), check);
        if (!unique || check.issues.size() > before) return;
        Set<String> seen = new HashSet<>();
        for (Object item : list) {
          if (!seen.add(Json.canonical(Wire.wireOf(item)))) {
            check.report(path, "uniqueItems", "must not have the same item twice");
            return;
          }
        }
      }
    };
  }

  /** An object with any keys. */
  public static Shape map(Shape values) {
    return new Shape() {
      @Override
      void check(Object value, Path path, Check check) {
        if (!(value instanceof Map<?, ?> map)) check.report(path, "type", "must be object");
        else map.forEach((key, member) -> values.check(member, path.at(String.valueOf(key)), check));
      }
    };
  }

  public static Obj object() {
    return new Obj();
  }

  public static final class Obj extends Shape {
    private record Property(Shape shape, boolean required) {}

    private final Map<String, Property> properties = new LinkedHashMap<>();
    private Shape rest;

    private Obj() {}

    public Obj required(String name, Shape shape) {
      properties.put(name, new Property(shape, true));
      return this;
    }

    public Obj optional(String name, Shape shape) {
      properties.put(name, new Property(shape, false));
      return this;
    }

    /** The shape of all other properties. */
    public Obj rest(Shape shape) {
      rest = shape;
      return this;
    }

    @Override
    void check(Object value, Path path, Check check) {
      // Was checked when it was made.
      if (check.consumer && value instanceof WireObject) return;
      if (!(value instanceof Map<?, ?> map)) {
        check.report(path, "type", "must be object");
        return;
      }
      properties.forEach(
          (name, property) -> {
            if (property.required() && !map.containsKey(name)) check.report(path.at(name), "required", "is required");
          });
      map.forEach(
          (key, member) -> {
            Property property = properties.get(key);
            Path own = path.at(String.valueOf(key));
            if (property != null) property.shape().check(member, own, check);
            else if (rest != null) rest.check(member, own, check);
            else if (check.consumer) ANY.check(member, own, check);
            else check.report(own, "additionalProperties", "is not a field of this event");
          });
    }
  }

  public static Union union(String tag, boolean extensible) {
    return new Union(tag, extensible);
  }

  public static final class Union extends Shape {
    private final String tag;
    private final boolean extensible;
    private final Map<String, Shape> alternatives = new LinkedHashMap<>();

    private Union(String tag, boolean extensible) {
      this.tag = tag;
      this.extensible = extensible;
    }

    public Union with(String value, Shape shape) {
      alternatives.put(value, shape);
      return this;
    }

    @Override
    void check(Object value, Path path, Check check) {
      if (check.consumer && value instanceof WireObject) return;
      if (!(value instanceof Map<?, ?> map)) {
        check.report(path, "type", "must be object");
      } else if (!map.containsKey(tag)) {
        check.report(path.at(tag), "required", "is required");
      } else if (!(map.get(tag) instanceof String found)) {
        check.report(path.at(tag), "type", "must be string");
      } else if (alternatives.containsKey(found)) {
        alternatives.get(found).check(value, path, check);
      } else if (extensible && check.consumer) {
        ANY.check(value, path, check);
      } else {
        check.report(path.at(tag), "oneOf", "must be one of the kinds that the contract lists");
      }
    }
  }

  private static boolean isFinite(Number number) {
    return Double.isFinite(number.doubleValue());
  }

  /** {@code 1.0} and {@code 1e2} are, too. */
  private static boolean isInteger(Object value) {
    if (value instanceof Double number) return Double.isFinite(number) && number == Math.rint(number);
    return value instanceof Long || value instanceof Integer || value instanceof BigInteger;
  }

  /** -1 when it is below every long, 1 when it is above, else 0. */
  private static int outsideLong(Object value) {
    if (value instanceof BigInteger big) return big.bitLength() < 64 ? 0 : big.signum();
    if (value instanceof Double number) return number < -0x1p63 ? -1 : number >= 0x1p63 ? 1 : 0;
    return 0;
  }

  private static boolean same(Object a, Object b) {
    if (a instanceof Number first && b instanceof Number second) return first.doubleValue() == second.doubleValue();
    return a.equals(b);
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15 ? Long.toString((long) number) : Double.toString(number);
  }
}
