package metadata

import (
	"maps"
	"slices"

	"roi2nwb/internal/metadata/tree"
)

// OfPlane is the metadata of one of several planes of a session, merged and
// resolved as if the session had no other.
type OfPlane struct {
	Name     string // unlike that of all others
	Metadata *Metadata
}

// IsImagingPlaneOf reports whether an imaging plane is called after a plane of
// the session: by its name alone, or by its name at the end of the default one.
func IsImagingPlaneOf(plane, imagingPlane string) bool {
	return imagingPlane == plane || imagingPlane == defaultPlane+plane
}

// defaultPlane is what an imaging plane is called unless somebody names it.
const defaultPlane = "ImagingPlane"

// JoinPlanes returns the metadata of a file that holds several planes, and the
// names of each plane's objects in it. The session and the animal are those of the
// first plane. Tables, series and boxes of images end with the name of their
// plane, and so does an imaging plane that is not called after it. Devices that
// are equal become one.
func JoinPlanes(planes []OfPlane) (*Metadata, []*Names) {
	joined := *planes[0].Metadata
	joined.Devices, joined.Planes, joined.planeNames = nil, nil, nil
	joined.Warnings, joined.stopgaps = nil, map[string]bool{}
	names := make([]*Names, len(planes))
	for i, p := range planes {
		m := p.Metadata
		for _, w := range m.Warnings {
			if !slices.Contains(joined.Warnings, w) {
				joined.Warnings = append(joined.Warnings, w)
			}
		}
		own := m.Names.endingWith(p.Name)
		devices := map[string]string{} // the names in the file, by those in m
		for _, table := range []*Named{&own.PlaneSegmentation, &own.BackgroundSegmentation} {
			place := slices.IndexFunc(m.Planes, func(q ImagingPlane) bool { return q.Name == table.ImagingPlane })
			if place < 0 {
				continue
			}
			imaging := m.Planes[place]
			if !IsImagingPlaneOf(p.Name, imaging.Name) {
				imaging.Name += p.Name
			}
			table.ImagingPlane = imaging.Name
			if slices.ContainsFunc(joined.Planes, func(q ImagingPlane) bool { return q.Name == imaging.Name }) {
				continue
			}
			if _, known := devices[imaging.Device]; !known {
				devices[imaging.Device] = joined.addDevice(m, imaging.Device, p.Name)
			}
			imaging.Device = devices[imaging.Device]
			joined.Planes = append(joined.Planes, imaging)
			joined.planeNames = append(joined.planeNames, p.Name)
		}
		names[i] = own
	}
	joined.Names = *names[0]
	return &joined, names
}

// addDevice adds a device of a plane's metadata unless it is there, and returns
// its name. One that shares its name with another ends with the name of its
// plane.
func (m *Metadata) addDevice(of *Metadata, name, plane string) string {
	place := slices.IndexFunc(of.Devices, func(d Device) bool { return d.Name == name })
	if place < 0 {
		return name
	}
	d := of.Devices[place]
	if slices.Contains(m.Devices, d) {
		return name
	}
	if slices.ContainsFunc(m.Devices, func(other Device) bool { return other.Name == name }) {
		d.Name += plane
	}
	if of.stopgaps[deviceDescription(place)] {
		m.stopgaps[deviceDescription(len(m.Devices))] = true
	}
	m.Devices = append(m.Devices, d)
	return d.Name
}

// endingWith returns the names of what planes do not share with the name of a
// plane at their end. Images have a box for each plane and keep theirs.
func (n Names) endingWith(plane string) *Names {
	for _, named := range []*Named{&n.PlaneSegmentation, &n.BackgroundSegmentation, &n.ImagesBox} {
		named.Name += plane
	}
	n.Traces = maps.Clone(n.Traces)
	for key, named := range n.Traces {
		named.Name += plane
		n.Traces[key] = named
	}
	return &n
}

// SetsOfPlane returns the assignments that are for one of several planes. Those
// that name another plane in brackets, as in Ophys.ImagingPlane[Upper].location,
// are left out; its own go to its imaging plane, by that one's name, or to the
// first where imagingPlane is "".
func SetsOfPlane(assignments []string, plane, imagingPlane string, planes []string) []string {
	var own []string
	for _, text := range assignments {
		path, value, _ := cutAssignment(text)
		steps, err := tree.ParsePath(path)
		if err != nil || len(steps) < 3 || steps[0].Key != "Ophys" || steps[1].Key != "ImagingPlane" || !slices.Contains(planes, steps[2].Name) {
			own = append(own, text) // whatever is wrong with it, FromSets says so
			continue
		}
		if steps[2].Name != plane {
			continue
		}
		if steps[2] = (tree.Step{Name: imagingPlane, Index: -1}); imagingPlane == "" {
			steps[2] = tree.Step{Index: 0}
		}
		own = append(own, tree.FormatPath(steps)+"="+value)
	}
	return own
}
