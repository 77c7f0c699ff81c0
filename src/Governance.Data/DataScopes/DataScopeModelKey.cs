using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Governance.Data.DataScopes;

/// <summary>
/// Contexts with a data scope have an EF model of their own, with filters. All others share one without, so their SQL is what it would be
/// without scopes.
/// </summary>
internal sealed class DataScopeModelKey : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) =>
        (context.GetType(), context is GovernanceDbContext { DataScope: not null }, designTime);
}
