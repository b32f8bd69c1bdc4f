package busbar;

import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The formats that contracts may use, each exact: the same verdicts in every language. */
final class Formats {
  private static final Pattern DATE = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})");
  private static final Pattern TIME =
      Pattern.compile("([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.[0-9]+)?(?:[zZ]|([+-])([0-9]{2}):([0-9]{2}))");
  private static final Pattern DURATION =
      Pattern.compile(
          "P(?:[0-9]+W|(?=[0-9]|T[0-9])(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?"
              + "(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++";
  private static final Pattern EMAIL =
      Pattern.compile("(?=.{1,64}@)" + ATOM + "(?:\\." + ATOM + ")*@(?:" + LABEL + "\\.)+" + LABEL);
  private static final Pattern HOSTNAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);
  private static final Pattern IPV6_GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
  private static final String ESCAPED = "%[0-9a-fA-F]{2}";
  private static final String UNRESERVED = "A-Za-z0-9\\-._~!$\\&'()*+,;=";

  // Possessive repetition: the sets before and after exclude each other, and it needs no stack for long strings.
  private static final String PCHARS = "(?:[" + UNRESERVED + ":@]++|" + ESCAPED + ")*+";
  private static final Pattern URI =
      Pattern.compile(
          "[A-Za-z][A-Za-z0-9+.-]*+:(?://(?:(?:[" + UNRESERVED + ":]++|" + ESCAPED + ")*+@)?"
              + "(?:\\[[0-9a-fA-F:.]+\\]|(?:[" + UNRESERVED + "]++|" + ESCAPED + ")*+)(?::[0-9]*+)?(?:/" + PCHARS + ")*+"
              + "|/?(?:(?=[^/?#])" + PCHARS + "(?:/" + PCHARS + ")*+)?)"
              + "(?:\\?(?:[" + UNRESERVED + ":@/?]++|" + ESCAPED + ")*+)?(?:#(?:[" + UNRESERVED + ":@/?]++|" + ESCAPED + ")*+)?");

  private static final Map<String, Predicate<String>> BY_NAME =
      Map.of(
          "date", Formats::isDate,
          "time", Formats::isTime,
          "date-time", Formats::isDateTime,
          "duration", text -> DURATION.matcher(text).matches(),
          "uuid", Formats::isUuid,
          "email", text -> text.length() <= 254 && EMAIL.matcher(text).matches(),
          "hostname", text -> text.length() <= 253 && HOSTNAME.matcher(text).matches(),
          "ipv4", text -> IPV4.matcher(text).matches(),
          "ipv6", Formats::isIpv6,
          "uri", text -> URI.matcher(text).matches());

  private Formats() {}

  static Predicate<String> named(String name) {
    return BY_NAME.get(name);
  }

  /** RFC 3339 {@code full-date}; only days that exist. */
  static boolean isDate(String text) {
    Matcher found = DATE.matcher(text);
    if (!found.matches()) return false;
    int year = Integer.parseInt(found.group(1));
    int month = Integer.parseInt(found.group(2));
    int day = Integer.parseInt(found.group(3));
    boolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int days = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    return month >= 1 && month <= 12 && day >= 1 && day <= days;
  }

  /** RFC 3339 {@code full-time}: with an offset; second 60 only where a leap second can be, at 23:59:60 UTC. */
  static boolean isTime(String text) {
    Matcher found = TIME.matcher(text);
    if (!found.matches()) return false;
    int hour = Integer.parseInt(found.group(1));
    int minute = Integer.parseInt(found.group(2));
    int second = Integer.parseInt(found.group(3));
    int offsetHour = found.group(5) == null ? 0 : Integer.parseInt(found.group(5));
    int offsetMinute = found.group(6) == null ? 0 : Integer.parseInt(found.group(6));
    if (hour > 23 || minute > 59 || offsetHour > 23 || offsetMinute > 59) return false;
    if (second <= 59) return true;
    int utc = hour * 60 + minute - ("-".equals(found.group(4)) ? -1 : 1) * (offsetHour * 60 + offsetMinute);
    return second == 60 && Math.floorMod(utc, 1440) == 1439;
  }

  /** RFC 3339 {@code date-time}. */
  static boolean isDateTime(String text) {
    if (text.length() < 20) return false;
    char between = text.charAt(10);
    return (between == 'T' || between == 't') && isDate(text.substring(0, 10)) && isTime(text.substring(11));
  }

  /** RFC 9562, any version. */
  static boolean isUuid(String text) {
    return UUID.matcher(text).matches();
  }

  /** RFC 4291, section 2.2, without a zone. */
  static boolean isIpv6(String text) {
    String[] halves = text.split("::", -1);
    if (halves.length > 2 || text.isEmpty()) return false;
    int groups = 0;
    for (int half = 0; half < halves.length; half++) {
      if (halves[half].isEmpty()) continue;
      String[] pieces = halves[half].split(":", -1);
      for (int index = 0; index < pieces.length; index++) {
        boolean last = half == halves.length - 1 && index == pieces.length - 1;
        if (last && IPV4.matcher(pieces[index]).matches()) groups += 2;
        else if (IPV6_GROUP.matcher(pieces[index]).matches()) groups += 1;
        else return false;
      }
    }
    return halves.length == 2 ? groups <= 7 : groups == 8;
  }
}
