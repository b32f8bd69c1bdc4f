package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"math"
	"os"
	"reflect"
	"strconv"
	"strings"

	"example.test/events/busbar"
)

// Makes the cases of the corpus (one a line, standard input) as structs, unchecked, and prints what Validate says of each. Left out is
// what the compiler would not let through, and what a struct cannot say: that a required field is absent.
//
// Usage: run_constructors <file with the types and fields of each event type>

// entry is what the generated package has for one event type; see registry.
type entry struct {
	data         any
	types        map[string]any
	unrecognized map[string]any
	scalars      map[string]func(any) any
}

type property struct {
	Name      string
	Attribute string
	Required  bool
	Type      shape
}

type alternative struct {
	Value string
	Type  shape
}

type shape struct {
	Kind         string
	Name         string
	Type         json.RawMessage
	Value        any
	Base         *shape
	Items        *shape
	Values       json.RawMessage
	Rest         *shape
	Tag          string
	Extensible   bool
	Properties   []property
	Alternatives []alternative
	Branches     []shape
}

type model struct {
	Data  shape
	Types map[string]struct{ Type shape }
}

// notSayable is the panic of a case that a struct cannot say.
var notSayable = errors.New("not sayable")

type maker struct {
	entry entry
	model model
}

func (s shape) inner(of json.RawMessage) shape {
	var found shape
	if err := json.Unmarshal(of, &found); err != nil {
		panic(err)
	}
	return found
}

func (m maker) resolved(given shape) shape {
	if given.Kind == "ref" {
		return m.model.Types[given.Name].Type
	}
	return given
}

func (m maker) takesNull(given shape) bool {
	kind := m.resolved(given).Kind
	return kind == "nullable" || kind == "null" || kind == "any"
}

func (m maker) event(value any) any {
	data := reflect.New(reflect.TypeOf(m.entry.data)).Elem()
	if m.model.Data.Kind == "union" {
		m.union(data.FieldByName("Data"), m.model.Data, "Data", value)
	} else {
		m.object(data, m.model.Data, value)
	}
	return data.Interface()
}

func (m maker) object(target reflect.Value, of shape, value any) {
	object, ok := value.(map[string]any)
	if !ok {
		panic(notSayable)
	}
	left := map[string]any{}
	for key, member := range object {
		left[key] = member
	}
	for _, one := range of.Properties {
		member, there := object[one.Name]
		delete(left, one.Name)
		if !there && one.Required || there && member == nil && !m.takesNull(one.Type) {
			panic(notSayable)
		}
		if there {
			m.field(target.FieldByName(one.Attribute), one, member)
		}
	}
	if len(left) == 0 {
		return
	}
	unknown := target.FieldByName("UnknownFields")
	unknown.Set(reflect.MakeMap(unknown.Type()))
	for key, member := range left {
		item := reflect.New(unknown.Type().Elem()).Elem()
		if of.Rest == nil {
			set(item, member)
		} else {
			m.set(item, *of.Rest, member)
		}
		unknown.SetMapIndex(reflect.ValueOf(key), item)
	}
}

func (m maker) field(target reflect.Value, one property, value any) {
	if one.Required {
		m.set(target, one.Type, value)
		return
	}
	if m.takesNull(one.Type) {
		target.Set(reflect.New(target.Type().Elem()))
		if value != nil {
			pointer := target.Elem().FieldByName("Value")
			pointer.Set(reflect.New(pointer.Type().Elem()))
			m.set(pointer.Elem(), m.withoutNull(one.Type), value)
		}
		return
	}
	if target.Kind() == reflect.Pointer {
		target.Set(reflect.New(target.Type().Elem()))
		target = target.Elem()
	}
	m.set(target, one.Type, value)
}

func (m maker) withoutNull(given shape) shape {
	if of := m.resolved(given); of.Kind == "nullable" {
		return of.inner(of.Type)
	}
	return given
}

func (m maker) set(target reflect.Value, given shape, value any) {
	of := m.resolved(given)
	switch of.Kind {
	case "null", "any":
		set(target, value)
	case "nullable":
		if value == nil {
			return
		}
		if target.Kind() == reflect.Pointer {
			target.Set(reflect.New(target.Type().Elem()))
			target = target.Elem()
		}
		m.set(target, of.inner(of.Type), value)
	case "object":
		m.object(target, of, value)
	case "union":
		m.union(target, of, given.Name, value)
	case "array":
		items, ok := value.([]any)
		if !ok {
			panic(notSayable)
		}
		target.Set(reflect.MakeSlice(target.Type(), len(items), len(items)))
		for index, item := range items {
			m.set(target.Index(index), *of.Items, item)
		}
	case "map":
		m.members(target, of, value)
	case "scalars":
		m.scalar(target, of, given.Name, value)
	case "enum":
		if of.Base.Kind == "scalars" {
			m.scalar(target, *of.Base, given.Name, value)
		} else {
			set(target, plain(of.Base.Kind, value))
		}
	case "const":
		set(target, plain(kindOf(target), value))
	default:
		set(target, plain(of.Kind, value))
	}
}

func (m maker) members(target reflect.Value, of shape, value any) {
	object, ok := value.(map[string]any)
	if !ok {
		panic(notSayable)
	}
	values := of.inner(of.Values)
	target.Set(reflect.MakeMap(target.Type()))
	for key, member := range object {
		item := reflect.New(target.Type().Elem()).Elem()
		m.set(item, values, member)
		target.SetMapIndex(reflect.ValueOf(key), item)
	}
}

func (m maker) union(target reflect.Value, of shape, name string, value any) {
	object, _ := value.(map[string]any)
	tag, ok := object[of.Tag].(string)
	if !ok {
		panic(notSayable)
	}
	for _, one := range of.Alternatives {
		if one.Value != tag {
			continue
		}
		made := reflect.New(reflect.TypeOf(m.entry.types[one.Type.Name])).Elem()
		m.object(made, m.resolved(one.Type), value)
		target.Set(made)
		return
	}
	newer, known := m.entry.unrecognized[name]
	if !known {
		panic(notSayable)
	}
	made := reflect.New(reflect.TypeOf(newer)).Elem()
	made.FieldByName("Tag").SetString(tag)
	made.FieldByName("Fields").Set(reflect.ValueOf(object))
	target.Set(made)
}

func (m maker) scalar(target reflect.Value, of shape, name string, value any) {
	for _, branch := range of.Branches {
		if found, ok := try(branch.Kind, value); ok {
			set(target, m.entry.scalars[name](found))
			return
		}
	}
	panic(notSayable)
}

func kindOf(target reflect.Value) string {
	switch target.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int64:
		return "integer"
	}
	return "number"
}

// plain is a value of the Go type that a scalar has.
func plain(kind string, value any) any {
	found, ok := try(kind, value)
	if !ok {
		panic(notSayable)
	}
	return found
}

func try(kind string, value any) (any, bool) {
	switch value := value.(type) {
	case string:
		return value, kind == "string"
	case bool:
		return value, kind == "boolean"
	case json.Number:
		if integer, err := strconv.ParseInt(string(value), 10, 64); err == nil && kind == "integer" {
			return integer, true
		}
		double, _ := strconv.ParseFloat(string(value), 64)
		if kind == "integer" {
			isWhole := double == math.Trunc(double) && math.Abs(double) < 0x1p63 && strings.ContainsAny(string(value), ".eE")
			return int64(double), isWhole
		}
		return double, kind == "number"
	}
	return nil, false
}

func set(target reflect.Value, value any) {
	if value != nil {
		target.Set(reflect.ValueOf(value).Convert(target.Type()))
	}
}

type testCase struct {
	ID        string `json:"id"`
	EventType string `json:"eventType"`
	View      string `json:"view"`
	Data      string `json:"data"`
}

type result struct {
	ID     string         `json:"id"`
	Valid  bool           `json:"valid"`
	Issues []busbar.Issue `json:"issues"`
	Output string         `json:"output,omitempty"`
}

func resultOf(test testCase, models map[string]model) (found *result) {
	defer func() {
		if reason := recover(); reason == notSayable {
			found = nil
		} else if reason != nil {
			panic(reason)
		}
	}()
	value, err := busbar.Read([]byte(test.Data))
	if err != nil {
		panic(err)
	}
	data := maker{registry[test.EventType], models[test.EventType]}.event(value)
	found = &result{ID: test.ID, Valid: true, Issues: []busbar.Issue{}}
	var invalid *busbar.ValidationError
	if errors.As(data.(interface{ Validate() error }).Validate(), &invalid) {
		found.Valid, found.Issues = false, invalid.Issues
		return found
	}
	written, err := busbar.Write(data.(busbar.Data).ToWire())
	if err != nil {
		panic(err)
	}
	found.Output = string(written)
	return found
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	var models map[string]model
	if err := json.Unmarshal(text, &models); err != nil {
		panic(err)
	}
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<26)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		var test testCase
		if err := json.Unmarshal(input.Bytes(), &test); err != nil {
			panic(err)
		}
		if found := resultOf(test, models); found != nil {
			if err := output.Encode(found); err != nil {
				panic(err)
			}
		}
	}
}
