using Governance.Data.Reaches;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Governance.Data;

/// <content>What roles were given for, and what a context made for somebody with such a role reads.</content>
public abstract partial class GovernanceDbContext
{
    private Reach? _reach;

    /// <summary>What roles were given for, where not for the whole organisation.</summary>
    public DbSet<RoleScope> RoleScopes => Set<RoleScope>();

    /// <summary>What this context reads; null is everything. Said once, before the context is first used.</summary>
    public Reach? Reach
    {
        get => _reach;
        set
        {
            _reach = value;
            ReachedModels = [.. value?.Models ?? Enumerable.Empty<string>()];
            ReachedSystems = [.. value?.Systems ?? []];
            ReachedPlaces = [.. ReachedModels, .. value?.SystemNames ?? Enumerable.Empty<string>()];
            ReachedIncidents = [.. value?.Incidents ?? []];
            ReachedSelf = [.. value?.Self ?? []];
            ReachedPeople = [.. value?.People ?? []];
        }
    }

    internal List<string> ReachedModels { get; private set; } = [];

    internal List<SystemId> ReachedSystems { get; private set; } = [];

    internal List<string> ReachedPlaces { get; private set; } = [];

    internal List<IncidentId> ReachedIncidents { get; private set; } = [];

    internal List<string> ReachedSelf { get; private set; } = [];

    internal List<UserId> ReachedPeople { get; private set; } = [];

    /// <inheritdoc/>
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        ArgumentNullException.ThrowIfNull(optionsBuilder);
        base.OnConfiguring(optionsBuilder);
        // Asked for each context: those of the portal bring it with their options, made once; the few that are made by hand get it here.
        if (optionsBuilder.Options.FindExtension<CoreOptionsExtension>()?.ReplacedServices is not { Count: > 0 })
        {
            UseReaches(optionsBuilder);
        }
    }

    internal static void UseReaches(DbContextOptionsBuilder options)
    {
        options.ReplaceService<IModelCacheKeyFactory, ReachModelKey>();
        // Parent and child are filtered by the same names, so a child is never read without its parent.
        options.ConfigureWarnings(w => w.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning));
    }
}
