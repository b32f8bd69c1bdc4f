// Whether each text has what a pattern finds (one pattern with its texts a line, standard input).
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"regexp"
)

type search struct {
	Expression string
	Also, Not  []string
	Texts      []string
}

func (one search) found(text string) bool {
	if !regexp.MustCompile(one.Expression).MatchString(text) {
		return false
	}
	for _, condition := range one.Also {
		if !regexp.MustCompile(condition).MatchString(text) {
			return false
		}
	}
	for _, condition := range one.Not {
		if regexp.MustCompile(condition).MatchString(text) {
			return false
		}
	}
	return true
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<26)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		var one search
		if err := json.Unmarshal(input.Bytes(), &one); err != nil {
			panic(err)
		}
		found := []bool{}
		for _, text := range one.Texts {
			found = append(found, one.found(text))
		}
		if err := output.Encode(found); err != nil {
			panic(err)
		}
	}
}
