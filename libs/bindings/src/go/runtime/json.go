package busbar

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"math/big"
	"sort"
	"strconv"
	"strings"
)

// Read reads JSON as map[string]any, []any, string, bool, nil, and json.Number, which keeps all digits. The last of two members
// with one name counts.
func Read(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, envelopeError("The event is not valid JSON.")
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, envelopeError("The event is not valid JSON: something follows it.")
	}
	return value, nil
}

// Write gives the JSON text of what Read or the ToWire methods give.
func Write(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), nil
}

// asDouble is a number as a double; false for what is not a number, or not finite.
func asDouble(value any) (float64, bool) {
	var double float64
	switch number := value.(type) {
	case json.Number:
		parsed, err := strconv.ParseFloat(string(number), 64)
		if err != nil {
			return 0, false
		}
		double = parsed
	case float64:
		double = number
	case int64:
		double = float64(number)
	default:
		return 0, false
	}
	return double, !math.IsNaN(double) && !math.IsInf(double, 0)
}

// asInteger is an integer, which 1.0 and 1e2 are, too; outside is -1 or 1 for one beyond the range of int64.
func asInteger(value any) (integer int64, outside int, ok bool) {
	switch number := value.(type) {
	case int64:
		return number, 0, true
	case json.Number:
		text := string(number)
		if parsed, err := strconv.ParseInt(text, 10, 64); err == nil {
			return parsed, 0, true
		}
		double, finite := asDouble(number)
		if !finite || double != math.Trunc(double) {
			return 0, 0, false
		}
		if double >= -0x1p63 && double < 0x1p63 && strings.ContainsAny(text, ".eE") {
			return int64(double), 0, true
		}
		if double < 0 {
			return 0, -1, true
		}
		return 0, 1, true
	case float64:
		if number != math.Trunc(number) || math.IsInf(number, 0) {
			return 0, 0, false
		}
		if number < -0x1p63 {
			return 0, -1, true
		}
		if number >= 0x1p63 {
			return 0, 1, true
		}
		return int64(number), 0, true
	}
	return 0, 0, false
}

// canonical writes one text for equal JSON: 1 and 1.0 are equal, and the order of members does not count.
func canonical(value any, text *strings.Builder) {
	switch value := value.(type) {
	case map[string]any:
		keys := make([]string, 0, len(value))
		for key := range value {
			keys = append(keys, key)
		}
		sort.Strings(keys)
		text.WriteByte('{')
		for _, key := range keys {
			text.WriteString(strconv.Quote(key))
			text.WriteByte(':')
			canonical(value[key], text)
			text.WriteByte(',')
		}
		text.WriteByte('}')
	case []any:
		text.WriteByte('[')
		for _, item := range value {
			canonical(item, text)
			text.WriteByte(',')
		}
		text.WriteByte(']')
	case string:
		text.WriteString(strconv.Quote(value))
	case bool:
		text.WriteString(strconv.FormatBool(value))
	case nil:
		text.WriteString("null")
	default:
		if integer, outside, ok := asInteger(value); ok && outside == 0 {
			text.WriteString(strconv.FormatInt(integer, 10))
		} else if number, ok := value.(json.Number); ok && !strings.ContainsAny(string(number), ".eE") {
			whole, _ := new(big.Int).SetString(string(number), 10)
			text.WriteString(whole.String())
		} else {
			double, _ := asDouble(value)
			text.WriteString(strconv.FormatFloat(double, 'g', -1, 64))
		}
	}
}
