/** Work of the index that takes long is done as all such work is. */
export { atOnce, inSlices, type Sliced } from "../../platform/slices.ts";
