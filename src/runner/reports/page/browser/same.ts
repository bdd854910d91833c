import { Component, type ComponentChildren } from 'preact'

interface Props {
  /** What the children are made of. */
  readonly of: readonly unknown[]
  readonly children: ComponentChildren
}

/** Leaves its children as they are for as long as what they are made of is the same. */
export class Same extends Component<Props> {
  override shouldComponentUpdate({ of }: Props): boolean {
    return of.length !== this.props.of.length || of.some((value, index) => value !== this.props.of[index])
  }

  override render({ children }: Props): ComponentChildren {
    return children
  }
}
