package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
	"github.com/spf13/viper"

	"roi2nwb/internal/metadata"
)

// Bounds on a settings file, far above what people write: the YAML library
// recurses, and takes time that grows with the square of the depth.
const (
	maxSettingsBytes  = 64 << 10
	maxSettingsTokens = 2000
)

// settingsDecoder reads the YAML of a settings file for viper, which knows no
// lines and folds the case of keys: it notes the line of each key, and refuses
// what is no setting. A value is given as the text in the file, a list as its
// texts; the flag makes of it what it is.
type settingsDecoder struct {
	file     string // as the user is shown it
	known    *settable
	lines    map[string]int // by key, "mask" or "convert.mask"
	problems metadata.Problems

	text []string // lines
}

// Decoder makes the settingsDecoder a registry of decoders, of which it is the
// only one.
func (d *settingsDecoder) Decoder(string) (viper.Decoder, error) { return d, nil }

// Decode puts what the file says into values. Its error is metadata.Problems.
func (d *settingsDecoder) Decode(content []byte, values map[string]any) error {
	d.read(content, values)
	if len(d.problems) > 0 {
		return d.problems
	}
	return nil
}

func (d *settingsDecoder) read(content []byte, values map[string]any) {
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
	if len(tokens) > maxSettingsTokens {
		d.refuse(nil, "syntax", "", "holds %d pieces of YAML; settings may hold %d", len(tokens), maxSettingsTokens)
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
	for i, document := range file.Docs {
		switch body := document.Body.(type) {
		case nil, *ast.NullNode, *ast.CommentGroupNode:
		case *ast.MappingNode:
			if i > 0 {
				d.refuse(body.Values[0].Key.GetToken(), "syntax", "", "a second document starts here; settings are one")
				return
			}
			d.mapping(body, "", values)
		default:
			d.refuse(body.GetToken(), "syntax", "settings are lines such as mask: pixel", "%s was found, names with values are expected", nodeText(body))
		}
	}
}

// mapping reads the settings of a file, or of one command's section in it.
func (d *settingsDecoder) mapping(m *ast.MappingNode, section string, values map[string]any) {
	for _, v := range m.Values {
		name := v.Key.GetToken().Value
		if section == "" && d.known.sections[name] != nil {
			d.section(name, v.Value, values)
			continue
		}
		flag := d.known.flag(section, name)
		if flag == nil {
			d.unknown(v.Key.GetToken(), section, name)
			continue
		}
		value, ok := settingValue(v.Value)
		if !ok || value != nil && !accepts(flag, value) {
			hint := ""
			if v.Value.Type() == ast.MappingType && name == "metadata" {
				hint = "metadata stands in a file of its own: give its name, as in metadata: [lab.yaml]"
			}
			d.refuseAt(v.Value.GetToken(), "setting-type", name, hint, "%s was found, %s is expected", nodeText(v.Value), wanted(flag))
			continue
		}
		// A name without a value says nothing.
		if value == nil {
			continue
		}
		values[name] = value
		key := name
		if section != "" {
			key = section + "." + name
		}
		d.lines[key] = v.Key.GetToken().Position.Line
	}
}

// section reads the settings of one command.
func (d *settingsDecoder) section(name string, n ast.Node, values map[string]any) {
	switch n := n.(type) {
	case *ast.NullNode:
	case *ast.MappingNode:
		own := map[string]any{}
		d.mapping(n, name, own)
		values[name] = own
	default:
		d.refuseAt(n.GetToken(), "setting-type", name, "", "%s was found, settings of the command %q are expected", nodeText(n), name)
	}
}

// unknown reports a key with the cure that is likeliest.
func (d *settingsDecoder) unknown(at *token.Token, section, name string) {
	hint := "roi2nwb config show lists the settings"
	message := fmt.Sprintf("unknown setting %q", name)
	switch near := metadata.Nearest(name, d.known.names(section)); {
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

func (d *settingsDecoder) refuse(at *token.Token, rule, hint, format string, args ...any) {
	d.refuseAt(at, rule, "", hint, format, args...)
}

// refuseAt notes a problem of the setting path.
func (d *settingsDecoder) refuseAt(at *token.Token, rule, path, hint, format string, args ...any) {
	p := metadata.Problem{Rule: rule, File: d.file, Path: path, Message: fmt.Sprintf(format, args...), Hint: hint}
	if at != nil && at.Position != nil {
		p.Line, p.Column = at.Position.Line, at.Position.Column
		if i := p.Line - 1; i >= 0 && i < len(d.text) {
			p.Text, p.Width = strings.TrimSuffix(d.text[i], "\r"), max(utf8.RuneCountInString(at.Value), 1)
		}
	}
	d.problems = append(d.problems, p)
}

// settingValue returns a scalar's text, the texts of a list of scalars, or nil
// for a null; false for anything else.
func settingValue(n ast.Node) (any, bool) {
	switch n := n.(type) {
	case *ast.NullNode:
		return nil, true
	case *ast.SequenceNode:
		items := []string{}
		for _, v := range n.Values {
			text, ok := scalarText(v)
			if !ok {
				return nil, false
			}
			items = append(items, text)
		}
		return items, true
	}
	if text, ok := scalarText(n); ok {
		return text, true
	}
	return nil, false
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
