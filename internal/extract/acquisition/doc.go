// Package acquisition takes metadata from what the acquisition software of
// Inscopix' microscopes says of a session: the animal, the microscope and its
// settings, the lens, who recorded, and how the movie was processed since. It
// goes with each movie, and programs copy it into what they make of one.
//
// Any key may be missing or be of another type than usual, and says nothing then.
// So does what stands in a form that nobody filled in: 0, "none", an empty text.
package acquisition
