package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"roi2nwb/configs"
	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb"
)

// settings are about the machine and not about the recording: flags, then
// ROI2NWB_... variables, then the user's settings file, then the defaults of
// configs/settings.yaml. Metadata never comes this way: the library behind it
// folds the case of keys.
type settings struct {
	Mask        string
	Compression string
	Level       int
	ChunkMB     float64
	BufferMB    float64
	Jobs        int
}

// addSettings adds the flags that settings can also give.
func addSettings(f *pflag.FlagSet) {
	f.String("mask", "image", "how footprints are kept: `image|pixel|voxel|both|none`")
	f.String("compression", "gzip", "`gzip|zstd|none`; zstd needs a plugin to read")
	f.Int("compression-level", 1, "from 1 (fast) to 9 (small); up to 22 for zstd")
	f.Float64("chunk-mb", 4, "largest chunk of a dataset, in `MB`")
	f.Float64("buffer-mb", 32, "memory for data on its way to the file, in `MB`")
	f.Int("jobs", 0, "chunks encoded at the same time; 0 for one a CPU")
}

// loadSettings returns the settings in force.
func loadSettings(f *pflag.FlagSet) (*settings, error) {
	v := viper.New()
	v.SetConfigType("yaml")
	defaults, err := configs.FS.ReadFile("settings.yaml")
	if err != nil {
		return nil, err
	}
	if err := v.ReadConfig(bytes.NewReader(defaults)); err != nil {
		return nil, err
	}
	known := slices.Sorted(slices.Values(v.AllKeys()))
	if path := settingsPath(); path != "" {
		if err := mergeSettings(v, path, known); err != nil {
			return nil, &usageError{fmt.Errorf("settings %q: %w", path, err), hintOf(err)}
		}
	}
	v.SetEnvPrefix("roi2nwb")
	v.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))
	v.AutomaticEnv()
	if err := v.BindPFlags(f); err != nil {
		return nil, err
	}
	var bad error
	take := func(key string, into any) {
		if err := v.UnmarshalKey(key, into); err != nil {
			bad = usagef("setting %q: %q is not a number", key, v.GetString(key))
		}
	}
	s := &settings{Mask: v.GetString("mask"), Compression: v.GetString("compression")}
	take("compression-level", &s.Level)
	take("chunk-mb", &s.ChunkMB)
	take("buffer-mb", &s.BufferMB)
	take("jobs", &s.Jobs)
	if bad != nil {
		return nil, bad
	}
	return s, s.validate()
}

// settingsPath is where the user's settings stand, "" where there are none.
func settingsPath() string {
	if path, ok := os.LookupEnv("ROI2NWB_SETTINGS"); ok {
		return path
	}
	folder, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	path := filepath.Join(folder, "roi2nwb", "settings.yaml")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return path
}

// mergeSettings lays the user's file over v, and refuses keys that nothing
// reads: most are slips of the pen.
func mergeSettings(v *viper.Viper, path string, known []string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := v.MergeConfig(bytes.NewReader(content)); err != nil {
		return err
	}
	for _, key := range slices.Sorted(slices.Values(v.AllKeys())) {
		if !slices.Contains(known, key) {
			return &usageError{fmt.Errorf("unknown setting %q", key), "known settings are " + strings.Join(known, ", ")}
		}
	}
	return nil
}

func (s *settings) validate() error {
	most := 9
	switch s.Compression {
	case "gzip", "none":
	case "zstd":
		most = 22
	default:
		return usagef("compression %q is not one of gzip, zstd, none", s.Compression)
	}
	if s.Compression != "none" && (s.Level < 1 || s.Level > most) {
		return usagef("compression level %d of %s is not between 1 and %d", s.Level, s.Compression, most)
	}
	if _, err := nwb.MaskKinds(s.Mask, s.Mask == "voxel"); err != nil {
		return &usageError{error: err}
	}
	if s.Jobs < 0 || s.Jobs > 1024 {
		return usagef("%d jobs are not between 0 and 1024", s.Jobs)
	}
	if !(s.BufferMB >= 1 && s.BufferMB <= 1<<20) {
		return usagef("a buffer of %g MB is not between 1 and %d", s.BufferMB, 1<<20)
	}
	if !(s.ChunkMB > 0) {
		return usagef("a chunk of %g MB is not positive", s.ChunkMB)
	}
	pipeline := chunkio.NewPipeline(s.pipeline())
	if most := pipeline.MaxChunk(); s.chunkBytes() > most {
		return &usageError{fmt.Errorf("a chunk of %g MB does not fit a buffer of %g MB", s.ChunkMB, s.BufferMB),
			fmt.Sprintf("give --chunk-mb %.3g or less, or --buffer-mb %.3g or more", float64(most)/mega, s.ChunkMB*5+0.01)}
	}
	return nil
}

// mega is what MB means here, as in the memory of a machine.
const mega = 1 << 20

func (s *settings) chunkBytes() int { return int(s.ChunkMB * mega) }

func (s *settings) pipeline() chunkio.Options {
	return chunkio.Options{Jobs: s.Jobs, Buffer: int(s.BufferMB * mega)}
}

func (s *settings) codec() chunkio.Codec {
	switch s.Compression {
	case "gzip":
		return chunkio.Codec{Compression: chunkio.Gzip, Level: s.Level, Shuffle: true}
	case "zstd":
		return chunkio.Codec{Compression: chunkio.Zstd, Level: s.Level, Shuffle: true}
	}
	return chunkio.Codec{}
}
