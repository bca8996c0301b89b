package metadata

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// devices reads Ophys.Device.
func (r *resolver) devices(v view) {
	names := unique{}
	for _, item := range v.items() {
		if r.empty(item) {
			continue
		}
		d := Device{
			Name:             r.objectName(item),
			Description:      r.described(item.get("description")),
			Manufacturer:     r.text(item.get("manufacturer")),
			ModelName:        r.text(item.get("model_name")),
			ModelNumber:      r.text(item.get("model_number")),
			ModelDescription: r.described(item.get("model_description")),
			SerialNumber:     r.text(item.get("serial_number")),
		}
		r.stopgap(item.get("description"))
		names.add(r, d.Name, item)
		r.m.Devices = append(r.m.Devices, d)
	}
	if len(r.m.Devices) == 0 {
		r.problem(v, "", "there is no device")
	}
}

// empty reports an object that nobody said anything about, but whose place is
// taken, as Device[0] where only Device[1] was set.
func (r *resolver) empty(v view) bool {
	if v.given() {
		return false
	}
	r.problem(v, "count places from 0, without gaps", "nothing is said about it, though a later one is there")
	return true
}

// planes reads Ophys.ImagingPlane.
func (r *resolver) planes(v view) {
	names := unique{}
	for _, item := range v.items() {
		if r.empty(item) {
			continue
		}
		p := ImagingPlane{
			Name:             r.objectName(item),
			Description:      r.described(item.get("description")),
			Indicator:        r.text(item.get("indicator")),
			Location:         r.text(item.get("location")),
			ReferenceFrame:   r.text(item.get("reference_frame")),
			ExcitationLambda: r.wavelength(item.get("excitation_lambda")),
			ImagingRate:      r.rate(item.get("imaging_rate")),
			Device:           r.deviceOf(item.get("device")),
			GridSpacing:      r.coordinates(item.get("grid_spacing")),
			OriginCoords:     r.coordinates(item.get("origin_coords")),
			Channels:         r.channels(item.get("optical_channel")),
		}
		p.GridSpacingUnit = r.unitOf(p.GridSpacing, item.get("grid_spacing_unit"))
		p.OriginCoordsUnit = r.unitOf(p.OriginCoords, item.get("origin_coords_unit"))
		r.checkSpacing(item.get("grid_spacing"), p)
		names.add(r, p.Name, item)
		r.m.Planes = append(r.m.Planes, p)
	}
	if len(r.m.Planes) == 0 {
		r.problem(v, "", "there is no imaging plane")
	}
}

func (r *resolver) channels(v view) []OpticalChannel {
	var channels []OpticalChannel
	names := unique{}
	for _, item := range v.items() {
		if r.empty(item) {
			continue
		}
		c := OpticalChannel{
			Name:           r.objectName(item),
			Description:    r.described(item.get("description")),
			EmissionLambda: r.wavelength(item.get("emission_lambda")),
		}
		names.add(r, c.Name, item)
		channels = append(channels, c)
	}
	if len(channels) == 0 {
		r.problem(v, "", "there is no optical channel")
	}
	return channels
}

// shortestWave is where nanometres begin: nwbinspector takes what is below
// for another unit.
const shortestWave = 10

// wavelength reads a wavelength in nanometres.
func (r *resolver) wavelength(v view) float64 {
	nm := r.number(v, "nm")
	if nm < shortestWave {
		hint := "give it in nm"
		for _, scale := range []float64{1e3, 1e9} { // micrometres, metres
			if guess := math.Round(nm * scale); nm > 0 && guess >= 200 && guess <= 3000 {
				hint = fmt.Sprintf("%g nm?", guess)
			}
		}
		r.problem(v, hint, "%s is not a wavelength in nanometres", v.node.text)
		return math.NaN()
	}
	return nm
}

// rate reads frames a second.
func (r *resolver) rate(v view) float64 {
	hz := r.number(v, "Hz")
	if hz <= 0 {
		r.problem(v, "", "%s is not a frame rate in Hz", v.node.text)
		return math.NaN()
	}
	return hz
}

// coordinates reads 2 or 3 numbers.
func (r *resolver) coordinates(v view) []float64 {
	items := v.items()
	if len(items) == 0 {
		return nil
	}
	if len(items) != 2 && len(items) != 3 {
		r.problem(v, "", "found %d numbers, expected 2 or 3: x, y and z", len(items))
		return nil
	}
	list := make([]float64, len(items))
	for i, item := range items {
		if list[i] = r.number(item, ""); strings.EqualFold(item.node.text, "nan") || item.node.text == ".nan" {
			r.problem(item, "leave the whole key out where it is not known", "is not a number")
		}
	}
	return list
}

// unitOf returns the unit of coordinates: NWB's default where it is not given.
func (r *resolver) unitOf(coordinates []float64, v view) string {
	switch unit := r.text(v); {
	case coordinates == nil && unit != "":
		r.warn(v, "", "a unit without the numbers it belongs to is not written")
		return ""
	case coordinates != nil && unit == "":
		return "meters"
	default:
		return unit
	}
}

// checkSpacing finds spacings that cannot be, and those given in micrometres
// without saying so.
func (r *resolver) checkSpacing(v view, p ImagingPlane) {
	for i, d := range p.GridSpacing {
		item := v.items()[i]
		switch {
		case d <= 0:
			r.problem(item, "", "%s is not a distance between pixels", item.node.text)
		case d > 0.01 && strings.HasPrefix(p.GridSpacingUnit, "met"):
			r.warn(item, "if it is micrometers, say so: grid_spacing_unit: micrometers",
				"pixels %s meters apart are hard to believe", strconv.FormatFloat(d, 'g', -1, 64))
		}
	}
}

// deviceOf resolves a plane's device.
func (r *resolver) deviceOf(v view) string {
	var known []string
	for _, d := range r.m.Devices {
		known = append(known, d.Name)
	}
	return r.reference(v, "device", known)
}

// reference resolves a reference by name to one of known. One that nobody gave
// means the only object there is.
func (r *resolver) reference(v view, what string, known []string) string {
	name := r.text(v)
	slices.Sort(known)
	known = slices.Compact(known) // names that stand twice are a problem of their own
	for _, k := range known {
		if k == name && name != "" {
			return name
		}
	}
	listed := "known: " + strings.Join(quoted(known), ", ")
	switch ofUser := v.given() && !v.node.at.template; {
	case len(known) == 0: // said already
	case ofUser:
		if near := nearest(name, known); near != "" {
			listed = fmt.Sprintf("did you mean %q?", near)
		}
		r.problem(v, listed, "no %s is named %q", what, name)
	case len(known) == 1:
		return known[0]
	default:
		v.node = nil // nobody gave it; blame the object around
		r.problem(v, listed, "nobody gave it, and there are %d %ss", len(known), what)
	}
	return ""
}

func quoted(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strconv.Quote(s)
	}
	return out
}
