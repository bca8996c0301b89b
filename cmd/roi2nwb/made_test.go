package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
)

// made is a CaImAn result to write: numbers and texts by their path.
type made map[string]values

// values are the elements of a dataset in C order, a slice of numbers or of
// strings. A nil shape is a scalar.
type values struct {
	shape []int
	data  any
}

// smallCaiman is a result of 2 ROIs and 3 frames in 3 rows and 4 columns.
func smallCaiman() made {
	return made{
		"dims":                {[]int{2}, []int64{3, 4}},
		"estimates/A/data":    {[]int{3}, []float64{.5, .25, 1}},
		"estimates/A/indices": {[]int{3}, []int32{4, 3, 11}},
		"estimates/A/indptr":  {[]int{3}, []int32{0, 2, 3}},
		"estimates/A/shape":   {[]int{2}, []int64{12, 2}},
		"estimates/C":         {[]int{2, 3}, []float64{1, 2, 3, 4, 5, 6}},
		"estimates/YrA":       {[]int{2, 3}, []float64{.5, .5, .5, -1, -1, -1}},
		"params/data/fr":      {nil, []float64{20}},
	}
}

// largeCaiman is a result of squares of edge pixels spread over a field of
// width by height, with noise for traces. Equal arguments give equal files.
func largeCaiman(rois, frames, width, height, edge int) made {
	random := rand.New(rand.NewPCG(1, 2))
	noise := func() values {
		v := make([]float64, rois*frames)
		for i := range v {
			// Ten bits of noise: it packs as badly as real traces do.
			v[i] = float64(random.Uint32()>>22) / 16
		}
		return values{[]int{rois, frames}, v}
	}
	var weights []float64
	var rows []int32
	ends := []int32{0}
	for range rois {
		left, top := random.IntN(width-edge), random.IntN(height-edge)
		for x := left; x < left+edge; x++ {
			for y := top; y < top+edge; y++ {
				// CaImAn counts pixels down the columns.
				rows = append(rows, int32(x*height+y))
				weights = append(weights, random.Float64())
			}
		}
		ends = append(ends, int32(len(rows)))
	}
	return made{
		"dims":                {[]int{2}, []int64{int64(height), int64(width)}},
		"estimates/A/data":    {[]int{len(weights)}, weights},
		"estimates/A/indices": {[]int{len(rows)}, rows},
		"estimates/A/indptr":  {[]int{len(ends)}, ends},
		"estimates/A/shape":   {[]int{2}, []int64{int64(width * height), int64(rois)}},
		"estimates/C":         noise(),
		"estimates/YrA":       noise(),
		"params/data/fr":      {nil, []float64{30}},
	}
}

// write makes the file.
func (m made) write(file string) (err error) {
	f, err := h5.Create(file)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	groups := map[string]bool{".": true}
	for _, at := range slices.Sorted(maps.Keys(m)) {
		for _, group := range above(at) {
			if groups[group] {
				continue
			}
			groups[group] = true
			if err := f.CreateGroup(group); err != nil {
				return err
			}
		}
		if err := m[at].write(f, at); err != nil {
			return err
		}
	}
	return nil
}

// above returns the groups that at lies in, outermost first.
func above(at string) []string {
	if at = path.Dir(at); at == "." {
		return nil
	}
	return append(above(at), at)
}

func (v values) write(f *h5.File, at string) error {
	spec := h5.Spec{Type: h5.TextType(), Shape: v.shape}
	texts, isText := v.data.([]string)
	if !isText {
		spec.Type = h5.NumberType(dtypes[reflect.TypeOf(v.data).Elem().Kind()])
	}
	d, err := f.CreateDataset(at, spec)
	if err != nil {
		return err
	}
	defer d.Close()
	if isText {
		return d.WriteTexts(texts)
	}
	if reflect.ValueOf(v.data).Len() == 0 {
		return nil
	}
	var raw bytes.Buffer
	if err := binary.Write(&raw, binary.LittleEndian, v.data); err != nil {
		return err
	}
	return d.WriteAll(raw.Bytes())
}

var dtypes = map[reflect.Kind]chunkio.DType{
	reflect.Int32: chunkio.Int32, reflect.Int64: chunkio.Int64, reflect.Float32: chunkio.Float32, reflect.Float64: chunkio.Float64,
}

// writeMade makes a file for a test and returns its path.
func writeMade(t *testing.T, m made, file string) string {
	t.Helper()
	if err := m.write(file); err != nil {
		t.Fatal(err)
	}
	return file
}

// makeCaiman is a tool of the scripts: mkcaiman FILE [CHANGE]... writes
// smallCaiman with changes:
//
//	estimates/C=             without it
//	dims=3,4,5               with other values, of the type that it had
//	estimates/C=1x3:1,2,3    and of a shape that is no list
//	estimates/C=text:None    a text in its place
func makeCaiman() {
	m := smallCaiman()
	for _, change := range os.Args[2:] {
		if err := m.change(change); err != nil {
			fmt.Fprintf(os.Stderr, "mkcaiman %q: %v\n", change, err)
			os.Exit(2)
		}
	}
	if err := m.write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "mkcaiman:", err)
		os.Exit(1)
	}
}

func (m made) change(text string) error {
	at, list, _ := strings.Cut(text, "=")
	if list == "" {
		delete(m, at)
		return nil
	}
	if word, ok := strings.CutPrefix(list, "text:"); ok {
		m[at] = values{nil, []string{word}}
		return nil
	}
	var shape []int
	if axes, rest, ok := strings.Cut(list, ":"); ok {
		list = rest
		for axis := range strings.SplitSeq(axes, "x") {
			n, err := strconv.Atoi(axis)
			if err != nil {
				return err
			}
			shape = append(shape, n)
		}
	}
	kind := reflect.TypeFor[[]float64]()
	if old, ok := m[at]; ok {
		kind = reflect.TypeOf(old.data)
	}
	data := reflect.MakeSlice(kind, 0, 0)
	for number := range strings.SplitSeq(list, ",") {
		if number == "" {
			continue
		}
		v, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return err
		}
		data = reflect.Append(data, reflect.ValueOf(v).Convert(kind.Elem()))
	}
	if shape == nil {
		shape = []int{data.Len()}
	}
	m[at] = values{shape, data.Interface()}
	return nil
}
