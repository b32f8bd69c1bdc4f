package busbar

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Shape is what data of a contract has to be, in either view. For generated code.
type Shape interface {
	check(value any, at path, report *report)
}

// Check reports everything that is wrong with data; newer values and fields are let through to consumers.
func Check(eventType string, shape Shape, value any, consumer bool) error {
	found := &report{consumer: consumer}
	shape.check(value, path{}, found)
	if len(found.issues) == 0 {
		return nil
	}
	return &ValidationError{Type: eventType, Issues: sorted(found.issues)}
}

type report struct {
	issues   []Issue
	consumer bool
}

func (r *report) add(at path, keyword, message string) {
	r.issues = append(r.issues, Issue{Path: at.String(), Keyword: keyword, Message: message})
}

func (r *report) hasWrongType() bool {
	for _, issue := range r.issues {
		if issue.Keyword == "type" {
			return true
		}
	}
	return false
}

// path is where a value is; written out only where something is wrong.
type path struct {
	parent *path
	name   string
	index  int
}

func (p *path) member(name string) path {
	return path{parent: p, name: name, index: -1}
}

func (p *path) item(index int) path {
	return path{parent: p, index: index}
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

func (p path) String() string {
	if p.parent == nil {
		return ""
	}
	if p.index >= 0 {
		return p.parent.String() + "/" + strconv.Itoa(p.index)
	}
	return p.parent.String() + "/" + pointerEscapes.Replace(p.name)
}

// StringShape is a string. Limits are in code points.
type StringShape struct {
	MinLength int
	// MaxLength is without effect when it is negative.
	MaxLength int
	Patterns  []Pattern
	// PatternWithinLength leaves strings longer than MaxLength unsearched, as in the other languages, whose engines backtrack.
	PatternWithinLength bool
	Format              string
}

// Pattern has to be found in a string or, when it is negated, must not be.
type Pattern struct {
	Expression *regexp.Regexp
	Negated    bool
	// Written is as the contract has it.
	Written string
}

func (s StringShape) check(value any, at path, report *report) {
	text, ok := value.(string)
	if !ok {
		report.add(at, "type", "must be string")
		return
	}
	patterns := s.Patterns
	if s.MinLength > 0 || s.MaxLength >= 0 {
		length := utf8.RuneCountInString(text)
		if length < s.MinLength {
			report.add(at, "minLength", "must have at least "+count(s.MinLength, "character"))
		}
		if s.MaxLength >= 0 && length > s.MaxLength {
			report.add(at, "maxLength", "must have at most "+count(s.MaxLength, "character"))
			if s.PatternWithinLength {
				patterns = nil
			}
		}
	}
	for _, pattern := range patterns {
		if pattern.Expression.MatchString(text) == pattern.Negated {
			report.add(at, "pattern", "must match "+pattern.Written)
			break
		}
	}
	if s.Format != "" && !formats[s.Format](text) {
		report.add(at, "format", "must be a valid "+s.Format)
	}
}

// IntegerShape is an integer within its width, Least to Most.
type IntegerShape struct {
	Least, Most                                                      int64
	Minimum, Maximum, ExclusiveMinimum, ExclusiveMaximum, MultipleOf *int64
}

func (s IntegerShape) check(value any, at path, report *report) {
	integer, outside, ok := asInteger(value)
	switch {
	case !ok:
		report.add(at, "type", "must be integer")
		return
	case outside < 0 || outside == 0 && integer < s.Least:
		report.add(at, "minimum", fmt.Sprintf("must be at least %d", s.Least))
		return
	case outside > 0 || integer > s.Most:
		report.add(at, "maximum", fmt.Sprintf("must be at most %d", s.Most))
		return
	}
	if s.Minimum != nil && integer < *s.Minimum {
		report.add(at, "minimum", fmt.Sprintf("must be at least %d", *s.Minimum))
	}
	if s.Maximum != nil && integer > *s.Maximum {
		report.add(at, "maximum", fmt.Sprintf("must be at most %d", *s.Maximum))
	}
	if s.ExclusiveMinimum != nil && integer <= *s.ExclusiveMinimum {
		report.add(at, "exclusiveMinimum", fmt.Sprintf("must be more than %d", *s.ExclusiveMinimum))
	}
	if s.ExclusiveMaximum != nil && integer >= *s.ExclusiveMaximum {
		report.add(at, "exclusiveMaximum", fmt.Sprintf("must be less than %d", *s.ExclusiveMaximum))
	}
	if s.MultipleOf != nil && integer%*s.MultipleOf != 0 {
		report.add(at, "multipleOf", fmt.Sprintf("must be a multiple of %d", *s.MultipleOf))
	}
}

// NumberShape is a finite double.
type NumberShape struct {
	Minimum, Maximum, ExclusiveMinimum, ExclusiveMaximum, MultipleOf *float64
}

func (s NumberShape) check(value any, at path, report *report) {
	double, ok := asDouble(value)
	if !ok {
		report.add(at, "type", "must be number")
		return
	}
	if s.Minimum != nil && double < *s.Minimum {
		report.add(at, "minimum", fmt.Sprintf("must be at least %v", *s.Minimum))
	}
	if s.Maximum != nil && double > *s.Maximum {
		report.add(at, "maximum", fmt.Sprintf("must be at most %v", *s.Maximum))
	}
	if s.ExclusiveMinimum != nil && double <= *s.ExclusiveMinimum {
		report.add(at, "exclusiveMinimum", fmt.Sprintf("must be more than %v", *s.ExclusiveMinimum))
	}
	if s.ExclusiveMaximum != nil && double >= *s.ExclusiveMaximum {
		report.add(at, "exclusiveMaximum", fmt.Sprintf("must be less than %v", *s.ExclusiveMaximum))
	}
	if s.MultipleOf != nil && math.Mod(double, *s.MultipleOf) != 0 {
		report.add(at, "multipleOf", fmt.Sprintf("must be a multiple of %v", *s.MultipleOf))
	}
}

// BooleanShape is true or false.
type BooleanShape struct{}

func (BooleanShape) check(value any, at path, report *report) {
	if _, ok := value.(bool); !ok {
		report.add(at, "type", "must be boolean")
	}
}

// NullShape is null.
type NullShape struct{}

func (NullShape) check(value any, at path, report *report) {
	if value != nil {
		report.add(at, "type", "must be null")
	}
}

// AnyShape is any JSON.
type AnyShape struct{}

func (s AnyShape) check(value any, at path, report *report) {
	switch value := value.(type) {
	case map[string]any:
		for key, member := range value {
			s.check(member, at.member(key), report)
		}
	case []any:
		for index, item := range value {
			s.check(item, at.item(index), report)
		}
	case nil, string, bool:
	default:
		if _, ok := asDouble(value); !ok {
			report.add(at, "type", "must be JSON with finite numbers")
		}
	}
}

// NullableShape is null, or what it holds.
type NullableShape struct{ Shape Shape }

func (s NullableShape) check(value any, at path, report *report) {
	if value != nil {
		s.Shape.check(value, at, report)
	}
}

// ConstShape is one value: a string, a bool or a float64. A value of another type is an issue "type" when the contract says one.
type ConstShape struct {
	Value any
	Type  string
}

func (s ConstShape) check(value any, at path, report *report) {
	var sameType bool
	switch s.Value.(type) {
	case string:
		_, sameType = value.(string)
	case bool:
		_, sameType = value.(bool)
	default:
		_, sameType = asDouble(value)
		if s.Type == "integer" {
			_, _, sameType = asInteger(value)
		}
	}
	if s.Type != "" && !sameType {
		report.add(at, "type", "must be "+s.Type)
	} else if !sameType || !same(s.Value, value) {
		written, _ := json.Marshal(s.Value)
		report.add(at, "const", "must be "+string(written))
	}
}

// ScalarsShape is a union of scalars: one shape for each JSON type that a value may have, nil for those that it may not have.
type ScalarsShape struct {
	String, Number, Boolean Shape
	// Types are all that it may be, in words.
	Types string
}

func (s ScalarsShape) check(value any, at path, all *report) {
	shape := s.Number
	switch value.(type) {
	case string:
		shape = s.String
	case bool:
		shape = s.Boolean
	}
	own := &report{consumer: all.consumer}
	if shape != nil && value != nil {
		shape.check(value, at, own)
	}
	if shape == nil || value == nil || own.hasWrongType() {
		all.add(at, "type", "must be "+s.Types)
		return
	}
	all.issues = append(all.issues, own.issues...)
}

// EnumShape is one of several values, all of them as the base is.
type EnumShape struct {
	Base       Shape
	Extensible bool
	Values     []any
}

func (s EnumShape) check(value any, at path, all *report) {
	own := &report{consumer: all.consumer}
	s.Base.check(value, at, own)
	all.issues = append(all.issues, own.issues...)
	if s.Extensible && all.consumer {
		return
	}
	if own.hasWrongType() {
		return
	}
	texts := make([]string, len(s.Values))
	for index, one := range s.Values {
		if same(one, value) {
			return
		}
		written, _ := json.Marshal(one)
		texts[index] = string(written)
	}
	all.add(at, "enum", "must be one of "+strings.Join(texts, ", "))
}

// ListShape is a list. MaxItems is without effect when it is negative.
type ListShape struct {
	Items              Shape
	MinItems, MaxItems int
	Unique             bool
}

func (s ListShape) check(value any, at path, report *report) {
	list, ok := value.([]any)
	if !ok {
		report.add(at, "type", "must be array")
		return
	}
	if len(list) < s.MinItems {
		report.add(at, "minItems", "must have at least "+count(s.MinItems, "item"))
	}
	if s.MaxItems >= 0 && len(list) > s.MaxItems {
		report.add(at, "maxItems", "must have at most "+count(s.MaxItems, "item"))
	}
	before := len(report.issues)
	for index, item := range list {
		s.Items.check(item, at.item(index), report)
	}
	if !s.Unique || len(report.issues) > before {
		return
	}
	seen := make(map[string]bool, len(list))
	for _, item := range list {
		var text strings.Builder
		canonical(item, &text)
		if seen[text.String()] {
			report.add(at, "uniqueItems", "must not have the same item twice")
			return
		}
		seen[text.String()] = true
	}
}

// MapShape is an object with any keys.
type MapShape struct{ Values Shape }

func (s MapShape) check(value any, at path, report *report) {
	object, ok := value.(map[string]any)
	if !ok {
		report.add(at, "type", "must be object")
		return
	}
	for key, member := range object {
		s.Values.check(member, at.member(key), report)
	}
}

// ObjectShape is an object. Rest is the shape of all other properties, if there may be others.
type ObjectShape struct {
	Properties map[string]Property
	Rest       Shape
}

// Property is a property of an object.
type Property struct {
	Shape    Shape
	Required bool
}

func (s *ObjectShape) check(value any, at path, report *report) {
	object, ok := value.(map[string]any)
	if !ok {
		report.add(at, "type", "must be object")
		return
	}
	for name, property := range s.Properties {
		if _, there := object[name]; property.Required && !there {
			report.add(at.member(name), "required", "is required")
		}
	}
	for key, member := range object {
		own := at.member(key)
		if property, known := s.Properties[key]; known {
			property.Shape.check(member, own, report)
		} else if s.Rest != nil {
			s.Rest.check(member, own, report)
		} else if report.consumer {
			AnyShape{}.check(member, own, report)
		} else {
			report.add(own, "additionalProperties", "is not a field of this event")
		}
	}
}

func count(limit int, noun string) string {
	if limit == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", limit, noun)
}

// UnionShape is one of several objects, told apart by a string.
type UnionShape struct {
	Tag          string
	Extensible   bool
	Alternatives map[string]Shape
}

func (s *UnionShape) check(value any, at path, report *report) {
	object, ok := value.(map[string]any)
	if !ok {
		report.add(at, "type", "must be object")
		return
	}
	found, there := object[s.Tag]
	if !there {
		report.add(at.member(s.Tag), "required", "is required")
		return
	}
	tag, ok := found.(string)
	if !ok {
		report.add(at.member(s.Tag), "type", "must be string")
		return
	}
	if alternative, known := s.Alternatives[tag]; known {
		alternative.check(value, at, report)
	} else if s.Extensible && report.consumer {
		AnyShape{}.check(value, at, report)
	} else {
		report.add(at.member(s.Tag), "oneOf", "must be one of the kinds that the contract lists")
	}
}

func same(expected, value any) bool {
	if number, ok := expected.(float64); ok {
		double, ok := asDouble(value)
		return ok && double == number
	}
	return expected == value
}

// Properties lists what MustHave and MayHave make.
func Properties(properties ...NamedProperty) map[string]Property {
	byName := make(map[string]Property, len(properties))
	for _, property := range properties {
		byName[property.name] = property.Property
	}
	return byName
}

// NamedProperty is a property and its name.
type NamedProperty struct {
	Property
	name string
}

// MustHave is a property that has to be there.
func MustHave(name string, shape Shape) NamedProperty {
	return NamedProperty{Property{shape, true}, name}
}

// MayHave is a property that may be absent.
func MayHave(name string, shape Shape) NamedProperty {
	return NamedProperty{Property{shape, false}, name}
}

// Found is a pattern that is to be found; written is as the contract has it.
func Found(expression, written string) Pattern {
	return Pattern{regexp.MustCompile(expression), false, written}
}

// NotFound is a pattern that is not to be found.
func NotFound(expression, written string) Pattern {
	return Pattern{regexp.MustCompile(expression), true, written}
}
