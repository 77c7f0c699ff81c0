using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Policies;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// What the portal knows of a version from its own measurements and registers: facts of a gate's input, and of evidence bundles.
/// </summary>
public sealed record BundleFacts
{
    /// <summary>What monitoring measured; null when it measured nothing of this version.</summary>
    public GateMonitoring? Monitoring { get; init; }

    /// <summary>What its measurements are compared with, which signatures cover; null when the version has no reference.</summary>
    public BundledReference? Reference { get; init; }

    /// <summary>The data that the version depends on; null where no policy asks.</summary>
    public GateData? Data { get; init; }

    /// <summary>How the version was trained, compared with the permits; null where no policy asks.</summary>
    public GateTraining? Training { get; init; }

    /// <summary>Who supplies what the version depends on; null where no policy asks.</summary>
    public GateSuppliers? Suppliers { get; init; }

    /// <summary>What watches the version; null where no policy asks.</summary>
    public GateCoverage? Coverage { get; init; }

    /// <summary>Accepted use cases of the model's AI systems; null where no policy asks.</summary>
    public IReadOnlyList<GateUseCase>? UseCases { get; init; }
}

/// <summary>
/// Gives facts to gates and evidence bundles that another module keeps. What decides of them is compared with the log first.
/// </summary>
public interface IBundleFactSource
{
    /// <summary>Reads them, with a bounded number of queries.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="policies">The policies that ask: what none asks for need not be read.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="Governance.Data.Audit.Records.RecordAlteredException">A row is not what the log states.</exception>
    Task<BundleFacts> ReadAsync(
        GovernanceDbContext db,
        string model,
        string version,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    );
}
