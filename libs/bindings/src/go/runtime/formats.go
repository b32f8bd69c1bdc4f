package busbar

import (
	"regexp"
	"strconv"
	"strings"
)

const (
	label      = `[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?`
	atom       = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
	octet      = `(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])`
	escaped    = `%[0-9a-fA-F]{2}`
	unreserved = `A-Za-z0-9\-._~!$&'()*+,;=`
	pchar      = `(?:[` + unreserved + `:@]|` + escaped + `)`
)

var (
	datePattern     = regexp.MustCompile(`^([0-9]{4})-([0-9]{2})-([0-9]{2})$`)
	timePattern     = regexp.MustCompile(`^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[zZ]|([+-])([0-9]{2}):([0-9]{2}))$`)
	durationPattern = regexp.MustCompile(`^P(?:[0-9]+W|(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?` +
		`(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)$`)
	uuidPattern     = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	emailPattern    = regexp.MustCompile(`^` + atom + `(?:\.` + atom + `)*@(?:` + label + `\.)+` + label + `$`)
	hostnamePattern = regexp.MustCompile(`^` + label + `(?:\.` + label + `)*$`)
	ipv4Pattern     = regexp.MustCompile(`^(?:` + octet + `\.){3}` + octet + `$`)
	groupPattern    = regexp.MustCompile(`^[0-9a-fA-F]{1,4}$`)
	uriPattern      = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:(?://(?:(?:[` + unreserved + `:]|` + escaped + `)*@)?` +
		`(?:\[[0-9a-fA-F:.]+\]|(?:[` + unreserved + `]|` + escaped + `)*)(?::[0-9]*)?(?:/` + pchar + `*)*|/?(?:` + pchar + `+(?:/` + pchar + `*)*)?)` +
		`(?:\?(?:[` + unreserved + `:@/?]|` + escaped + `)*)?(?:#(?:[` + unreserved + `:@/?]|` + escaped + `)*)?$`)
)

// formats are those that contracts may use, each exact: the same verdicts in every language.
var formats = map[string]func(string) bool{
	"date":      isDate,
	"time":      isTime,
	"date-time": isDateTime,
	"duration":  func(text string) bool { return text != "P" && durationPattern.MatchString(text) },
	"uuid":      uuidPattern.MatchString,
	"email":     isEmail,
	"hostname":  func(text string) bool { return len(text) <= 253 && hostnamePattern.MatchString(text) },
	"ipv4":      ipv4Pattern.MatchString,
	"ipv6":      isIPv6,
	"uri":       uriPattern.MatchString,
}

// isDate is RFC 3339 full-date; only days that exist.
func isDate(text string) bool {
	found := datePattern.FindStringSubmatch(text)
	if found == nil {
		return false
	}
	year, month, day := number(found[1]), number(found[2]), number(found[3])
	days := 31
	switch month {
	case 2:
		days = 28
		if (year%4 == 0 && year%100 != 0) || year%400 == 0 {
			days = 29
		}
	case 4, 6, 9, 11:
		days = 30
	}
	return month >= 1 && month <= 12 && day >= 1 && day <= days
}

// isTime is RFC 3339 full-time: with an offset; second 60 only where a leap second can be, at 23:59:60 UTC.
func isTime(text string) bool {
	found := timePattern.FindStringSubmatch(text)
	if found == nil {
		return false
	}
	hour, minute, second := number(found[1]), number(found[2]), number(found[3])
	offsetHour, offsetMinute := number(found[5]), number(found[6])
	if hour > 23 || minute > 59 || offsetHour > 23 || offsetMinute > 59 {
		return false
	}
	if second <= 59 {
		return true
	}
	offset := offsetHour*60 + offsetMinute
	if found[4] == "-" {
		offset = -offset
	}
	return second == 60 && (hour*60+minute-offset+1440)%1440 == 1439
}

// isDateTime is RFC 3339 date-time.
func isDateTime(text string) bool {
	return len(text) >= 20 && (text[10] == 'T' || text[10] == 't') && isDate(text[:10]) && isTime(text[11:])
}

// isEmail is RFC 5321 Mailbox with a dot-atom and a domain name of at least two labels.
func isEmail(text string) bool {
	local := strings.IndexByte(text, '@')
	return len(text) <= 254 && local >= 1 && local <= 64 && emailPattern.MatchString(text)
}

// isIPv6 is RFC 4291, section 2.2, without a zone.
func isIPv6(text string) bool {
	halves := strings.Split(text, "::")
	if len(halves) > 2 || text == "" {
		return false
	}
	groups := 0
	for half, part := range halves {
		if part == "" {
			continue
		}
		pieces := strings.Split(part, ":")
		for index, piece := range pieces {
			last := half == len(halves)-1 && index == len(pieces)-1
			switch {
			case last && ipv4Pattern.MatchString(piece):
				groups += 2
			case groupPattern.MatchString(piece):
				groups++
			default:
				return false
			}
		}
	}
	if len(halves) == 2 {
		return groups <= 7
	}
	return groups == 8
}

// number is 0 for no digits.
func number(digits string) int {
	value, _ := strconv.Atoi(digits)
	return value
}
