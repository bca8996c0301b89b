package isxd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// object is a JSON object whose values are decoded when asked for. Of a key that
// stands twice the last counts, as in isxcore.
type object map[string]json.RawMessage

// has reports whether there is a value other than null.
func (o object) has(key string) bool {
	raw, ok := o[key]
	return ok && !isNull(raw)
}

func isNull(raw json.RawMessage) bool { return string(bytes.TrimSpace(raw)) == "null" }

// need returns the value of a key.
func (o object) need(key string) (json.RawMessage, error) {
	raw, ok := o[key]
	if !ok {
		return nil, wrong(key, "is not in the footer")
	}
	return raw, nil
}

// integer returns the integer of a key, which must lie between low and high.
func (o object) integer(key string, low, high int64) (int64, error) {
	raw, err := o.need(key)
	if err != nil {
		return 0, err
	}
	return integer(key, raw, low, high)
}

func integer(where string, raw json.RawMessage, low, high int64) (int64, error) {
	text := string(bytes.TrimSpace(raw))
	v, err := strconv.ParseInt(text, 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return 0, wrong(where, "is %s, which is not between %d and %d", text, low, high)
	}
	if err != nil {
		return 0, wrong(where, "is %s, not an integer", shown(raw))
	}
	if v < low || v > high {
		return 0, wrong(where, "is %d, which is not between %d and %d", v, low, high)
	}
	return v, nil
}

// boolean returns the truth value of a key.
func (o object) boolean(key string) (bool, error) {
	raw, err := o.need(key)
	if err != nil {
		return false, err
	}
	var v *bool
	if json.Unmarshal(raw, &v) != nil || v == nil {
		return false, wrong(key, "is %s, neither true nor false", shown(raw))
	}
	return *v, nil
}

// object returns the object of a key.
func (o object) object(key string) (object, error) {
	raw, err := o.need(key)
	if err != nil {
		return nil, err
	}
	return asObject(key, raw)
}

func asObject(where string, raw json.RawMessage) (object, error) {
	var c object
	if json.Unmarshal(raw, &c) != nil || c == nil {
		return nil, wrong(where, "is %s, not an object", shown(raw))
	}
	return c, nil
}

// list returns the elements of a key; null is a list of none.
func (o object) list(key string) ([]json.RawMessage, error) {
	raw, err := o.need(key)
	if err != nil {
		return nil, err
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil, wrong(key, "is %s, not a list", shown(raw))
	}
	return items, nil
}

// texts returns a list of texts.
func (o object) texts(key string) ([]string, error) {
	// The list as a whole takes a fraction of the time of its elements, which are for
	// telling what is wrong. A null would be an empty text.
	var all []string
	if raw, ok := o[key]; ok && !bytes.Contains(raw, []byte("null")) && json.Unmarshal(raw, &all) == nil {
		return all, nil
	}
	items, err := o.list(key)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(items))
	for i, raw := range items {
		var v *string
		if json.Unmarshal(raw, &v) != nil || v == nil {
			return nil, wrong(element(key, i), "is %s, not a text", shown(raw))
		}
		texts[i] = *v
	}
	return texts, nil
}

// integers returns a list of integers between low and high.
func (o object) integers(key string, low, high int64) ([]int64, error) {
	var all []int64
	if raw, ok := o[key]; ok && !bytes.Contains(raw, []byte("null")) && json.Unmarshal(raw, &all) == nil &&
		!slices.ContainsFunc(all, func(v int64) bool { return v < low || v > high }) {
		return all, nil
	}
	items, err := o.list(key)
	if err != nil {
		return nil, err
	}
	values := make([]int64, len(items))
	for i, raw := range items {
		if values[i], err = integer(element(key, i), raw, low, high); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// producer names what wrote the file.
func (o object) producer() string {
	var p struct {
		Name    string
		Version []int
	}
	if json.Unmarshal(o["producer"], &p) != nil || p.Name == "" {
		return ""
	}
	var numbers []string
	for _, n := range p.Version {
		numbers = append(numbers, strconv.Itoa(n))
	}
	return strings.TrimSpace(p.Name + " " + strings.Join(numbers, "."))
}

func element(key string, i int) string { return fmt.Sprintf("%s[%d]", key, i) }

// shown is a value for a message, the beginning of a long one.
func shown(raw json.RawMessage) string {
	const most = 60
	text := string(bytes.TrimSpace(raw))
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "..."
	}
	return strings.Join(strings.Fields(text), " ")
}

// offsetOf returns where in a JSON text a fault is.
func offsetOf(err error) int64 {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return max(syntax.Offset-1, 0)
	}
	return 0
}

// plainJSON says what is wrong with a JSON text.
func plainJSON(err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Error()
	}
	return "it is no JSON object"
}
