import type { Organization } from './model';

/**
 * Where accounts are, by id of the OU or root that holds them: the names of the OUs below the root, with slashes
 * (`Workloads/Prod`); of the root, the empty path. A parent that is not in the snapshot, or that is below itself, ends the path.
 */
export function pathsOfHolders({
  root,
  organizationalUnits,
}: Pick<Organization, 'root' | 'organizationalUnits'>): ReadonlyMap<string, string> {
  const units = new Map(organizationalUnits.map((unit) => [unit.id, unit]));
  const pathOf = (id: string): string => {
    const parts: string[] = [];
    const seen = new Set<string>();
    for (let unit = units.get(id); unit && !seen.has(unit.id); unit = units.get(unit.parentId)) {
      seen.add(unit.id);
      parts.unshift(unit.name);
    }
    return parts.join('/');
  };
  return new Map([[root.id, ''], ...organizationalUnits.map(({ id }): [string, string] => [id, pathOf(id)])]);
}

/** @param paths of {@link pathsOfHolders} */
export function pathOfHolder(paths: ReadonlyMap<string, string>, id: string): string {
  return paths.get(id) ?? '';
}
