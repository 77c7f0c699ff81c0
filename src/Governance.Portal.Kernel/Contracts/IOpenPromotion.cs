using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Opens promotions for other features.</summary>
public interface IOpenPromotion
{
    /// <summary>Opens a request in an action of its own.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">The version to be moved.</param>
    /// <param name="to">Where to.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="ct">Cancels.</param>
    Task<Result<PromotionId>> RunAsync(Actor actor, string model, string version, Stage to, string? reason, CancellationToken ct);

    /// <summary>Opens a request to production that is limited to an experiment, in an action of its own.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">The challenger.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="ct">Cancels.</param>
    Task<Result<PromotionId>> RunAsync(
        Actor actor,
        string model,
        string version,
        ExperimentId experiment,
        string? reason,
        CancellationToken ct
    );

    /// <summary>
    /// Opens a request, with its entry, in a running action that has locked the model; its gate runs in the same transaction.
    /// </summary>
    /// <param name="context">The action.</param>
    /// <param name="version">The version to be moved.</param>
    /// <param name="to">Where to.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="ct">Cancels.</param>
    Task<Result<PromotionId>> OpenAsync(ActionContext context, ModelVersion version, Stage to, string? reason, CancellationToken ct);
}
