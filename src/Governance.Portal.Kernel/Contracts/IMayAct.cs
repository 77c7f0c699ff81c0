using Governance.Data;
using Governance.Domain;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Asks the policies in force who may train, validate and deploy: rules <c>rbac_action</c>.</summary>
public interface IMayAct
{
    /// <summary>Why those behind the running action may not do it; null when they may, and where no policy says anything.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="asked">What they ask for.</param>
    /// <param name="ct">Cancels.</param>
    Task<Refusal?> RefusesAsync(ActionContext context, ActionAsked asked, CancellationToken ct);
}

/// <summary>What someone asks to do.</summary>
/// <param name="Action"><c>train</c>, <c>validate</c> or <c>deploy</c>.</param>
/// <param name="Model">The model.</param>
/// <param name="Version">The version; null for a training.</param>
/// <param name="Stage">The stage; null where it is for none.</param>
public sealed record ActionAsked(string Action, string Model, string? Version, string? Stage);
