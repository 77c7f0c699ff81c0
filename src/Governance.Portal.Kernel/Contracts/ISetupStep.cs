using Governance.Data;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>A step of setting up an installation. The feature that keeps the fact registers it; the overview lists them.</summary>
public interface ISetupStep
{
    /// <summary>Its place in the list.</summary>
    int Number { get; }

    /// <summary>False for what an installation can do without.</summary>
    bool IsRequired => true;

    /// <summary>What it takes to do it: who has it sees the list.</summary>
    Permission Permission { get; }

    /// <summary>How it stands, read from facts by one statement at most.</summary>
    /// <param name="db">Where to read; sees the whole organisation.</param>
    /// <param name="ct">Cancels.</param>
    Task<SetupStep> ReadAsync(GovernanceDbContext db, CancellationToken ct);
}
