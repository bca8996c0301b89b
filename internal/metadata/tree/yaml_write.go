package tree

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// reservedWord are texts that some YAML takes for something else: loaders of
// YAML 1.1, PyYAML among them, read "no" as false.
var reservedWord = map[string]bool{
	"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true,
	"true": true, "false": true, "null": true,
}

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
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case IsPrinted(r):
			b.WriteRune(r)
		case r <= 0xff:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// isPlain reports whether a text needs no quotes. What does not begin with a
// letter could be a number, a time, or an indicator of YAML's.
func isPlain(s string, inBrackets bool) bool {
	if s == "" || reservedWord[strings.ToLower(s)] || strings.HasSuffix(s, " ") || strings.HasSuffix(s, ":") ||
		strings.Contains(s, ": ") || strings.Contains(s, " #") || inBrackets && strings.ContainsAny(s, "[]{},:") {
		return false
	}
	for i, r := range s {
		if i == 0 && !unicode.IsLetter(r) || !IsPrinted(r) || r == '"' {
			return false
		}
	}
	return true
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
