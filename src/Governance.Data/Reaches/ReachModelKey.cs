using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Governance.Data.Reaches;

/// <summary>
/// Contexts with a reach have a model of their own, with filters. All others have none, so their SQL is what it would be without scopes.
/// </summary>
internal sealed class ReachModelKey : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) =>
        (context.GetType(), context is GovernanceDbContext { Reach: not null }, designTime);
}
