using Governance.Data;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Kernel.Facts;

/// <summary>All facts that other modules give to gates and evidence bundles, put together: each kind comes from one source.</summary>
public sealed class BundleFactSources(IEnumerable<IBundleFactSource> sources)
{
    /// <summary>Reads them.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="policies">The policies that ask for facts.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<BundleFacts> ReadAsync(
        GovernanceDbContext db,
        string model,
        string version,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    )
    {
        var facts = new BundleFacts();
        foreach (var source in sources)
        {
            var read = await source.ReadAsync(db, model, version, policies, ct);
            facts = new BundleFacts
            {
                Monitoring = facts.Monitoring ?? read.Monitoring,
                Reference = facts.Reference ?? read.Reference,
                Data = facts.Data ?? read.Data,
                Training = facts.Training ?? read.Training,
                Suppliers = facts.Suppliers ?? read.Suppliers,
                Coverage = facts.Coverage ?? read.Coverage,
                UseCases = facts.UseCases ?? read.UseCases,
            };
        }

        return facts;
    }
}
