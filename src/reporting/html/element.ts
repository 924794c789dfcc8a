// Elements without JSX. Whatever is passed as a child or an attribute is escaped; only `raw` is not, and takes nothing
// but this room's own text.

import { type ComponentChild, h, type VNode } from 'preact'

export type Child = ComponentChild
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

export const el = (name: string, attributes: Attributes, ...children: readonly Child[]): VNode =>
  h<Attributes>(name, { ...attributes }, ...children)

/** An element whose text is taken as it is: style, script, and data that is escaped already. */
export const raw = (name: string, attributes: Attributes, text: string): VNode =>
  h(name, { ...attributes, dangerouslySetInnerHTML: { __html: text } })

/** A coordinate, with as many digits as can be seen. */
export const px = (value: number): string => String(Math.round(value * 10) / 10)
