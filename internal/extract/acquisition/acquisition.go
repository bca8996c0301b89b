package acquisition

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"roi2nwb/internal/session"
)

// Info is what the software says, as decoded from JSON with numbers as
// json.Number.
type Info map[string]any

// Decode reads JSON; nil where it is no object.
func Decode(raw []byte) Info {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var info Info
	if d.Decode(&info) != nil {
		return nil
	}
	return info
}

// AddTo adds the metadata to what is known of a source, in which it stands at
// origin. Recorded is when the session was, zero where that is not known.
func (f Info) AddTo(p *session.Provenance, origin string, recorded time.Time) {
	f.addAnimal(p, origin, recorded)
	at := func(key string) string { return origin + "." + key }
	p.AddHint("NWBFile.experimenter", f.text("personnel.name"), at("personnel.name"))
	p.AddHint("NWBFile.session_id", f.text("name"), at("name"))
	kind := f.text("microscope.type")
	p.AddHint("Ophys.Device.model_name", strings.ReplaceAll(strings.ReplaceAll(kind, "/", "-"), ":", "-"), at("microscope.type"))
	if kind != "" {
		p.AddHint("Ophys.Device.manufacturer", "Inscopix", at("microscope.type"))
	}
	p.AddHint("Ophys.Device.serial_number", f.text("microscope.serial"), at("microscope.serial"))
	p.AddHint("Ophys.Device.description", f.device(), at("microscope"))
	p.AddHint("Ophys.ImagingPlane.description", f.plane(), at("microscope")+" and probe")
}

// addAnimal adds what is known of the animal. The form has a sex before anybody
// says one, so that it counts only with something else of the animal.
func (f Info) addAnimal(p *session.Provenance, origin string, recorded time.Time) {
	at := func(key string) string { return origin + ".animal." + key }
	id, species := f.text("animal.id"), f.text("animal.species")
	p.AddHint("Subject.subject_id", id, at("id"))
	p.AddHint("Subject.species", species, at("species"))
	p.AddHint("Subject.description", f.text("animal.description"), at("description"))
	born := f.birth(p, at("dob"), recorded)
	p.AddHint("Subject.date_of_birth", born, at("dob"))
	if w, ok := f.number("animal.weight"); ok && w > 0 {
		p.AddHint("Subject.weight", f.text("animal.weight")+" g", at("weight"))
	}
	sex := f.text("animal.sex")
	switch {
	case sex == "":
	case id == "" && species == "" && born == "":
		p.AddRemark("%s is %q, which the form of the recorder has before anybody fills it in: it is not taken, since nothing else is said of the animal", at("sex"), sex)
	default:
		if long := strings.ToUpper(sex); long == "MALE" || long == "FEMALE" || len(sex) == 1 {
			sex = long[:1]
		}
		p.AddHint("Subject.sex", sex, at("sex"))
	}
}

// birth returns the day of birth, "" where it is none or after the recording.
func (f Info) birth(p *session.Provenance, at string, recorded time.Time) string {
	text := f.text("animal.dob")
	if text == "" {
		return ""
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04:05", "2006/01/02", "01/02/2006"} {
		born, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		if !recorded.IsZero() && born.After(recorded) {
			p.AddDoubt("Subject.date_of_birth", at, "%s is %q, which is after the recording: it is not taken", at, text)
			return ""
		}
		if layout == "01/02/2006" && born.Day() <= 12 && born.Day() != int(born.Month()) {
			break // it may be the day or the month that comes first
		}
		return born.Format(time.DateOnly)
	}
	p.AddDoubt("Subject.date_of_birth", at, "%s is %q, which is no date such as 2024-01-31: it is not taken", at, text)
	return ""
}

// setting is something of the microscope or the lens, and how it is said.
type setting struct{ key, format string }

// device says what the microscope is, and which software ran it.
func (f Info) device() string {
	version, _, _ := strings.Cut(f.text("producer.version"), "-")
	about := f.list(setting{"microscope.type", "Inscopix miniscope, %s"})
	if version != "" {
		about = append(about, "acquisition software "+version)
	}
	return strings.Join(about, ", ")
}

// plane says with which settings, and through which lens, the plane was imaged.
func (f Info) plane() string {
	parts := f.list(
		setting{"microscope.exp", "exposure %s ms"},
		setting{"microscope.gain", "gain %s"},
		setting{"microscope.focus", "focus %s"},
		setting{"idps.efocus", "electronic focus %s"},
		setting{"idps.channel", "%s channel"},
		setting{"microscope.led.exPower", "excitation LED at %s mW/mm^2"},
		setting{"microscope.led.exPower2", "second excitation LED at %s mW/mm^2"},
		setting{"microscope.led.ogPower", "optogenetic LED at %s mW/mm^2"},
		setting{"microscope.dualColor.mode", "dual colour mode %s"},
		setting{"idps.spatialDownsampling", "spatial downsampling %s"},
		setting{"idps.temporalDownsampling", "temporal downsampling %s"},
		setting{"probe.type", "through a lens of type %s"},
		setting{"probe.name", "lens %s"},
		setting{"probe.diameter", "lens diameter %s mm"},
		setting{"probe.length", "lens length %s mm"},
		setting{"probe.pitch", "lens pitch %s"},
		setting{"probe.rotation", "lens rotation %s degrees"},
		setting{"probe.flip", "lens flip %s"},
	)
	if len(parts) == 0 {
		return ""
	}
	return "The plane that was imaged: " + strings.Join(parts, ", ") + "."
}

func (f Info) list(settings ...setting) []string {
	var said []string
	for _, s := range settings {
		if value := f.text(s.key); value != "" {
			said = append(said, fmt.Sprintf(s.format, value))
		}
	}
	return said
}

// At returns the value of keys within keys, nil where there is none:
// "microscope.led.exPower".
func (f Info) At(keys string) any {
	var v any = map[string]any(f)
	for _, key := range strings.Split(keys, ".") {
		o, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = o[key]
	}
	return v
}

// number returns a number.
func (f Info) number(keys string) (float64, bool) {
	n, ok := f.At(keys).(json.Number)
	if !ok {
		return 0, false
	}
	v, err := n.Float64()
	return v, err == nil
}

// text returns a text or a number, "" for what nobody filled in.
func (f Info) text(keys string) string {
	switch v := f.At(keys).(type) {
	case string:
		v = strings.TrimSpace(v)
		if slices.Contains([]string{"none", "n/a", "null", "0"}, strings.ToLower(v)) {
			return ""
		}
		return v
	case json.Number:
		if n, err := v.Float64(); err == nil && n == 0 {
			return ""
		}
		return v.String()
	}
	return ""
}

// Units returns what the traces of a cell set are, and how the cells were found,
// "" where nothing says.
func (f Info) Units() (units, method string) {
	return f.text("idps.cellset.units"), f.text("idps.cellset.method")
}
