/** More than was agreed to be read of one body. */
export class TooBig extends Error {
  override readonly name = 'TooBig';
  readonly code = 'TOO_BIG';
}

/** Reads a body to its end, `bytesMax` at most. Throws `TooBig`, and what the stream throws when it breaks. */
export async function wholeBody(body: AsyncIterable<Buffer>, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > bytesMax) throw new TooBig(`the body has more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
