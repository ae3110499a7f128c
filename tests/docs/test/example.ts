import { filesBelow, packages, read } from './repository.ts'

/** A piece of TypeScript in a text, and what has to stand before it. */
export interface Example {
  readonly from: string
  readonly line: number
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

/** The examples of pages. A comment `<!-- before: … -->` holds what a reader has already and need not see again. */
export function pageExamples(): readonly Example[] {
  const pages = ['README.md', ...filesBelow('docs', '.md'), ...filesBelow('packages', 'README.md')]
  return pages.flatMap((path) => fenced(path, read(path), 0, read(path)))
}

function fenced(from: string, text: string, offset: number, part: string): Example[] {
  return [...part.matchAll(/(?:<!-- before: ([\s\S]*?)-->\n)?^```ts\n([\s\S]*?)^```/gm)].map((match) => ({
    from,
    line: text.slice(0, offset).split('\n').length + part.slice(0, match.index).split('\n').length - 1,
    code: `${match[1] ?? ''}\n${match[2]}\nexport {}\n`,
  }))
}
