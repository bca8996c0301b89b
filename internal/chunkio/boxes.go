package chunkio

// EachBox calls fn for boxes that cover what begins at from and spans all, in C
// order, until it returns an error. Fn must not keep its arguments.
func EachBox(from, all, box []int, fn func(start, count []int) error) error {
	at, start, count := make([]int, len(all)), make([]int, len(all)), make([]int, len(all))
	for {
		for i := range all {
			if start[i], count[i] = from[i]+at[i], min(box[i], all[i]-at[i]); count[i] <= 0 {
				return nil // there are none
			}
		}
		if err := fn(start, count); err != nil {
			return err
		}
		i := len(all) - 1
		for ; i >= 0; i-- {
			if at[i] += box[i]; at[i] < all[i] {
				break
			}
			at[i] = 0
		}
		if i < 0 {
			return nil
		}
	}
}
