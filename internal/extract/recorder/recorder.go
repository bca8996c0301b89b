package recorder

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// FileName is the name of the files.
const FileName = "metaData.json"

const (
	maxBytes = 4 << 20 // the most that it is long
	above    = 3       // folders above those near the result in which the session's may be
)

// reader adds what the files say to what is known of a segmentation.
type reader struct {
	to   *session.Provenance
	seen map[string]bool // paths of files that were read
}

// keys are the keys of a metaData.json.
type keys struct {
	path   string
	values map[string]any
}

// ReadBeside reads the metadata in the folder of a table of times and in those
// around it, as Read does. Where that adds something, a remark says so.
func ReadBeside(to *session.Provenance, table string) {
	known := len(to.Hints)
	Read(to, []string{filepath.Dir(table)})
	var files []string
	for _, h := range to.Hints[known:] {
		path, _, _ := strings.Cut(h.Origin, ", ")
		files = append(files, fmt.Sprintf("%q", path))
	}
	if slices.Sort(files); len(files) > 0 {
		to.AddRemark("the recorder's metadata was read with the times, from %s", strings.Join(slices.Compact(files), " and "))
	}
}

// Read adds the metadata in the folders near a result, the nearest first, and in
// those above the last of them, up to the session's. What is nearer counts, and
// what is known already.
func Read(to *session.Provenance, near []string) {
	r := &reader{to: to, seen: map[string]bool{}}
	hasDevice := false
	for _, dir := range withAbove(near) {
		k := r.open(dir)
		if k == nil {
			continue
		}
		if k.isScope() && !hasDevice {
			r.takeDevice(k)
			hasDevice = true
		}
		if !k.isSession() {
			continue
		}
		r.takeSession(k)
		if !hasDevice {
			r.takeOnlyDevice(dir, k)
		}
		return
	}
}

// Files returns the files that Read may read for a result.
func Files(near []string) []string {
	var found []string
	for _, dir := range withAbove(near) {
		if path := source.FindFile(dir, FileName); path != "" {
			found = append(found, path)
		}
	}
	return found
}

// withAbove returns the folders near a result and those above the last of them.
func withAbove(near []string) []string {
	dirs := slices.Clone(near)
	for range above {
		dirs = append(dirs, filepath.Join(dirs[len(dirs)-1], ".."))
	}
	return dirs
}

// open reads the recorder's file in a folder; nil where there is none,
// one that was seen, or one that cannot be read, which is left out.
func (r *reader) open(dir string) *keys {
	path := source.FindFile(dir, FileName)
	if path == "" || r.seen[path] {
		return nil
	}
	r.seen[path] = true
	text, err := source.ReadSmallFile(path, maxBytes)
	if err != nil {
		r.leaveOut(path, err.Error())
		return nil
	}
	k := &keys{path: path}
	d := json.NewDecoder(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	d.UseNumber()
	if err := d.Decode(&k.values); err != nil {
		r.leaveOut(path, fmt.Sprintf("not the recorder's metadata: %v", err))
		return nil
	}
	return k
}

func (r *reader) leaveOut(path, reason string) {
	r.to.LeftOut = append(r.to.LeftOut, session.LeftOut{Source: path, Reason: reason})
}

// text returns the value of a key, a text or a number, "" where it is neither.
func (k *keys) text(key string) string {
	switch v := k.values[key].(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	}
	return ""
}

// texts returns a list of texts.
func (k *keys) texts(key string) []string {
	var texts []string
	list, _ := k.values[key].([]any)
	for _, v := range list {
		if text, ok := v.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

func (k *keys) has(keys ...string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return k.values[key] != nil })
}

// isSession reports whether the keys are those of a session's file.
func (k *keys) isSession() bool {
	return k.has("animalName", "researcherName", "experimentName", "miniscopes", "cameras", "recordingStartTime", "msecSinceEpoch", "year")
}

// isScope reports whether the keys are those of a device that is no camera of
// the animal's behaviour.
func (k *keys) isScope() bool {
	kind := strings.ToLower(k.text("deviceType"))
	return k.has("deviceType", "deviceName") && !strings.Contains(kind, "webcam") && !strings.Contains(kind, "camera")
}

// takeSession takes what a session's file says.
func (r *reader) takeSession(k *keys) {
	for _, hint := range [...]struct{ path, key string }{
		{"Subject.subject_id", "animalName"},
		{"NWBFile.experimenter", "researcherName"},
		{"NWBFile.experiment_description", "experimentName"},
	} {
		r.to.AddHint(hint.path, k.text(hint.key), k.path+", "+hint.key)
	}
	r.takeStart(k)
}

// takeDevice takes what a device's file says: its name, and in one text its type
// and settings.
func (r *reader) takeDevice(k *keys) {
	name := strings.Map(func(c rune) rune {
		if c == '/' || c == ':' || c == '\\' {
			return '-' // names in NWB files cannot hold them
		}
		return c
	}, k.text("deviceName"))
	r.to.AddHint("Ophys.Device.name", name, k.path+", deviceName")
	about := k.text("deviceType")
	for _, setting := range [...]struct{ key, format string }{
		{"gain", "gain %s"}, {"led0", "LED %s"}, {"led1", "second LED %s"}, {"ewl", "lens position (EWL) %s"}, {"frameRate", "recorded at %s"},
	} {
		if value := k.text(setting.key); value != "" {
			about += ", " + fmt.Sprintf(setting.format, value)
		}
	}
	r.to.AddHint("Ophys.Device.description", strings.TrimPrefix(about, ", "), k.path+", deviceType and settings")
}

// takeOnlyDevice takes the scope of a session, from the folders below it. Where
// there are several, nothing tells which of them the result is of.
func (r *reader) takeOnlyDevice(dir string, whole *keys) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // its file was read just now; what is below it is not needed
	}
	var scopes, listed []*keys
	for _, e := range entries {
		below := filepath.Join(dir, e.Name())
		k := r.open(below)
		if k == nil || !k.isScope() {
			continue
		}
		isNamed := func(name string) bool {
			return sameDevice(name, e.Name()) || sameDevice(name, k.text("deviceName"))
		}
		if slices.ContainsFunc(whole.texts("cameras"), isNamed) {
			continue
		}
		scopes = append(scopes, k)
		if slices.ContainsFunc(whole.texts("miniscopes"), isNamed) {
			listed = append(listed, k)
		}
	}
	if len(listed) > 0 {
		scopes = listed
	}
	if len(scopes) == 1 {
		r.takeDevice(scopes[0])
		return
	}
	var names []string
	for _, k := range scopes {
		names = append(names, fmt.Sprintf("%q", k.path))
	}
	if len(names) > 1 {
		r.to.AddRemark("the session was recorded with %d miniscopes, and nothing tells which of them the result is of: the device is taken from none of %s",
			len(names), strings.Join(names, ", "))
	}
}

// sameDevice reports whether two names are those of one device: the recorder
// names folders after devices, with other characters in place of spaces.
func sameDevice(a, b string) bool {
	plain := strings.NewReplacer(" ", "_", "-", "_")
	return strings.EqualFold(plain.Replace(a), plain.Replace(b))
}
