using Governance.Portal.Kernel.Components.Panels;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>The newest steps of a chain of custody, and how many there are in all.</summary>
/// <param name="Steps">The newest first.</param>
/// <param name="Total">All of them.</param>
public sealed record CustodyView(IReadOnlyList<CustodyStep> Steps, int Total);

/// <summary>Reads what happened to a model or a version: to itself, and to its requests, evidence, deployments and retirement.</summary>
public interface IReadCustody
{
    /// <summary>Custody of a version.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">The version.</param>
    /// <param name="most">How many steps are wanted.</param>
    /// <param name="ct">Cancels.</param>
    Task<CustodyView> OfVersionAsync(string model, string version, int most, CancellationToken ct);

    /// <summary>Custody of a model and its versions.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="most">How many steps are wanted.</param>
    /// <param name="ct">Cancels.</param>
    Task<CustodyView> OfModelAsync(string model, int most, CancellationToken ct);
}
