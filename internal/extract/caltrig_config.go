package extract

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// calTrigConfig is CalTrig's description of a session, a file in the format of
// Python's configparser with the one section Session_Info. A text "None" is
// nothing.
type calTrigConfig struct {
	path                         string
	mouse, day, session, group   string
	dataPath, behavior, videoDir string
}

// configBytes is the most that a configuration is long.
const configBytes = 64 << 10

// readConfig reads the configuration at path, nil where the file is none.
func readConfig(path string) (*calTrigConfig, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, configBytes))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	return parseConfig(path, text), nil
}

// parseConfig reads "key = value" and "key: value"; keys do not distinguish
// case, and values are taken as they stand.
func parseConfig(path string, text []byte) *calTrigConfig {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if bytes.IndexByte(text, 0) >= 0 {
		return nil
	}
	c := &calTrigConfig{path: path}
	fields := map[string]*string{
		"mouseid": &c.mouse, "day": &c.day, "session": &c.session, "group": &c.group,
		"data_path": &c.dataPath, "behavior_path": &c.behavior, "video_path": &c.videoDir,
	}
	section := ""
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if line[0] == '[' {
			section = strings.Trim(line, "[] ")
			continue
		}
		if section == "" {
			return nil // no file of this format
		}
		at := strings.IndexAny(line, "=:")
		if section != "Session_Info" || at < 0 {
			continue
		}
		value := strings.TrimSpace(line[at+1:])
		if field := fields[strings.ToLower(strings.TrimSpace(line[:at]))]; field != nil && value != "None" {
			*field = value
		}
	}
	if section != "Session_Info" {
		return nil
	}
	return c
}

// findConfig returns the configuration in the folder dir that is about the
// result at data, or, where that is "", any; config.ini before others, nil
// where there is none.
func findConfig(dir, data string) (*calTrigConfig, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil // a folder above the source that may not be read
	}
	var names []string
	for _, e := range entries {
		if strings.EqualFold(filepath.Ext(e.Name()), ".ini") && !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	slices.SortStableFunc(names, func(a, b string) int {
		return strings.Compare(rankConfig(a), rankConfig(b))
	})
	for _, name := range names {
		c, err := readConfig(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		if c != nil && (data == "" || samePath(c.locate(c.dataPath), data)) {
			return c, nil
		}
	}
	return nil, nil
}

// rankConfig makes the usual name sort first.
func rankConfig(name string) string {
	if strings.EqualFold(name, "config.ini") {
		return ""
	}
	return name
}

// locate returns where a path of the configuration leads: as it stands, from
// the configuration's own folder, or, as sessions are moved and paths are
// absolute, by its last part beside the configuration. It returns "" where it
// leads nowhere.
func (c *calTrigConfig) locate(path string) string {
	if path == "" {
		return ""
	}
	dir := filepath.Dir(c.path)
	last := path
	if i := strings.LastIndexAny(strings.TrimRight(path, `/\`), `/\`); i >= 0 {
		last = strings.Trim(path[i+1:], `/\`)
	}
	tries := []string{path, filepath.Join(dir, path), filepath.Join(dir, last)}
	if !filepath.IsAbs(path) {
		tries = tries[1:]
	}
	for _, try := range tries {
		if _, err := os.Stat(try); err == nil {
			return try
		}
	}
	return ""
}

// samePath tells whether two paths lead to the same file.
func samePath(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}
