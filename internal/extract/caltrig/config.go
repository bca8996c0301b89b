package caltrig

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio"
)

// Config is CalTrig's description of a session, a file in the format of
// Python's configparser with the one section Session_Info. A text "None" is
// nothing.
type Config struct {
	Path                         string
	Mouse, Day, Session, Group   string
	DataPath, Behavior, videoDir string
}

// configBytes is the most that a configuration is long.
const configBytes = 64 << 10

// ReadConfig reads the configuration at path, nil where the file is none.
func ReadConfig(path string) (*Config, error) {
	f, err := chunkio.OpenRegular(path)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, configBytes))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	return ParseConfig(path, text), nil
}

// ParseConfig reads "key = value" and "key: value"; keys do not distinguish
// case, and values are taken as they stand.
func ParseConfig(path string, text []byte) *Config {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if bytes.IndexByte(text, 0) >= 0 {
		return nil
	}
	c := &Config{Path: path}
	fields := map[string]*string{
		"mouseid": &c.Mouse, "day": &c.Day, "session": &c.Session, "group": &c.Group,
		"data_path": &c.DataPath, "behavior_path": &c.Behavior, "video_path": &c.videoDir,
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

// FindConfig returns the configuration in the folder dir that is about the
// result at data, or, where that is "", any; config.ini before others, nil
// where there is none.
func FindConfig(dir, data string) (*Config, error) {
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
		c, err := ReadConfig(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		if c != nil && (data == "" || samePath(c.Locate(c.DataPath), data)) {
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

// Locate returns where a path of the configuration leads: as it stands, from
// the configuration's own folder, or, as sessions are moved and paths are
// absolute, by its last part beside the configuration. It returns "" where it
// leads nowhere.
func (c *Config) Locate(path string) string {
	if path == "" {
		return ""
	}
	dir := filepath.Dir(c.Path)
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

// samePath reports whether two paths lead to the same file.
func samePath(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}
