// The package @assay/kit, whose programs are compiled elsewhere. Paths are the same in a checkout and in the image.
export * from '../../../dist/sandbox-images/examiner/kit/index.js'
