package tree

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/token"
)

// refusal says in the words of this program what keeps a file from being YAML.
type refusal struct {
	at            Position
	message, hint string
}

// refuser finds out what is wrong in a text that the YAML library refused. The
// library says what its parser met; people want to know what to change.
type refuser struct {
	lines  *Lines
	tokens token.Tokens
	at     Position // what the library blames
	said   string   // the library's words
	known  Vocabulary
}

// refusal returns the first explanation that fits.
func (r *refuser) refusal() refusal {
	for _, explain := range []func() *refusal{
		r.conflict, r.twice, r.tab, r.quote, r.directive, r.behindQuote, r.specialStart, r.listInLine,
		r.colonInText, r.brackets, r.noSpace, r.indented,
	} {
		if found := explain(); found != nil {
			return *found
		}
	}
	return refusal{r.at, "this is not YAML", "a text with special characters needs quotes; keys of one section are indented alike, with spaces"}
}

// on returns a position in a line, from a byte on, over what stands there.
func (r *refuser) on(line, from int, what string) Position {
	text := r.lines.at(line)
	return Position{Line: line, Column: len([]rune(text[:from])) + 1, width: len([]rune(what))}
}

// conflict finds the marks that git leaves where two versions disagree.
func (r *refuser) conflict() *refusal {
	for i, text := range r.lines.texts {
		if strings.HasPrefix(text, "<<<<<<< ") || strings.HasPrefix(text, ">>>>>>> ") {
			return &refusal{r.on(i+1, 0, text), "two versions of the file were merged and disagree here", "keep one of them, and take the marks of the conflict away"}
		}
	}
	return nil
}

// twice finds a key that is there twice.
func (r *refuser) twice() *refusal {
	m := regexp.MustCompile(`(?s)^mapping key (".*") already defined at \[(\d+):`).FindStringSubmatch(r.said)
	if m == nil {
		return nil
	}
	key, err := strconv.Unquote(m[1])
	if err != nil {
		return nil
	}
	return &refusal{r.at, twiceMessage(key, m[2]), twiceHint}
}

const twiceHint = "keep one of them"

func twiceMessage[T int | string](key string, line T) string {
	return fmt.Sprintf("key %q is there twice, first in line %v", key, line)
}

// tab finds a tab in the indentation of the line that is blamed, or else of one
// near it.
func (r *refuser) tab() *refusal {
	for _, line := range []int{r.at.Line, r.at.Line + 1, r.at.Line - 1} {
		text := r.lines.at(line)
		indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
		if at := strings.IndexByte(indent, '\t'); at >= 0 {
			return &refusal{r.on(line, at, strings.TrimLeft(indent[at:], " ")), "a tab stands before the text, and YAML allows spaces alone", "indent with spaces"}
		}
	}
	return nil
}

// quote finds a quote that is never closed, and what double quotes cannot hold.
func (r *refuser) quote() *refusal {
	switch {
	case strings.Contains(r.said, "end character of double-quoted"):
		return &refusal{r.at, "the quote that begins here is never closed", `close it with "`}
	case strings.Contains(r.said, "end character of single-quoted"):
		return &refusal{r.at, "the quote that begins here is never closed", "close it with '; an apostrophe in single quotes is written twice"}
	case strings.Contains(r.said, "escape character") || strings.Contains(r.said, "escaped character"):
		return &refusal{r.at, "a backslash in double quotes changes the meaning of what follows it, and means nothing here",
			`write \\ for a backslash, or put the text in single quotes`}
	}
	return nil
}

// directive finds a line for the YAML reader that no document follows.
func (r *refuser) directive() *refusal {
	text := r.lines.at(r.at.Line)
	if !strings.HasPrefix(text, "%") {
		return nil
	}
	return &refusal{r.on(r.at.Line, 0, text), "a line that begins with % speaks to the reader of YAML, and --- must follow it", "take the line away, or put a line --- below it"}
}

// yamlEntry is a line of YAML that has a key or a dash, cut into its parts.
type yamlEntry struct {
	head  string // indentation, dashes and key, with the space behind them
	value string // the rest, "" for none
}

// entryPattern is a key with a value behind it, or a dash.
const entryPattern = `^(\s*(?:- +)*(?:(?:"[^"]*"|'[^']*'|[^\s"'#:,\[\]{}][^:#]*?)\s*:\s+|- +))(\S.*?)\s*$`

func entryOf(line string) (yamlEntry, bool) {
	m := regexp.MustCompile(entryPattern).FindStringSubmatch(line)
	if m == nil {
		return yamlEntry{}, false
	}
	return yamlEntry{m[1], m[2]}, true
}

// quoted returns the line with another value, in quotes, as a hint.
func (e yamlEntry) quoted(value string) string { return QuotedEntry(e.head, value) }

// QuotedEntry returns a line that begins with head, with its value in quotes, as a
// hint; without the line where that is too long for one.
func QuotedEntry(head, value string) string {
	const most = 90
	text := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
	if strings.ContainsAny(value, `\"`) && !strings.Contains(value, "'") {
		text = "'" + value + "'"
	}
	if line := strings.TrimLeft(head, " ") + text; len(line) <= most {
		return "put the text in quotes: " + line
	}
	return "put the text in quotes"
}

// inQuotes explains the value of the line that is blamed by a sentence, and
// puts it in quotes.
func (r *refuser) inQuotes(e yamlEntry, what, message string) *refusal {
	return &refusal{r.on(r.at.Line, len(e.head), what), message, e.quoted(e.value)}
}

// behindQuote finds text behind a closing quote or bracket.
func (r *refuser) behindQuote() *refusal {
	e, ok := entryOf(r.lines.at(r.at.Line))
	if !ok {
		return nil
	}
	first := e.value[:1]
	if first != `"` && first != "'" {
		return nil
	}
	end := closingQuote(e.value)
	rest := strings.TrimLeft(e.value[min(end+1, len(e.value)):], " \t")
	if end < 0 || rest == "" || rest[0] == '#' || strings.ContainsAny(rest[:1], ",:]}") {
		return nil
	}
	value := e.value
	if strings.HasSuffix(value, first) {
		value = value[1 : len(value)-1]
	}
	return &refusal{r.on(r.at.Line, len(e.head)+end, e.value[end:end+1]), "the text goes on behind the quote that closes here", e.quoted(value)}
}

// closingQuote returns the place of the quote that closes the one that a text
// begins with, -1 for none.
func closingQuote(text string) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[0] == '"' && text[i] == '\\':
			i++
		case text[i] != text[0]:
		case text[0] == '\'' && i+1 < len(text) && text[i+1] == '\'':
			i++
		default:
			return i
		}
	}
	return -1
}

// specialStart finds a text that begins with what means something in YAML.
func (r *refuser) specialStart() *refusal {
	e, ok := entryOf(r.lines.at(r.at.Line))
	if !ok || !strings.ContainsAny(e.value[:1], "@`&*!%|>?") {
		return nil
	}
	return r.inQuotes(e, e.value, fmt.Sprintf("a text cannot begin with %s, which has a meaning in YAML", e.value[:1]))
}

// listInLine finds the dash of a list behind a key.
func (r *refuser) listInLine() *refusal {
	e, ok := entryOf(r.lines.at(r.at.Line))
	if !ok || !strings.HasPrefix(e.value, "- ") || !strings.Contains(e.head, ":") {
		return nil
	}
	return &refusal{r.on(r.at.Line, len(e.head), "-"), "a list with dashes begins below its key, not beside it",
		"put each dash on a line of its own below the key, or the text in quotes"}
}

// colonInText finds a colon in a text that is not in quotes.
func (r *refuser) colonInText() *refusal {
	e, ok := entryOf(r.lines.at(r.at.Line))
	if !ok || strings.ContainsAny(e.value[:1], `"'[{`) {
		return nil
	}
	at := strings.Index(e.value+" ", ": ")
	if at < 0 {
		return nil
	}
	if key := strings.TrimSpace(strings.SplitN(e.head, ":", 2)[0]); r.known.IsSection(key) {
		return &refusal{r.on(r.at.Line, len(e.head), e.value), fmt.Sprintf("what belongs to %s cannot stand beside it", key),
			"put it on a line of its own below, indented: " + e.value}
	}
	place := r.on(r.at.Line, len(e.head)+at, ":")
	if dash := strings.LastIndex(e.head, "- "); dash >= 0 && !r.known.IsKey(strings.Trim(e.head[dash+2:], ": ")) {
		e = yamlEntry{e.head[:dash+2], e.head[dash+2:] + e.value} // the text of a list
	}
	return &refusal{place, "a colon and a space part a key from its value, and this is within a text", e.quoted(e.value)}
}

// brackets finds brackets that do not match, and commas that are missing
// between them.
func (r *refuser) brackets() *refusal {
	var open token.Tokens
	for _, t := range r.tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			open = append(open, t)
		case token.SequenceEndType, token.MappingEndType:
			if len(open) == 0 {
				return &refusal{tokenPosition(t), fmt.Sprintf("%s closes nothing", t.Value), "take it away, or put the text in quotes"}
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t := open[len(open)-1]
		closing := map[string]string{"[": "]", "{": "}"}[t.Value]
		return &refusal{tokenPosition(t), fmt.Sprintf("the %s that begins here is never closed", t.Value),
			fmt.Sprintf("close it with %s, or put a text that begins with %s in quotes", closing, t.Value)}
	}
	if strings.Contains(r.said, "must be specified") || strings.Contains(r.said, "flow map") {
		return &refusal{r.at, "a comma is missing before this", "part what stands in brackets with commas"}
	}
	if e, ok := entryOf(r.lines.at(r.at.Line)); ok && strings.ContainsAny(e.value[:1], "[{") {
		return r.inQuotes(e, e.value, "text stands behind the bracket that closes")
	}
	return nil
}

// noSpace finds a line that is neither a key with a value nor goes on with the
// text above.
func (r *refuser) noSpace() *refusal {
	text := r.lines.at(r.at.Line)
	inner := strings.TrimSpace(text)
	if _, ok := entryOf(text); ok || inner == "" || strings.HasSuffix(inner, ":") || strings.ContainsAny(inner[:1], "-[{\"'#") {
		return nil
	}
	at := r.on(r.at.Line, strings.Index(text, inner), inner)
	key, value, found := strings.Cut(inner, ":")
	if found && key != "" && value != "" && !strings.Contains(key, " ") {
		return &refusal{at, "a space is missing behind the colon", fmt.Sprintf("write %s: %s", key, strings.TrimSpace(value))}
	}
	return &refusal{at, fmt.Sprintf("%q is no key with a value", Shorten(inner)),
		"a key is followed by a colon and a space; a text that goes on from the line above is indented further than its key"}
}

// Shorten cuts a text to what a message can hold.
func Shorten(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// indented finds a line whose indentation fits none above it.
func (r *refuser) indented() *refusal {
	for _, line := range []int{r.at.Line, r.at.Line + 1} {
		levels, above := r.levels(line)
		text := r.lines.at(line)
		inner := strings.TrimSpace(text)
		if inner == "" || len(levels) == 0 {
			continue
		}
		own, deepest := len(text)-len(strings.TrimLeft(text, " ")), levels[len(levels)-1]
		at := r.on(line, own, inner)
		_, hasValue := entryOf(r.lines.at(above))
		switch dashes := strings.TrimLeft(r.lines.at(above), " "); {
		case own < deepest && !slices.Contains(levels, own):
			return &refusal{at, fmt.Sprintf("is indented by %s, and the lines above by %s", spaces(own), countsText(levels)),
				"indent keys of one section alike"}
		case own < deepest && inner[0] == '-' && dashes[0] == '-':
			return &refusal{at, fmt.Sprintf("is indented by %s, and the dash above by %d", spaces(own), deepest), "indent the dashes of one list alike"}
		case own > deepest && hasValue && dashes[0] != '-':
			return &refusal{at, "is indented further than the line above, which has its value already",
				"indent it like the line above, or take away the value there"}
		case own == deepest && inner[0] != '-' && dashes[0] == '-':
			return &refusal{at, "a key stands beside the dashes of a list", "take the dashes away, or indent the key below its own section"}
		}
	}
	return nil
}

// levels returns how far the sections around a line are indented, the line
// above included, and the number of that line.
func (r *refuser) levels(line int) (levels []int, above int) {
	for n := 1; n < line; n++ {
		text := r.lines.at(n)
		inner := strings.TrimLeft(text, " ")
		if inner == "" || inner[0] == '#' || inner == "---" {
			continue
		}
		own := len(text) - len(inner)
		for len(levels) > 0 && levels[len(levels)-1] >= own {
			levels = levels[:len(levels)-1]
		}
		levels, above = append(levels, own), n
	}
	return levels, above
}

func spaces(n int) string {
	if n == 1 {
		return "1 space"
	}
	return fmt.Sprintf("%d spaces", n)
}

// countsText lists counts, as in "0, 2 or 4".
func countsText(counts []int) string {
	texts := make([]string, len(counts))
	for i, n := range counts {
		texts[i] = strconv.Itoa(n)
	}
	if last := len(texts) - 1; last > 0 {
		return strings.Join(texts[:last], ", ") + " or " + texts[last]
	}
	return strings.Join(texts, "")
}
