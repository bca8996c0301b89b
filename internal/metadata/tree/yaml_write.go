package tree

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/token"
	"go.yaml.in/yaml/v3"
)

// plainNumber is a number that all YAML reads alike: 1e5 is a text in YAML 1.1,
// and 010 is eight.
var plainNumber = regexp.MustCompile(`^-?(?:0|[1-9]\d*)(?:\.\d+)?$`)

// Quote writes a text in one line, so that it is read back as that text by
// any loader. Inside of brackets, as in [a, b], fewer texts can go without
// quotes.
func Quote(s string, inBrackets bool) string {
	if isPlain(s, inBrackets) {
		return s
	}
	return strconv.Quote(s) // each of Go's escapes is one of YAML's
}

// isPlain reports whether a text needs no quotes: both libraries leave it without.
// The one that does not read metadata knows brackets, and the types of YAML 1.1,
// which PyYAML has: yes, 1_000, 12:30. Of two of those it does not: = and <<.
func isPlain(s string, inBrackets bool) bool {
	if s == "=" || s == "<<" || token.IsNeedQuoted(s) || strings.ContainsFunc(s, func(r rune) bool { return !IsPrinted(r) }) {
		return false
	}
	var value any = s
	want := s + "\n"
	if inBrackets {
		value = &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle,
			Content: []*yaml.Node{{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}}}
		want = "[" + s + "]\n"
	}
	text, err := yaml.Marshal(value)
	return err == nil && string(text) == want
}

// IsPrinted reports whether a character stands as it is in YAML and is seen.
func IsPrinted(r rune) bool { return unicode.IsPrint(r) && r != unicode.ReplacementChar }

// QuoteNumber writes a number that was read from text; a text that is none comes
// as a text, for the checks to find.
func QuoteNumber(s string, inBrackets bool) string {
	trimmed := strings.TrimSpace(s)
	if plainNumber.MatchString(trimmed) {
		return trimmed
	}
	x, err := strconv.ParseFloat(trimmed, 64)
	switch {
	case strings.EqualFold(trimmed, ".nan"):
		return ".nan"
	case err != nil || math.IsInf(x, 0) || math.IsNaN(x):
		return Quote(s, inBrackets)
	}
	return QuoteFloat(x)
}

// QuoteFloat writes a number so that YAML 1.1 sees one in it: a mantissa with a
// point, an exponent with a sign.
func QuoteFloat(x float64) string {
	switch {
	case math.IsNaN(x):
		return ".nan"
	case math.IsInf(x, 1):
		return ".inf"
	case math.IsInf(x, -1):
		return "-.inf"
	}
	text := strconv.FormatFloat(x, 'g', -1, 64)
	mantissa, exponent, _ := strings.Cut(text, "e")
	switch {
	case exponent == "":
		return text
	case !strings.Contains(mantissa, "."):
		mantissa += ".0"
	}
	return mantissa + "e" + exponent
}

// QuoteBlock writes a text in several lines of at most width characters: those
// it has, however long, or one line folded. It returns what stands after the
// key, and the lines below, without their indent; ok is false where a block
// cannot hold the text.
func QuoteBlock(s string, width int) (header string, lines []string, ok bool) {
	lines = strings.Split(s, "\n")
	for _, line := range lines {
		if strings.TrimSpace(line) != line || strings.ContainsFunc(line, func(r rune) bool { return !IsPrinted(r) }) {
			return "", nil, false
		}
	}
	if lines[0] == "" || lines[len(lines)-1] == "" {
		return "", nil, false
	}
	if len(lines) > 1 {
		return "|-", lines, true
	}
	if strings.Contains(s, "  ") {
		return "", nil, false
	}
	return ">-", Wrap(s, width), true
}

// Wrap cuts a text into lines at its spaces. What cannot be seen in a comment is
// left out.
func Wrap(s string, width int) []string {
	words := strings.FieldsFunc(s, func(r rune) bool { return !IsPrinted(r) || r == ' ' })
	var lines []string
	line := ""
	for _, word := range words {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
