using Governance.Data.Identity;
using Governance.Domain.Identity;

namespace Governance.Data.DataScopes;

/// <summary>The data scope of the current caller: a context factory asks for it each time it makes a context.</summary>
public interface IDataScopeAccessor
{
    /// <summary>
    /// The data scope of the caller; null for everything: unlimited roles, jobs, the host. <see cref="DataScope.Empty"/> where the caller
    /// is not known.
    /// </summary>
    DataScope? Current { get; }

    /// <summary>True when the caller reads less than everything.</summary>
    bool IsLimited => Current is not null;

    /// <summary>What was read of the caller's access in the current request; null outside of one, and at an open page.</summary>
    AccessMemory? Memory => null;
}
