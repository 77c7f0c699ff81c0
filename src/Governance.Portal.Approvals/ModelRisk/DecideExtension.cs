using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>A second person confirms a later day for a finding, or declines it.</summary>
public sealed class DecideExtension(ActionRunner runner, IFactsChanged factsChanged)
{
    /// <summary>Runs the action.</summary>
    public async Task<Result<FindingId>> RunAsync(Actor actor, string model, FindingId id, bool confirm, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await factsChanged.PrepareAsync(model, null, ct);
        var attempt = new Attempt(Name(confirm), id.ToString(), Permission.ValidateModels) { Decides = true };
        return await runner.RunAsync(actor, attempt, (context, token) => ActAsync(context, model, id, confirm, token), ct);
    }

    private async Task<Result<FindingId>> ActAsync(ActionContext context, string model, FindingId id, bool confirm, CancellationToken ct)
    {
        var locked = await ModelRiskPeople.LockAsync(context, model, ct);
        if (!locked.IsDone)
        {
            return locked.Refusal;
        }

        if (await context.Db.ValidationFindings.SingleOrDefaultAsync(f => f.Model == model && f.Id == id, ct) is not { } finding)
        {
            return FindingRefusals.NotFound;
        }

        var others = finding.Waiting is { } waiting ? new[] { finding.Owner, waiting.By } : [finding.Owner];
        var decided = finding.Decide(await ModelRiskPeople.SignerAsync(context, others, ct), confirm, context.Now);
        if (!decided.IsDone)
        {
            return decided.Refusal;
        }

        ModelRiskEvents.Extension(context, Name(confirm), finding, decided.Value);
        if (confirm)
        {
            LoosenedGates.Note(context, model, finding.Id.ToString());
            await factsChanged.ChangedAsync(context, model, null, ct);
        }

        return id;
    }

    private static string Name(bool confirm) => confirm ? "finding.extended" : "finding.extension-declined";
}
