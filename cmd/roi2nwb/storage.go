package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"roi2nwb/cmd/roi2nwb/internal/settings"
	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/session"
)

// storage is how things are stored, which is about the machine and not about
// the recording.
type storage struct {
	Mask        string
	Compression string
	Level       int
	ChunkMB     float64
	BufferMB    float64
	Jobs        int
}

// addStorage adds the flags of storage.
func addStorage(f *pflag.FlagSet) {
	f.String("mask", masks()[0], "how footprints are kept: `"+strings.Join(masks(), "|")+"`")
	f.String("compression", chunkio.Gzip.String(), "`"+strings.Join(compressions(), "|")+"`; zstd needs a plugin to read")
	f.Int("compression-level", 1, fmt.Sprintf("the `level`, from 1 (fast) to %d (small); up to %d for %s", chunkio.Gzip.MaxLevel(), chunkio.Zstd.MaxLevel(), chunkio.Zstd))
	f.Float64("chunk-mb", 4, "largest chunk of a dataset, in `MB`")
	f.Float64("buffer-mb", 32, "memory for data on its way to the file, in `MB`")
	f.Int("jobs", 0, "the `number` of chunks encoded at the same time, or of sessions of several; 0 for one a CPU")
}

// loadStorage returns what the flags of storage say, the defaults where there
// are no such flags.
func loadStorage(f *pflag.FlagSet) (*storage, error) {
	if f.Lookup("mask") == nil {
		addStorage(f)
	}
	s := &storage{}
	var faults [6]error
	s.Mask, faults[0] = f.GetString("mask")
	s.Compression, faults[1] = f.GetString("compression")
	s.Level, faults[2] = f.GetInt("compression-level")
	s.ChunkMB, faults[3] = f.GetFloat64("chunk-mb")
	s.BufferMB, faults[4] = f.GetFloat64("buffer-mb")
	s.Jobs, faults[5] = f.GetInt("jobs")
	if err := errors.Join(faults[:]...); err != nil {
		return nil, err
	}
	if name, err := s.validate(); err != nil {
		return nil, &usageError{settings.Locate(f.Lookup(name), err), hintOf(err)}
	}
	return s, nil
}

// validate returns what is wrong with a setting, and its name.
func (s *storage) validate() (name string, err error) {
	compression, known := s.compression()
	if !known {
		return "compression", fmt.Errorf("compression %q is not one of %s", s.Compression, strings.Join(compressions(), ", "))
	}
	if most := compression.MaxLevel(); most > 0 && (s.Level < 1 || s.Level > most) {
		return "compression-level", fmt.Errorf("compression level %d of %s is not between 1 and %d", s.Level, s.Compression, most)
	}
	if _, err := build.MaskKinds(s.Mask, s.Mask == "voxel"); err != nil {
		return "mask", err
	}
	if s.Jobs < 0 || s.Jobs > 1024 {
		return "jobs", fmt.Errorf("%d jobs are not between 0 and 1024", s.Jobs)
	}
	if !(s.BufferMB >= 1 && s.BufferMB <= 1<<20) {
		return "buffer-mb", fmt.Errorf("a buffer of %g MB is not between 1 and %d", s.BufferMB, 1<<20)
	}
	if !(s.ChunkMB > 0) {
		return "chunk-mb", fmt.Errorf("a chunk of %g MB is not positive", s.ChunkMB)
	}
	pipeline := chunkio.NewPipeline(s.pipeline())
	if most := pipeline.MaxChunk(); s.chunkBytes() > most {
		return "chunk-mb", &usageError{fmt.Errorf("a chunk of %g MB does not fit a buffer of %g MB", s.ChunkMB, s.BufferMB),
			fmt.Sprintf("give --chunk-mb %.3g or less, or --buffer-mb %.3g or more", float64(most)/mega, s.ChunkMB*5+0.01)}
	}
	return "", nil
}

// masks returns how a file keeps the footprints of a field.
func (s *storage) masks(field session.Field) ([]build.MaskKind, error) {
	kinds, err := build.MaskKinds(s.Mask, field.Depth > 0)
	var wrong *build.WrongMaskError
	if errors.As(err, &wrong) {
		return nil, &usageError{err, "use --mask " + wrong.Instead}
	}
	return kinds, err
}

// mega is what MB means here, as in the memory of a machine.
const mega = 1 << 20

func (s *storage) chunkBytes() int { return int(s.ChunkMB * mega) }

func (s *storage) pipeline() chunkio.Options {
	return chunkio.Options{Jobs: s.Jobs, Buffer: int(s.BufferMB * mega)}
}

// compression returns what the name of a compression means.
func (s *storage) compression() (c chunkio.Compression, known bool) {
	for _, c := range chunkio.Compressions() {
		if c.String() == s.Compression {
			return c, true
		}
	}
	return chunkio.NoCompression, false
}

func (s *storage) codec() chunkio.Codec {
	compression, _ := s.compression()
	if compression == chunkio.NoCompression {
		return chunkio.Codec{}
	}
	return chunkio.Codec{Compression: compression, Level: s.Level, Shuffle: true}
}

// buildOptions returns what every plan is built with.
func (s *storage) buildOptions(masks []build.MaskKind) *build.Options {
	return &build.Options{
		Masks: masks, Codec: s.codec(), ChunkBytes: s.chunkBytes(),
		Tool: "roi2nwb", ToolVersion: version, Created: time.Now(),
	}
}
