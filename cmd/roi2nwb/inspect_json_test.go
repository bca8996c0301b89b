package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/inspect"
)

// documentedKeys returns the keys of the table in docs/inspect-json.md, and
// which of them are not always there.
func documentedKeys(t *testing.T) (keys []string, sometimes map[string]bool) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "inspect-json.md"))
	if err != nil {
		t.Fatal(err)
	}
	sometimes = map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (.*) \\|$").FindAllStringSubmatch(string(text), -1) {
		keys = append(keys, row[1])
		sometimes[row[1]] = strings.HasPrefix(row[2], "*if*")
	}
	return keys, sometimes
}

// keysOfType returns the keys that values of a type become as JSON.
func keysOfType(of reflect.Type, at string) []string {
	switch of.Kind() {
	case reflect.Pointer:
		return keysOfType(of.Elem(), at)
	case reflect.Slice:
		return keysOfType(of.Elem(), at+"[]")
	case reflect.Struct:
	default:
		return nil
	}
	var keys []string
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		key := strings.TrimPrefix(at+"."+name, ".")
		inner := keysOfType(of.Field(i).Type, key)
		if of.Field(i).Type.Kind() != reflect.Struct {
			keys = append(keys, key)
		}
		keys = append(keys, inner...)
	}
	return keys
}

// Each key is documented, and each that is documented exists.
func TestInspectKeysAreDocumented(t *testing.T) {
	documented, _ := documentedKeys(t)
	exist := append(keysOfType(reflect.TypeFor[inspect.Facts](), ""), "roi2nwb")
	for _, key := range exist {
		if !slices.Contains(documented, key) {
			t.Errorf("%s is not documented", key)
		}
	}
	for _, key := range documented {
		if !slices.Contains(exist, key) {
			t.Errorf("%s is documented, and does not exist", key)
		}
	}
}

// What is documented to be always there is.
func TestInspectKeysAreThere(t *testing.T) {
	documented, sometimes := documentedKeys(t)
	output := filepath.Join(t.TempDir(), "out.nwb")
	converted(t, testFile("cnmf3d.hdf5"), "-o", output, "--start-time=2024-05-17T14:30:00Z", "-q")
	seen := map[string]bool{}
	for _, args := range [][]string{
		{testFile("cnmf2p_full.hdf5"), "--set", "Subject.sex=female"}, {output}, {testFile("cnmf2p_full.hdf5"), "--rois", "3", "--frames", ":10"}, {minianSources(t)[0].convert},
	} {
		text, complaint, code := inspected(t.Context(), t, append(args, "--json")...)
		if code != exitDone {
			t.Fatal(complaint)
		}
		var object map[string]any
		if err := json.Unmarshal([]byte(text), &object); err != nil {
			t.Fatal(err)
		}
		for _, key := range documented {
			switch there := hasKey(object, strings.Split(key, ".")); {
			case !there && !sometimes[key] && !strings.Contains(key, ".") && !strings.Contains(key, "[]"):
				t.Errorf("%q: %s is not there", args[0], key)
			case there:
				seen[key] = true
			}
		}
	}
	for _, key := range []string{"roi_centroids", "traces[].min", "images[].max", "properties[].width", "chosen.by", "sliced.first", "missing[].how", "metadata_problems[].rule", "left_out[].why", "planes"} {
		if !seen[key] {
			t.Errorf("%s is nowhere", key)
		}
	}
}

// hasKey reports whether an object, or the first of a list of them, has a key.
func hasKey(object map[string]any, steps []string) bool {
	name, list := strings.CutSuffix(steps[0], "[]")
	value, there := object[name]
	if len(steps) == 1 {
		return there
	}
	if list {
		all, _ := value.([]any)
		if len(all) == 0 {
			return false
		}
		value = all[0]
	}
	inner, _ := value.(map[string]any)
	return hasKey(inner, steps[1:])
}
