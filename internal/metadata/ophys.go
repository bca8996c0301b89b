package metadata

import (
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/spelling"
)

// devices reads Ophys.Device.
func (r *resolver) devices(v view) {
	taken := unique{}
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
		taken.add(r, d.Name, item)
		r.m.Devices = append(r.m.Devices, d)
	}
	if len(r.m.Devices) == 0 {
		r.problem("no-object", v, "", "there is no device")
	}
}

// empty reports an object that nobody said anything about, but whose place is
// taken, as Device[0] where only Device[1] was set.
func (r *resolver) empty(v view) bool {
	if v.given() {
		return false
	}
	r.problem("gap-in-list", v, "count places from 0, without gaps", "nothing is said about it, though a later one is there")
	return true
}

// planes reads Ophys.ImagingPlane, whose devices are listed at devicesAt.
func (r *resolver) planes(v view, devicesAt tree.Position) {
	taken := unique{}
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
			ExcitationLambda: r.number(item.get("excitation_lambda")),
			ImagingRate:      r.number(item.get("imaging_rate")),
			Device:           r.deviceOf(item.get("device"), devicesAt),
			GridSpacing:      r.coordinates(item.get("grid_spacing")),
			OriginCoords:     r.coordinates(item.get("origin_coords")),
			Channels:         r.channels(item.get("optical_channel")),
		}
		p.GridSpacingUnit = r.unitOf(p.GridSpacing, item.get("grid_spacing_unit"))
		p.OriginCoordsUnit = r.unitOf(p.OriginCoords, item.get("origin_coords_unit"))
		r.spacingUnit(item.get("grid_spacing"), p.GridSpacing, p.GridSpacingUnit, item.get("grid_spacing_unit").given())
		r.allenLocation(item.get("location"), p.Location)
		taken.add(r, p.Name, item)
		r.m.Planes = append(r.m.Planes, p)
	}
	if len(r.m.Planes) == 0 {
		r.problem("no-object", v, "", "there is no imaging plane")
	}
}

func (r *resolver) channels(v view) []OpticalChannel {
	var channels []OpticalChannel
	taken := unique{}
	for _, item := range v.items() {
		if r.empty(item) {
			continue
		}
		c := OpticalChannel{
			Name:           r.objectName(item),
			Description:    r.described(item.get("description")),
			EmissionLambda: r.number(item.get("emission_lambda")),
		}
		taken.add(r, c.Name, item)
		channels = append(channels, c)
	}
	if len(channels) == 0 {
		r.problem("no-object", v, "", "there is no optical channel")
	}
	return channels
}

// coordinates reads 2 or 3 numbers.
func (r *resolver) coordinates(v view) []float64 {
	items := v.items()
	if len(items) == 0 || r.faulty[items[0].path] {
		return nil
	}
	if len(items) != 2 && len(items) != 3 {
		r.problem("coordinates", v, "", "found %d numbers, expected 2 or 3: x, y and z", len(items))
		return nil
	}
	list := make([]float64, len(items))
	for i, item := range items {
		list[i] = r.number(item)
	}
	return list
}

// unitOf returns the unit of coordinates: NWB's default where it is not given.
func (r *resolver) unitOf(coordinates []float64, v view) string {
	switch unit := r.text(v); {
	case coordinates == nil && unit != "":
		r.warn("unit-alone", v, "", "a unit without the numbers it belongs to is not written")
		return ""
	case coordinates != nil && unit == "":
		return "meters"
	default:
		return unit
	}
}

// deviceOf resolves a plane's device, one of those listed at devicesAt.
func (r *resolver) deviceOf(v view, devicesAt tree.Position) string {
	var known []string
	for _, d := range r.m.Devices {
		known = append(known, d.Name)
	}
	return r.reference(v, "device", known, devicesAt)
}

// reference resolves a reference by name to one of known, which are listed at
// listedAt. One that nobody gave means the only object there is.
func (r *resolver) reference(v view, what string, known []string, listedAt tree.Position) string {
	if r.faulty[v.path] {
		return ""
	}
	name := r.text(v)
	known = slices.Compact(slices.Sorted(slices.Values(known))) // names that stand twice are a problem of their own
	if name != "" && slices.Contains(known, name) {
		return name
	}
	switch ofUser := v.given() && !v.node.At.Template; {
	case len(known) == 0: // said already
	case ofUser:
		hint := "known: " + strings.Join(tree.Quoted(known), ", ")
		if near := spelling.Nearest(name, known); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		r.problem("reference", v, hint, "no %s is named %q", what, name)
	case len(known) == 1:
		return known[0]
	default:
		v.node = nil // nobody gave it; blame the object around, or the list where that is the template's
		if v.above.Template {
			v.above = listedAt
		}
		r.put(tree.ProblemAt(v.at(), v.path, "", "nothing says which of the %d %ss is meant: %s",
			len(known), what, strings.Join(tree.Quoted(known), ", ")).
			As(tree.Error, "reference").CuredBy(tree.CureOf(tree.GiveOneOf, v.path, known...)))
	}
	return ""
}
