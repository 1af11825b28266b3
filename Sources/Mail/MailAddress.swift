/// A stand-in.
