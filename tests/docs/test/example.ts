import { filesBelow, packages, read } from './repository.ts'

/** A piece of TypeScript in a text, and what has to stand before it. */
export interface Example {
  readonly from: string
  readonly line: number
  /** Where it would lie in the repository, if it is a file that imports its neighbours. */
  readonly file?: string | undefined
  readonly code: string
}

/** The examples of docstrings: what stands between the fences below `@example`. */
export function docstringExamples(): readonly Example[] {
  return packages
    .flatMap((name) => filesBelow(`packages/${name}/src`, '.ts'))
    .flatMap((path) => {
      const text = read(path)
      return [...text.matchAll(/^ *\/\*\*[\s\S]*?\*\//gm)].flatMap((comment) =>
        fenced(path, text, comment.index, comment[0].replace(/^ *\* ?/gm, '')),
      )
    })
}

/**
 * The examples of pages. A comment `<!-- before: … -->` holds what a reader has already and need not see again; with
 * `<!-- file: path -->` it is a file of the repository, real or not, and imports what lies beside it.
 */
export function pageExamples(): readonly Example[] {
  const pages = ['README.md', ...filesBelow('docs', '.md'), ...filesBelow('packages', 'README.md')]
  return pages.flatMap((path) => fenced(path, read(path), 0, read(path)))
}

function fenced(from: string, text: string, offset: number, part: string): Example[] {
  const fence = /(?:<!-- (before|file): ([\s\S]*?) ?-->\n)?^```ts\n([\s\S]*?)^```/gm
  return [...part.matchAll(fence)].map(({ index, 1: kind, 2: said, 3: code }) => ({
    from,
    line: text.slice(0, offset).split('\n').length + part.slice(0, index).split('\n').length - 1,
    file: kind === 'file' ? said : undefined,
    code: `${kind === 'before' ? said : ''}\n${code}\nexport {}\n`,
  }))
}
