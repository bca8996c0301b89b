package metadata

import (
	"time"

	"roi2nwb/internal/metadata/tree"
)

// Metadata is the merged and typed result: who, when, with what. Nothing in
// it is invented; "" and nil mean that nobody gave it, and Missing lists it.
type Metadata struct {
	File     File
	Subject  *Subject // nil where no subject was given
	Devices  []Device
	Planes   []ImagingPlane // at least one
	Names    Names
	Timezone string         // the zone given for times without one, where it was used
	Extra    map[string]any // the user's own keys, untouched
	Warnings []tree.Problem // what is allowed and worth a look, sorted like Problems

	stopgaps   map[string]bool // paths of texts that only say that nobody gave one
	planeNames []string        // of several planes of a session, that of each of Planes; else nil
}

// File is what NWB keeps at the root and under /general.
type File struct {
	SessionDescription    string
	Identifier            string // "" asks for a generated one
	SessionStart          time.Time
	SessionID             string
	Experimenter          []string
	ExperimentDescription string
	Institution           string
	Lab                   string
	Keywords              []string
	Notes                 string
	Protocol              string
	Pharmacology          string
	Surgery               string
	Virus                 string
	StimulusNotes         string
	DataCollection        string
	Slices                string
	RelatedPublications   []string
}

// Subject is the animal. Weight keeps its unit: "0.022 kg".
type Subject struct {
	ID, Species, Sex, Age, AgeReference string
	DateOfBirth                         time.Time // zero: not given
	Strain, Genotype, Weight            string
	Description                         string
}

// Device is a microscope. Manufacturer, ModelName and ModelNumber, where
// given, become its device model.
type Device struct {
	Name, Description, Manufacturer, ModelName, ModelNumber, ModelDescription, SerialNumber string
}

// Unknown is the text that stands in an NWB file for a required indicator or
// location which nobody gave. A file that says so itself counts as not saying.
const Unknown = "unknown"

// ImagingPlane is the plane or volume that was imaged. NaN stands for a
// number that nobody gave, "" for an indicator or a location.
type ImagingPlane struct {
	Name, Description, Indicator, Location, ReferenceFrame string
	ExcitationLambda                                       float64 // nm
	ImagingRate                                            float64 // Hz
	Device                                                 string  // by name
	GridSpacing                                            []float64
	GridSpacingUnit                                        string // "meters" where a spacing was given without it
	OriginCoords                                           []float64
	OriginCoordsUnit                                       string // likewise
	Channels                                               []OpticalChannel
}

// OpticalChannel is one detection channel; EmissionLambda in nm, NaN where
// nobody gave it.
type OpticalChannel struct {
	Name, Description string
	EmissionLambda    float64
}

// Named is the name and description that an object of the file gets. Unit
// and ImagingPlane are set only where they apply.
type Named struct {
	Name, Description, Unit, ImagingPlane string
}

// Names holds the names of the ophys objects, by the field's own keys. Unit and
// Description are "" where nobody overrode what the source says.
type Names struct {
	Segmentation           Named            // ImageSegmentation
	PlaneSegmentation      Named            // the ROI table
	BackgroundSegmentation Named            // the background table
	Fluorescence           Named            // box of raw, denoised, deconvolved, baseline, background ...
	DfOverF                Named            // box of dff
	Traces                 map[string]Named // by trace kind: "raw", "denoised", "dff", "background" ...
	ImagesBox              Named            // SegmentationImages
	Images                 map[string]Named // by image key: "correlation_image" ...
}
