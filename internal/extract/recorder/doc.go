// Package recorder reads who was recorded, when and with what from the files that
// a Miniscope recorder (Miniscope-DAQ-QT) writes beside its movies: a
// metaData.json in the folder of each device, and another in the session's folder
// around these. Which keys there are depends on the recorder's version.
package recorder
