package settings

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
	"github.com/spf13/pflag"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/spelling"
)

// Bounds on a settings file, far above what people write: the YAML library
// recurses, and takes time that grows with the square of the depth.
const (
	maxBytes  = 64 << 10
	maxTokens = 2000
)

// decoder reads the YAML of a settings file for the section of one command. It
// notes where each value stands, which viper does not, and refuses what is no
// setting in any section. The values of its own section replace those that are
// for all; viper never sees a section, and no key with a dot.
type decoder struct {
	file    string // as the user is shown it
	known   *Known
	section string
	level   int // how near the file is

	problems metadata.Problems
	text     []string // lines
}

// decode returns what a file says of flags, by their names. Its error is
// metadata.Problems.
func (d *decoder) decode(content []byte) (map[string]any, error) {
	values := map[string]any{}
	d.read(content, values)
	if len(d.problems) > 0 {
		return nil, d.problems
	}
	return values, nil
}

func (d *decoder) read(content []byte, values map[string]any) {
	if !utf8.Valid(content) {
		d.refuse(nil, "syntax", "", "is not UTF-8 text; save it as UTF-8")
		return
	}
	text := strings.TrimPrefix(string(content), "\ufeff")
	d.text = strings.Split(text, "\n")
	// The library takes some malformed input for granted and panics on it.
	defer func() {
		if r := recover(); r != nil {
			d.refuse(nil, "syntax", "", "is not YAML that can be read: %v", r)
		}
	}()
	tokens := lexer.Tokenize(text)
	if len(tokens) > maxTokens {
		d.refuse(nil, "syntax", "", "holds %d pieces of YAML; settings may hold %d", len(tokens), maxTokens)
		return
	}
	file, err := parser.Parse(tokens, 0)
	var syntax yaml.Error
	switch {
	case errors.As(err, &syntax):
		d.refuse(syntax.GetToken(), "syntax", "", "%s", syntax.GetMessage())
		return
	case err != nil:
		d.refuse(nil, "syntax", "", "%v", err)
		return
	}
	own := map[string]any{}
	defer func() { maps.Copy(values, own) }()
	for i, document := range file.Docs {
		switch body := document.Body.(type) {
		case nil, *ast.NullNode, *ast.CommentGroupNode:
		case *ast.MappingNode:
			if i > 0 {
				d.refuse(body.Values[0].Key.GetToken(), "syntax", "", "a second document starts here; settings are one")
				return
			}
			d.mapping(body, "", values, own)
		default:
			d.refuse(body.GetToken(), "syntax", "settings are lines such as mask: pixel", "%s was found, names with values are expected", nodeText(body))
		}
	}
}

// mapping reads the settings of a file, or of one command's section in it, into
// values; those of the decoder's section go into own.
func (d *decoder) mapping(m *ast.MappingNode, section string, values, own map[string]any) {
	for _, v := range m.Values {
		name := v.Key.GetToken().Value
		if section == "" && d.known.sections[name] != nil {
			d.commandSection(name, v.Value, own)
			continue
		}
		flag := d.known.flag(section, name)
		if flag == nil {
			d.unknown(v.Key.GetToken(), section, name)
			continue
		}
		texts, isList, ok := nodeTexts(v.Value)
		if !ok || texts != nil && !accepts(flag, texts, isList) {
			hint := ""
			if v.Value.Type() == ast.MappingType && name == "metadata" {
				hint = "metadata stands in a file of its own: give its name, as in metadata: [lab.yaml]"
			}
			d.refuseAt(v.Value.GetToken(), "setting-type", name, hint, "%s was found, %s is expected", nodeText(v.Value), Wanted(flag))
			continue
		}
		// A name without a value says nothing.
		if texts == nil {
			continue
		}
		origin := fmt.Sprintf("%s:%d", d.file, v.Key.GetToken().Position.Line)
		values[name] = valueOf(d.resolve(flag, texts), isList, origin, d.level)
	}
}

// commandSection reads the settings of one command. Those of another command
// are looked at and not taken.
func (d *decoder) commandSection(name string, n ast.Node, own map[string]any) {
	if name != d.section {
		own = map[string]any{}
	}
	switch n := n.(type) {
	case *ast.NullNode:
	case *ast.MappingNode:
		d.mapping(n, name, own, nil)
	default:
		d.refuseAt(n.GetToken(), "setting-type", name, "", "%s was found, settings of the command %q are expected", nodeText(n), name)
	}
}

// resolve makes the names of files relative to the settings file, and knows ~ as
// shells do.
func (d *decoder) resolve(flag *pflag.Flag, texts []string) []string {
	if !namesFile(flag) {
		return texts
	}
	for i, text := range texts {
		texts[i] = besideFile(d.file, text)
	}
	return texts
}

// besideFile returns the name of a file as it stands in a settings file.
func besideFile(file, text string) string {
	if text == "" || text == "-" || filepath.IsAbs(text) {
		return text
	}
	if rest, ok := strings.CutPrefix(text, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	path := filepath.Join(filepath.Dir(file), text)
	if os.IsPathSeparator(text[len(text)-1]) {
		path += string(filepath.Separator) // it says that this is a folder
	}
	return path
}

// unknown reports a key with the cure that is likeliest.
func (d *decoder) unknown(at *token.Token, section, name string) {
	hint := "roi2nwb config show lists the settings"
	message := fmt.Sprintf("unknown setting %q", name)
	switch near := spelling.Nearest(name, d.known.names(section)); {
	case name == "help" || name == "version":
		message = fmt.Sprintf("%q is for the command line alone", name)
		hint = ""
	case section != "" && d.known.flags[name] != nil:
		message = fmt.Sprintf("the command %q has no setting %q", section, name)
		hint = "these have it: " + strings.Join(d.known.sectionsWith(name), ", ")
	case near != "":
		hint = fmt.Sprintf("did you mean %q?", near)
	case looksLikeMetadata(name):
		hint = "this looks like metadata, which stands in a file of its own: give that with --metadata, or name it here, as in metadata: [lab.yaml]"
	}
	d.refuse(at, "unknown-setting", hint, "%s", message)
}

// looksLikeMetadata tells whether a key is spelled as keys of NWB are and
// settings never: NWBFile, session_description.
func looksLikeMetadata(name string) bool {
	first, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(first) || strings.Contains(name, "_")
}

func (d *decoder) refuse(at *token.Token, rule, hint, format string, args ...any) {
	d.refuseAt(at, rule, "", hint, format, args...)
}

// refuseAt notes a problem of the setting path.
func (d *decoder) refuseAt(at *token.Token, rule, path, hint, format string, args ...any) {
	p := metadata.Problem{Rule: rule, File: d.file, Path: path, Message: fmt.Sprintf(format, args...), Hint: hint}
	if at != nil && at.Position != nil {
		p.Line, p.Column = at.Position.Line, at.Position.Column
		if i := p.Line - 1; i >= 0 && i < len(d.text) {
			p.Text, p.Width = strings.TrimSuffix(d.text[i], "\r"), max(utf8.RuneCountInString(at.Value), 1)
		}
	}
	d.problems = append(d.problems, p)
}

// nodeTexts returns a scalar's text, the texts of a list of scalars, or nil for a
// null; ok is false for anything else.
func nodeTexts(n ast.Node) (texts []string, isList, ok bool) {
	switch n := n.(type) {
	case *ast.NullNode:
		return nil, false, true
	case *ast.SequenceNode:
		texts = []string{}
		for _, v := range n.Values {
			text, ok := scalarText(v)
			if !ok {
				return nil, true, false
			}
			texts = append(texts, text)
		}
		return texts, true, true
	}
	text, ok := scalarText(n)
	return []string{text}, false, ok
}

func scalarText(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.LiteralNode:
		return strings.TrimRight(n.Value.Value, "\n"), true
	case *ast.StringNode:
		return n.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// nodeText says what a value is, for the user.
func nodeText(n ast.Node) string {
	switch n.(type) {
	case *ast.SequenceNode:
		return "a list"
	case *ast.MappingNode:
		return "a mapping"
	}
	if text, ok := scalarText(n); ok {
		return fmt.Sprintf("%q", text)
	}
	return strings.ToLower(n.Type().String())
}
