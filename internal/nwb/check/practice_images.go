package check

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// nwbinspector's checks of images.
const (
	orderUnique      = "check_order_of_images_unique"
	orderLength      = "check_order_of_images_len"
	indexToImage     = "check_index_series_points_to_image"
	externalThere    = "check_image_series_external_file_valid"
	externalRelative = "check_image_series_external_file_relative"
	imagesLarge      = "check_image_series_data_size"
)

// imageRule has nwbinspector's checks of images and movies. It leaves out the check
// that starting_frame goes with external_file: in a file the one is an attribute
// of the other.
func imageRule() rule {
	return rule{
		checks: []Check{
			practice(orderUnique, violation, "order_of_images names an image twice"),
			practice(orderLength, violation, "order_of_images does not name as many images as there are"),
			practice(indexToImage, violation, "an index series refers to a series, which is out of use, and not to images"),
			practice(externalThere, critical, "an external file of a movie is not there"),
			practice(externalRelative, violation, "an external file of a movie is given by its absolute path"),
			practice(imagesLarge, violation, "a movie of more than 20 GB is in the file"),
		},
		run: func(ctx context.Context, e *examination) error {
			for n := range e.typed("Images") {
				e.order(ctx, n)
			}
			for n := range e.typed("IndexSeries") {
				if l := n.link("indexed_timeseries"); l != nil && l.target != nil {
					e.find(indexToImage, n.member("indexed_timeseries"), "indexed_images, a link to Images", "it refers to a series")
				}
			}
			for n := range e.typed("ImageSeries") {
				e.externalFiles(n)
				e.movieSize(n)
			}
			return context.Cause(ctx)
		},
	}
}

// order checks the order of images.
func (e *examination) order(ctx context.Context, images *node) {
	order := images.child("order_of_images")
	if order.rows() < 0 || e.skims(order) {
		return
	}
	total := 0
	for i := range images.links {
		if t := images.links[i].target; t != nil && (t.is("BaseImage") || t.is("Image")) {
			total++
		}
	}
	seen := map[uint64]bool{}
	err := e.eachReference(ctx, order, "", func(_ int64, address uint64) { seen[address] = true })
	if err != nil {
		return // schemaRule finds what cannot be read
	}
	if len(seen) != order.rows() {
		e.find(orderUnique, order.path, "each image once", "it has %s, and names %s", plural(order.rows(), "reference"), plural(len(seen), "image"))
	}
	if order.rows() != total {
		e.find(orderLength, order.path, "one for each image", "it has %s, and there are %s", plural(order.rows(), "reference"), plural(total, "image"))
	}
}

// externalFiles checks that the files of a movie exist. It does not open them.
func (e *examination) externalFiles(movie *node) {
	files, _ := e.textsOf(movie.child("external_file"))
	for _, file := range files {
		path := movie.member("external_file")
		if isAbsolute(file) {
			e.find(externalRelative, path, "a path from the NWB file on", "%.200q is an absolute path", file)
		}
		if strings.HasPrefix(file, "/") {
			continue
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(e.file.Path()), file)); err != nil {
			e.find(externalThere, path, "a file at that path from the NWB file on", "%.200q is not there", file)
		}
	}
}

// isAbsolute reports whether a path is absolute for Unix or Windows.
func isAbsolute(path string) bool {
	if strings.HasPrefix(path, "/") {
		return true
	}
	path = strings.ReplaceAll(path, `\`, "/")
	if share, ok := strings.CutPrefix(path, "//"); ok {
		server, folder, _ := strings.Cut(share, "/")
		return server != "" && folder != ""
	}
	return len(path) > 2 && path[1] == ':' && path[2] == '/' && (path[0]|0x20 >= 'a' && path[0]|0x20 <= 'z')
}

// largestMovie is the most bytes that a movie should have in the file.
const largestMovie = 20e9

// movieSize checks how many bytes a movie has. Movies of two-photon microscopes may
// have any number.
func (e *examination) movieSize(movie *node) {
	data := movie.child("data")
	if data == nil || data.data == nil || movie.is("TwoPhotonSeries") {
		return
	}
	size := float64(data.elements()) * float64(data.data.Type.Size)
	if size <= largestMovie {
		return
	}
	if isPacked(data) {
		d, err := e.open(data)
		if err != nil {
			return
		}
		defer d.Close()
		size = float64(d.StoredBytes())
	}
	if size > largestMovie {
		e.find(imagesLarge, movie.member("data"), "an external_file", "it takes %.3g GB", size/1e9)
	}
}
