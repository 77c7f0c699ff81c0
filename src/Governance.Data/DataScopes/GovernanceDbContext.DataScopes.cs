using Governance.Data.DataScopes;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;

namespace Governance.Data;

/// <content>What roles were given for, and what a context made for someone with such a role reads.</content>
public abstract partial class GovernanceDbContext
{
    private DataScope? _dataScope;

    /// <summary>What roles were given for, where not for the whole organisation.</summary>
    public DbSet<RoleScope> RoleScopes => Set<RoleScope>();

    /// <summary>What this context reads; null is everything. Said once, before the context is first used.</summary>
    public DataScope? DataScope
    {
        get => _dataScope;
        set
        {
            _dataScope = value;
            ScopeModels = [.. value?.Models ?? Enumerable.Empty<string>()];
            ScopeSystems = [.. value?.Systems ?? []];
            ScopeSystemTexts = [.. (value?.SystemNames ?? Enumerable.Empty<string>()).Select(name => $"\"{name}\"")];
            ScopePlaces = [.. ScopeModels, .. value?.SystemNames ?? Enumerable.Empty<string>()];
            ScopeIncidents = [.. value?.Incidents ?? []];
            ScopeSelf = [.. value?.Self ?? []];
            ScopePeople = [.. value?.People ?? []];
        }
    }

    internal List<string> ScopeModels { get; private set; } = [];

    internal List<SystemId> ScopeSystems { get; private set; } = [];

    // As they stand in a column that holds a list of them.
    internal List<string> ScopeSystemTexts { get; private set; } = [];

    internal List<string> ScopePlaces { get; private set; } = [];

    internal List<IncidentId> ScopeIncidents { get; private set; } = [];

    internal List<string> ScopeSelf { get; private set; } = [];

    internal List<UserId> ScopePeople { get; private set; } = [];

    /// <inheritdoc/>
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        ArgumentNullException.ThrowIfNull(optionsBuilder);
        base.OnConfiguring(optionsBuilder);
        // Asked for each context: those of the portal bring it with their options, made once; the few that are made by hand get it here.
        if (optionsBuilder.Options.FindExtension<CoreOptionsExtension>()?.ReplacedServices is not { Count: > 0 })
        {
            UseDataScopes(optionsBuilder);
        }
    }

    internal static void UseDataScopes(DbContextOptionsBuilder options)
    {
        options.ReplaceService<IModelCacheKeyFactory, DataScopeModelKey>();
#pragma warning disable EF9100 // See InterpretedConstants.
        options.ReplaceService<ILiftableConstantProcessor, InterpretedConstants>();
#pragma warning restore EF9100
        // Parent and child are filtered by the same names, so a child is never read without its parent.
        options.ConfigureWarnings(w => w.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning));
    }
}
