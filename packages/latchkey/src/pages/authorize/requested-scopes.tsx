import type { IdentityScope } from '../../protocol/scope/identity-scopes.ts'
import type { PageFrame } from '../page.ts'
import { toDisplayUrl } from '../parts/display-text.ts'
import { Icon } from '../parts/icon.tsx'
import { Sentence } from '../parts/sentence.tsx'
import type { ConsentScopeView, ConsentView } from './consent-view.ts'

type Group = ConsentView['groups'][number]

interface Props {
  readonly view: ConsentView
  readonly frame: PageFrame
}

/** What the app would get, by API: first what is new, then what it already has. No API is left out. */
export function RequestedScopes({ view, frame }: Props) {
  const { t } = frame
  const groups = view.offlineAccess ? view.groups.map(withoutOfflineAccess) : view.groups
  const added = pick(groups, (scope) => !scope.alreadyGranted)
  const kept = pick(groups, (scope) => scope.alreadyGranted)
  if (added.length === 0 && kept.length === 0) return <p class="panel">{t('consent.nothing')}</p>
  const sections = [
    { heading: t('consent.will_be_able'), groups: added },
    { heading: t('consent.is_able'), groups: kept },
  ].filter((section) => section.groups.length > 0)
  const firstWithChoice = sections.find((section) => hasChoice(section.groups))
  return (
    <>
      {sections.map(({ heading, groups: shown }) => (
        <Section
          heading={heading}
          groups={shown}
          isFirstWithChoice={heading === firstWithChoice?.heading}
          frame={frame}
        />
      ))}
    </>
  )
}

/** The page shows it as the duration of access, which is what it means (OpenID Connect Core §11). */
function withoutOfflineAccess(group: Group): Group {
  return {
    ...group,
    scopes: group.scopes.filter(({ name }) => name !== 'offline_access'),
  }
}

type Wanted = (item: Pick<ConsentScopeView, 'alreadyGranted'>) => boolean

function pick(groups: readonly Group[], wanted: Wanted): Group[] {
  return groups
    .map(({ resource, scopes, withoutScopes }) => ({
      resource,
      scopes: scopes.filter(wanted),
      ...(withoutScopes && wanted(withoutScopes) && { withoutScopes }),
    }))
    .filter(({ scopes, withoutScopes }) => scopes.length > 0 || withoutScopes !== undefined)
}

function hasChoice(groups: readonly Group[]): boolean {
  return groups.some(
    ({ scopes, withoutScopes }) => withoutScopes?.optional || scopes.some(({ optional }) => optional),
  )
}

interface SectionProps {
  readonly heading: string
  readonly groups: readonly Group[]
  /** Whether to show the hint about the checkboxes here. */
  readonly isFirstWithChoice: boolean
  readonly frame: PageFrame
}

function Section({ heading, groups, isFirstWithChoice, frame }: SectionProps) {
  return (
    <section class="scopes">
      <h2>{heading}</h2>
      {isFirstWithChoice && <p class="hint">{frame.t('consent.optional_hint')}</p>}
      {groups.map((group) => (
        <fieldset>
          <legend>
            {group.resource.ours ? (
              frame.t('consent.group_ours', { brand: frame.brand.name })
            ) : (
              <>
                <bdi>{group.resource.name}</bdi> <bdi class="quiet">{toDisplayUrl(group.resource.uri)}</bdi>
              </>
            )}
          </legend>
          <ul class="plain">
            <WithoutScopes group={group} frame={frame} />
            {group.scopes.map((scope) => (
              <li>
                <Scope scope={scope} ours={group.resource.ours} frame={frame} />
              </li>
            ))}
          </ul>
        </fieldset>
      ))}
    </section>
  )
}

/** Use of an API of which no scope is requested: its tokens name the person even so. */
function WithoutScopes({ group, frame }: { readonly group: Group; readonly frame: PageFrame }) {
  const { resource, withoutScopes } = group
  if (withoutScopes === undefined) return null
  const text = (
    <span class="scope-text">
      {resource.ours ? (
        frame.t('scope.openid')
      ) : (
        <span>
          <Sentence frame={frame} message="consent.use_api" parts={{ api: <bdi>{resource.name}</bdi> }} />
        </span>
      )}
    </span>
  )
  return (
    <li>
      {withoutScopes.optional ? (
        <label class="scope">
          <input type="checkbox" name="resource" value={resource.uri} checked />
          {text}
        </label>
      ) : (
        <div class="scope">
          <Icon name="eye" />
          {text}
        </div>
      )}
    </li>
  )
}

interface ScopeProps {
  readonly scope: ConsentScopeView
  readonly ours: boolean
  readonly frame: PageFrame
}

/** Ticked at first: Allow then grants what the heading asks for, and less is one click away. */
function Scope({ scope, ours, frame }: ScopeProps) {
  if (!scope.optional) {
    return (
      <div class="scope">
        <Icon name={scope.changes ? 'pencil' : 'eye'} />
        <ScopeText scope={scope} ours={ours} frame={frame} />
      </div>
    )
  }
  return (
    <label class="scope">
      <input type="checkbox" name="scope" value={scope.name} checked />
      <ScopeText scope={scope} ours={ours} frame={frame} />
    </label>
  )
}

/** The identity scopes, whose texts are in the catalogues; a missing one does not compile. */
const TRANSLATED_SCOPES = {
  openid: 'scope.openid',
  profile: 'scope.profile',
  email: 'scope.email',
  address: 'scope.address',
  phone: 'scope.phone',
} satisfies Record<Exclude<IdentityScope, 'offline_access'>, string>

function ScopeText({ scope, ours, frame }: ScopeProps) {
  return (
    <span class="scope-text">
      {ours && Object.hasOwn(TRANSLATED_SCOPES, scope.name) ? (
        frame.t(`scope.${scope.name}`)
      ) : (
        <bdi>{scope.description}</bdi>
      )}
      {scope.changes && <span class="tag tag-change">{frame.t('consent.can_change')}</span>}
    </span>
  )
}
