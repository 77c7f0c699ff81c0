using Governance.Data;
using Governance.Policies;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Reads the policies in force, for what decides by them.</summary>
public interface IPoliciesInForce
{
    /// <summary>Reads them, without the built-in baseline, and compares them with the log first.</summary>
    /// <param name="db">A context; what it activates counts.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="Governance.Data.Audit.Records.RecordAlteredException">A row is not what the log states.</exception>
    Task<IReadOnlyList<PolicyDocument>> ReadAsync(GovernanceDbContext db, CancellationToken ct);
}
