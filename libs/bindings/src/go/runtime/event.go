// Package busbar is what generated events are made of. Standard library only.
package busbar

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Data is the data of an event, or an object in it.
type Data interface {
	// ToWire gives the data with its names on the wire.
	ToWire() any
}

// Metadata is what the platform knows about an event. It travels beside the data, in the detail of the EventBridge event.
type Metadata struct {
	// ID is a UUIDv7. It stays the same over retries, replays and redrives: the idempotency key. EventBridge's own does not.
	ID string `json:"id"`
	// Type is "delivery.status.updated@1".
	Type string `json:"type"`
	// Version of the contract that the publisher was built with, "1.2.0".
	Version string `json:"version"`
	// Time is when it happened: RFC 3339 with milliseconds, in UTC.
	Time string `json:"time"`
	// Publisher is the service that published it.
	Publisher string `json:"publisher"`
	// CorrelationID is shared by all events that follow from one beginning.
	CorrelationID string `json:"correlationId"`
	// CausationID is the id of the event that led to this one, if any.
	CausationID string `json:"causationId,omitempty"`
	// Traceparent is a W3C trace context, if any.
	Traceparent string `json:"traceparent,omitempty"`
}

// Option says what is known about a new event beside its data.
type Option func(*Metadata)

// CausedBy gives correlation, causation and trace of the received event that led to this one.
func CausedBy(cause Metadata) Option {
	return func(metadata *Metadata) {
		metadata.CorrelationID, metadata.CausationID, metadata.Traceparent = cause.CorrelationID, cause.ID, cause.Traceparent
	}
}

// WithID publishes the same event again, from an outbox for example. It is a UUID.
func WithID(id string) Option {
	return func(metadata *Metadata) {
		if metadata.CorrelationID == metadata.ID {
			metadata.CorrelationID = id
		}
		metadata.ID = id
	}
}

// WithCorrelationID has 1 to 256 characters.
func WithCorrelationID(id string) Option {
	return func(metadata *Metadata) { metadata.CorrelationID = id }
}

// WithTraceparent is a W3C trace context.
func WithTraceparent(traceparent string) Option {
	return func(metadata *Metadata) { metadata.Traceparent = traceparent }
}

// WithTime is when it happened, if not now.
func WithTime(moment time.Time) Option {
	return func(metadata *Metadata) { metadata.Time = isoTime(moment) }
}

// Event is an event of some type: made by its constructor, or read.
type Event[D Data] struct {
	Metadata Metadata `json:"metadata"`
	Data     D        `json:"data"`
}

// Type is what the bindings know about an event type.
type Type struct {
	// Name is "delivery.status.updated@1"; the detail-type on the wire.
	Name string
	// Major is the number after the @.
	Major int
	// Version is the newest released version of the contract when the bindings were generated.
	Version string
	// Source is the EventBridge source.
	Source string
	// Publisher is the one service that publishes it.
	Publisher string
}

// New makes an event of data that was checked. For generated code.
func New[D Data](of Type, data D, options []Option) (*Event[D], error) {
	now := time.Now()
	id := UUID7(now.UnixMilli())
	metadata := Metadata{ID: id, Type: of.Name, Version: of.Version, Time: isoTime(now), Publisher: of.Publisher, CorrelationID: id}
	for _, option := range options {
		option(&metadata)
	}
	if err := metadata.check(); err != nil {
		return nil, err
	}
	return &Event[D]{Metadata: metadata, Data: data}, nil
}

// Envelope reads the detail of an EventBridge event: its metadata, and its data as Read gives it. For generated code.
func Envelope(of Type, detail []byte) (Metadata, any, error) {
	value, err := Read(detail)
	if err != nil {
		return Metadata{}, nil, err
	}
	envelope, ok := value.(map[string]any)
	if !ok {
		return Metadata{}, nil, envelopeError("%q: detail must be an object.", of.Name)
	}
	metadata, err := readMetadata(envelope["metadata"])
	if err != nil {
		return Metadata{}, nil, err
	}
	if metadata.Type != of.Name {
		return Metadata{}, nil, envelopeError("%q: metadata.type is that of another event type.", of.Name)
	}
	if major, _, _ := strings.Cut(metadata.Version, "."); major != strconv.Itoa(of.Major) {
		return Metadata{}, nil, envelopeError("%q: metadata.version is not of major %d.", of.Name, of.Major)
	}
	return metadata, envelope["data"], nil
}

func readMetadata(value any) (Metadata, error) {
	var metadata Metadata
	wire, ok := value.(map[string]any)
	if !ok {
		return metadata, envelopeError("metadata must be an object.")
	}
	for _, part := range []struct {
		name     string
		into     *string
		optional bool
	}{
		{"id", &metadata.ID, false}, {"type", &metadata.Type, false}, {"version", &metadata.Version, false},
		{"time", &metadata.Time, false}, {"publisher", &metadata.Publisher, false}, {"correlationId", &metadata.CorrelationID, false},
		{"causationId", &metadata.CausationID, true}, {"traceparent", &metadata.Traceparent, true},
	} {
		found, there := wire[part.name]
		if part.optional && !there {
			continue
		}
		text, ok := found.(string)
		if !ok || part.optional && text == "" {
			return metadata, envelopeError("metadata.%s must be a string.", part.name)
		}
		*part.into = text
	}
	return metadata, metadata.check()
}

var traceparentPattern = regexp.MustCompile(`^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:$|-)`)

func (m *Metadata) check() error {
	if !uuidPattern.MatchString(m.ID) {
		return envelopeError("metadata.id must be a UUID.")
	}
	if !isDateTime(m.Time) {
		return envelopeError("metadata.time must be an RFC 3339 date and time.")
	}
	if m.CorrelationID == "" || len([]rune(m.CorrelationID)) > 256 {
		return envelopeError("metadata.correlationId must have 1 to 256 characters.")
	}
	if len([]rune(m.CausationID)) > 256 {
		return envelopeError("metadata.causationId must have 1 to 256 characters.")
	}
	if m.Traceparent != "" {
		parts := traceparentPattern.FindStringSubmatch(m.Traceparent)
		if parts == nil || parts[1] == "ff" || strings.Trim(parts[2], "0") == "" || strings.Trim(parts[3], "0") == "" {
			return envelopeError("metadata.traceparent must be a W3C trace context (version-trace-parent-flags).")
		}
	}
	return nil
}

func isoTime(moment time.Time) string {
	return moment.UTC().Format("2006-01-02T15:04:05.000Z")
}
