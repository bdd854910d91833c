import { Component, type ComponentChildren } from 'preact'

interface Props {
  /** The values that the children depend on. */
  readonly of: readonly unknown[]
  readonly children: ComponentChildren
}

/** Redraws its children only when one of the values changes. */
export class Same extends Component<Props> {
  override shouldComponentUpdate({ of }: Props): boolean {
    return of.length !== this.props.of.length || of.some((value, index) => value !== this.props.of[index])
  }

  override render({ children }: Props): ComponentChildren {
    return children
  }
}
