package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/viper"

	"roi2nwb/internal/metadata"
)

// settingsName is the name of a settings file, in the working folder and in
// roi2nwb's folder among the user's.
const settingsName = "roi2nwb.yaml"

// settingsFile is a place where settings may stand.
type settingsFile struct {
	Path   string `json:"path"`
	Status string `json:"status"` // "read", or why it is not

	named bool // by ROI2NWB_SETTINGS, and not looked for
}

const (
	statusRead   = "read"
	statusAbsent = "not there"
)

// findSettings returns where settings are looked for, the farthest first.
func findSettings() []settingsFile {
	if path, ok := os.LookupEnv("ROI2NWB_SETTINGS"); ok {
		if path == "" {
			return nil
		}
		return []settingsFile{{Path: path, Status: statusRead, named: true}}
	}
	var files []settingsFile
	if folder, err := os.UserConfigDir(); err == nil {
		path := filepath.Join(folder, "roi2nwb", settingsName)
		files = []settingsFile{{Path: path, Status: statusOf(path)}}
	}
	here := settingsFile{Path: settingsName, Status: statusOf(settingsName)}
	for i, f := range files {
		// A list would otherwise be added to itself in the user's own folder.
		if f.Status == statusRead && here.Status == statusRead && sameFile(f.Path, here.Path) {
			files[i].Status = "the same as in the working folder"
		}
	}
	return append(files, here)
}

// statusOf looks whether a file is there. Where the user has no folder, or none
// that may be entered, there are no settings either.
func statusOf(path string) string {
	switch _, err := os.Stat(path); {
	case err == nil:
		return statusRead
	case errors.Is(err, fs.ErrNotExist):
		return statusAbsent
	default:
		return systemError(err).Error()
	}
}

func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// settingsSource is what gives settings: a file, or the environment.
type settingsSource struct {
	viper *viper.Viper
	file  string         // as the user is shown it; "" for the environment
	lines map[string]int // of a file's keys
}

// value returns what the source says of a command's flag, a text or the texts
// of a list, and where it does so; nil for nothing. What stands in the
// command's own section wins over what is for all.
func (s *settingsSource) value(section, name string) (value any, origin string) {
	if s.file == "" {
		return s.viper.Get(name), variable(name)
	}
	for _, key := range []string{section + "." + name, name} {
		if value := s.viper.Get(key); value != nil {
			return value, fmt.Sprintf("%s:%d", s.file, s.lines[key])
		}
	}
	return nil, ""
}

// variable is the name of the variable that sets a flag.
func variable(flag string) string {
	return "ROI2NWB_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// readSettings reads every source of settings, the farthest first.
func readSettings(files []settingsFile, known *settable) ([]*settingsSource, error) {
	var sources []*settingsSource
	for _, f := range files {
		if f.Status != statusRead {
			continue
		}
		source, err := readSettingsFile(f, known)
		if err != nil {
			return nil, err
		}
		sources = append(sources, source)
	}
	v := viper.New()
	v.SetEnvPrefix("roi2nwb")
	v.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))
	v.AutomaticEnv()
	return append(sources, &settingsSource{viper: v}), nil
}

// readSettingsFile reads one file. What is wrong in it is metadata.Problems.
func readSettingsFile(from settingsFile, known *settable) (*settingsSource, error) {
	content, err := settingsContent(from)
	if err != nil {
		return nil, usagef("settings %q: %w", from.Path, err)
	}
	d := &settingsDecoder{file: from.Path, known: known, lines: map[string]int{}}
	v := viper.NewWithOptions(viper.WithDecoderRegistry(d))
	v.SetConfigType("yaml")
	if err := v.ReadConfig(bytes.NewReader(content)); err != nil {
		var problems metadata.Problems // without viper's words around them
		if errors.As(err, &problems) {
			err = problems
		}
		return nil, err
	}
	return &settingsSource{viper: v, file: from.Path, lines: d.lines}, nil
}

// settingsContent returns what a settings file holds, which must not be much.
// One that is named may be a pipe.
func settingsContent(from settingsFile) ([]byte, error) {
	info, err := os.Stat(from.Path)
	switch {
	case err != nil:
		return nil, systemError(err)
	case info.IsDir():
		return nil, errors.New("is a folder; a file is expected")
	case !from.named && !info.Mode().IsRegular():
		return nil, errors.New("is no plain file")
	}
	f, err := os.Open(from.Path)
	if err != nil {
		return nil, systemError(err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxSettingsBytes+1))
	if err != nil {
		return nil, systemError(err)
	}
	if len(content) > maxSettingsBytes {
		return nil, fmt.Errorf("holds more than %d bytes, which settings do not", maxSettingsBytes)
	}
	return content, nil
}

// systemError is what the system says, without the path that is named already.
func systemError(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
