// How the programs are run, by the launcher and by the benchmarks alike.

/** As the workers do: garbage that outlived a collection is looked for once it is as much as what lives, not 32 MB later. */
export const RUNTIME_FLAGS = ['--smol']
