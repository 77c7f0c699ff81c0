using Governance.Data;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Asks the pipeline of a model to train it again, in the caller's transaction.</summary>
public interface IAskRetraining
{
    /// <summary>Queues the call that an alert's monitor would make.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="alert">The alert that a person answered.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False where no pipeline is set up for the model; true where it was asked, now or before.</returns>
    Task<bool> AskAsync(ActionContext context, string model, AlertId alert, CancellationToken ct);
}
