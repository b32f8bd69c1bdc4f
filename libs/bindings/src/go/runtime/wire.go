package busbar

import "encoding/json"

// OrNull is a field that is there, with a value that may be null: Value is nil then. Where a field may be absent and may be null,
// the pointer to it is nil when it is absent.
type OrNull[T any] struct {
	Value *T
}

// MarshalJSON writes the value, or null.
func (o OrNull[T]) MarshalJSON() ([]byte, error) {
	return json.Marshal(o.Value)
}

// Ptr points to a value, for fields that may be absent.
func Ptr[T any](value T) *T {
	return &value
}

// The functions below are for generated code. Those that read get what was checked before.

// Object is an object with its names on the wire.
func Object(value any) map[string]any {
	object, _ := value.(map[string]any)
	return object
}

// Text reads a string.
func Text[T ~string](value any) T {
	text, _ := value.(string)
	return T(text)
}

// Truth reads a boolean.
func Truth(value any) bool {
	truth, _ := value.(bool)
	return truth
}

// Integer reads an integer.
func Integer(value any) int64 {
	integer, _, _ := asInteger(value)
	return integer
}

// Number reads a number.
func Number(value any) float64 {
	double, _ := asDouble(value)
	return double
}

// IntegerOr reads an integer; it returns any other value as it is.
func IntegerOr(value any) any {
	if integer, _, ok := asInteger(value); ok {
		return integer
	}
	return value
}

// NumberOr reads a number; it returns any other value as it is.
func NumberOr(value any) any {
	if number, ok := asDouble(value); ok {
		return number
	}
	return value
}

// Any reads any JSON.
func Any(value any) any {
	return value
}

// List reads a list.
func List[T any](value any, read func(any) T) []T {
	items, _ := value.([]any)
	list := make([]T, len(items))
	for index, item := range items {
		list[index] = read(item)
	}
	return list
}

// Map reads a map.
func Map[T any](value any, read func(any) T) map[string]T {
	object := Object(value)
	result := make(map[string]T, len(object))
	for key, member := range object {
		result[key] = read(member)
	}
	return result
}

// Nullable reads a value or null.
func Nullable[T any](value any, read func(any) T) *T {
	if value == nil {
		return nil
	}
	result := read(value)
	return &result
}

// Optional reads a field that may be absent.
func Optional[T any](object map[string]any, name string, read func(any) T) *T {
	value, there := object[name]
	if !there {
		return nil
	}
	result := read(value)
	return &result
}

// Unknown gives the fields that a newer version added; nil for none.
func Unknown(object map[string]any, known ...string) map[string]any {
	var unknown map[string]any
next:
	for key, member := range object {
		for _, name := range known {
			if key == name {
				continue next
			}
		}
		if unknown == nil {
			unknown = map[string]any{}
		}
		unknown[key] = member
	}
	return unknown
}

// WireList writes a list; nil is a list of nothing.
func WireList[T any](list []T, write func(T) any) any {
	items := make([]any, len(list))
	for index, item := range list {
		items[index] = write(item)
	}
	return items
}

// WireMap writes a map; nil is a map of nothing.
func WireMap[T any](values map[string]T, write func(T) any) any {
	object := make(map[string]any, len(values))
	for key, member := range values {
		object[key] = write(member)
	}
	return object
}

// WireNullable writes a value or null.
func WireNullable[T any](value *T, write func(T) any) any {
	if value == nil {
		return nil
	}
	return write(*value)
}

// WireData writes an object; null for none, which the check reports.
func WireData(data Data) any {
	if data == nil {
		return nil
	}
	return data.ToWire()
}
