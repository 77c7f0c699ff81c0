namespace Governance.Domain.Identity;

/// <summary>An actor with what the database said they may do when the action began. Made anew for every action.</summary>
public sealed record Access
{
    /// <summary>Who acts.</summary>
    public required Actor Actor { get; init; }

    /// <summary>The person behind the act: the user, or the owner of the key; null for jobs and the host.</summary>
    public UserId? Person { get; init; }

    /// <summary>Everybody behind the act: the user; or the owner of the key and whoever made it. What they ask for, none of them decides.</summary>
    public IReadOnlyList<UserId> People { get; init; } = [];

    /// <summary>Name as printed on signatures and shown on pages.</summary>
    public required string PrintedName { get; init; }

    /// <summary>Roles the person has now.</summary>
    public IReadOnlySet<string> HeldRoles { get; init; } = new HashSet<string>();

    /// <summary>Scopes the key has now, expanded.</summary>
    public IReadOnlySet<string> KeyScopes { get; init; } = new HashSet<string>();

    /// <summary>The role in force, held now; null for keys, jobs and the host.</summary>
    public string? Role { get; init; }

    /// <summary>What the role in force, or the key, reaches; null when it was given for the whole organisation.</summary>
    public Reach? Reach { get; init; }

    /// <summary>True when this act may do it: the role in force grants it, or the key's scope does; jobs and the host may do all but sign.</summary>
    public bool Has(Permission permission)
    {
        ArgumentNullException.ThrowIfNull(permission);
        return !IsBeyondReach(permission) && Actor.Kind switch
        {
            ActorKind.User => Role is not null && permission.GrantedTo.Contains(Role, StringComparer.Ordinal),
            ActorKind.Key => permission.Scope is not null && KeyScopes.Contains(permission.Scope),
            ActorKind.System or ActorKind.Host => !Permission.OfPeople.Contains(permission),
            ActorKind.Anonymous => false,
        };
    }

    /// <summary>Null when it may be done, else the refusal that names what is missing.</summary>
    public Refusal? Refuses(Permission permission) => Has(permission) ? null
        : IsBeyondReach(permission) && (this with { Reach = null }).Has(permission) ? ScopeRefusals.Organisation
        : IdentityRefusals.Missing(this, permission);

    // What cannot be cut into systems: a role or key that is limited to some has none of it.
    private bool IsBeyondReach(Permission permission) => Reach is not null && Permission.OfOrganisation.Contains(permission);
}
