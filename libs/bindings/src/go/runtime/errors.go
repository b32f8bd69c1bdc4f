package busbar

import (
	"fmt"
	"sort"
	"strings"
)

// Issue is one thing wrong with an event's data. It never holds the value itself.
type Issue struct {
	// Path is a JSON pointer (RFC 6901) into the data; empty for the whole. It names the property that is missing or too many.
	Path string `json:"path"`
	// Keyword is the JSON Schema keyword that is not met: "required", "enum", "additionalProperties", …
	Keyword string `json:"keyword"`
	// Message is what was expected, in words.
	Message string `json:"message"`
}

// ValidationError says that data does not meet its contract.
type ValidationError struct {
	// Type is the event type, "delivery.status.updated@1", with the part of it if a part was checked on its own.
	Type string
	// Issues are all that is wrong, sorted by path and keyword.
	Issues []Issue
}

func (e *ValidationError) Error() string {
	var text strings.Builder
	count := fmt.Sprintf("%d problems", len(e.Issues))
	if len(e.Issues) == 1 {
		count = "1 problem"
	}
	fmt.Fprintf(&text, "%q has %s:", e.Type, count)
	for _, issue := range e.Issues {
		path := issue.Path
		if path == "" {
			path = "(data)"
		}
		fmt.Fprintf(&text, "\n  %s %s", path, issue.Message)
	}
	return text.String()
}

// EnvelopeError says that the envelope around the data is wrong: no JSON, or metadata that is missing, malformed or of another
// event type.
type EnvelopeError struct {
	message string
}

func (e *EnvelopeError) Error() string {
	return e.message
}

func envelopeError(format string, arguments ...any) error {
	return &EnvelopeError{fmt.Sprintf(format, arguments...)}
}

func sorted(issues []Issue) []Issue {
	sort.SliceStable(issues, func(a, b int) bool {
		if issues[a].Path != issues[b].Path {
			return issues[a].Path < issues[b].Path
		}
		return issues[a].Keyword < issues[b].Keyword
	})
	return issues
}
