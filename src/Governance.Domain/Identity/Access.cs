namespace Governance.Domain.Identity;

/// <summary>An actor with what the database said they may do when the action began. Read again for every action.</summary>
public sealed record Access
{
    /// <summary>Who acts.</summary>
    public required Actor Actor { get; init; }

    /// <summary>The person behind the act: the user, or the owner of the key; null for jobs and the host.</summary>
    public UserId? Person { get; init; }

    /// <summary>
    /// Everyone behind the act: the user; or the owner of the key and the person who made it. What they ask for, none of them decides.
    /// </summary>
    public IReadOnlyList<UserId> People { get; init; } = [];

    /// <summary>Name as printed on signatures and shown on pages.</summary>
    public required string PrintedName { get; init; }

    /// <summary>Roles the person has now.</summary>
    public IReadOnlySet<string> HeldRoles { get; init; } = new HashSet<string>();

    /// <summary>Roles the person was given that wait for a second person. They allow nothing.</summary>
    public IReadOnlySet<string> WaitingRoles { get; init; } = new HashSet<string>();

    /// <summary>
    /// Roles the person, or the key's owner, was given and may not act in without a valid record of training, with what is missing. They
    /// allow nothing.
    /// </summary>
    public IReadOnlyDictionary<string, Refusal> LackingRoles { get; init; } = new Dictionary<string, Refusal>();

    /// <summary>True for a key that the host made to administer; no other key widens rights.</summary>
    public bool KeyAdministers { get; init; }

    /// <summary>Scopes the key has now, expanded.</summary>
    public IReadOnlySet<string> KeyScopes { get; init; } = new HashSet<string>();

    /// <summary>Agents for which the key asks and reports; null for every agent, and for whoever is no key.</summary>
    public IReadOnlyList<string>? KeyAgents { get; init; }

    /// <summary>
    /// Roles the key's owner holds now; null for a key that the host made for no one. A key never does what its owner may not do.
    /// </summary>
    public IReadOnlySet<string>? OwnerRoles { get; init; }

    /// <summary>For each right that the key has, the roles of its owner that give it.</summary>
    public IReadOnlyList<IReadOnlyList<string>> OwnerRights =>
        [
            .. Permission
                .List.Where(p => p.Scope is { } scope && KeyScopes.Contains(scope))
                .Select(OwnerRolesWith)
                .Where(roles => roles.Count > 0)
                .DefaultIfEmpty([]),
        ];

    /// <summary>The role in force, held now; null for keys, jobs and the host, and where a record of training is missing for it.</summary>
    public string? Role { get; init; }

    /// <summary>True in a session that was begun while the log was damaged: it changes nothing, also where the role allows it.</summary>
    public bool ReadsOnly { get; init; }

    /// <summary>What the role in force, or the key, reaches; null when it was given for the whole organisation.</summary>
    public DataScope? DataScope { get; init; }

    /// <summary>
    /// True when this act may do it: the role in force grants it, or the key's scope and a role of its owner both do; jobs and the host may
    /// do all but sign.
    /// </summary>
    public bool Has(Permission permission)
    {
        ArgumentNullException.ThrowIfNull(permission);
        return !IsOutsideDataScope(permission)
            && Actor.Kind switch
            {
                ActorKind.User => (Role is not null && permission.GrantedTo.Contains(Role, StringComparer.Ordinal))
                    // What a role waits for, its holder may record.
                    || (permission == Permission.RecordCompetences && LackingRoles.Count > 0),
                ActorKind.Key => permission.Scope is not null && KeyScopes.Contains(permission.Scope) && OwnerMay(permission),
                ActorKind.System or ActorKind.Host => !PermissionKinds.OfPeople.Contains(permission),
                ActorKind.Anonymous => false,
            };
    }

    /// <summary>Null when it may be done, else the refusal that names what is missing.</summary>
    public Refusal? Refuses(Permission permission) =>
        Has(permission) ? null
        : Actor.Kind is ActorKind.User
        && WaitingRoles.FirstOrDefault(r => permission.GrantedTo.Contains(r, StringComparer.Ordinal)) is { } waiting
            ? IdentityRefusals.RoleNotConfirmed(waiting)
        : LacksRecordFor(permission) is { } lacking ? lacking
        : IsOutsideDataScope(permission) && (this with { DataScope = null }).Has(permission) ? ScopeRefusals.Organisation
        : IdentityRefusals.Missing(this, permission);

    /// <summary>Null when it acts for this agent, else the refusal: a key for other agents has nothing to do with it.</summary>
    public Refusal? RefusesAgent(string agent) =>
        KeyAgents is null || KeyAgents.Contains(agent, StringComparer.Ordinal) ? null : IdentityRefusals.KeyOfOtherAgents;

    /// <summary>
    /// What is missing where this may not be done, but a role that was given would allow it if its holder had a valid record of training;
    /// null otherwise.
    /// </summary>
    public Refusal? LacksRecordFor(Permission permission)
    {
        ArgumentNullException.ThrowIfNull(permission);
        // Of a key whose scopes do not include it, that is what has to be said.
        var mayByScope = Actor.Kind is ActorKind.User || (permission.Scope is { } scope && KeyScopes.Contains(scope));
        return LackingRoles.Count > 0 && mayByScope && !Has(permission)
            ? LackingRoles.FirstOrDefault(l => permission.GrantedTo.Contains(l.Key, StringComparer.Ordinal)).Value
            : null;
    }

    /// <summary>False for a key whose owner lacks the right.</summary>
    public bool OwnerMay(Permission permission)
    {
        ArgumentNullException.ThrowIfNull(permission);
        return OwnerRoles is null || OwnerRolesWith(permission).Count > 0;
    }

    // What only machines do (storing decisions) no role gives: there any role of the owner is enough.
    private IReadOnlyList<string> OwnerRolesWith(Permission permission) =>
        OwnerRoles is null
            ? []
            : [.. OwnerRoles.Where(role => permission.GrantedTo.Count == 0 || permission.GrantedTo.Contains(role, StringComparer.Ordinal))];

    // What cannot be cut into systems: a role or key that is limited to some has none of it.
    private bool IsOutsideDataScope(Permission permission) => DataScope is not null && PermissionKinds.OfOrganisation.Contains(permission);
}
