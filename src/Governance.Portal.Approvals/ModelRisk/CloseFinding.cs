using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>A validator who does not own a finding closes it with evidence. Live promotions of the model are judged again.</summary>
public sealed class CloseFinding(ActionRunner runner, IFactsChanged factsChanged)
{
    /// <summary>What closes it.</summary>
    /// <param name="Model">The model's name.</param>
    /// <param name="Finding">Which.</param>
    /// <param name="Evidence">Evidence of the model such as EVD-0012, or the SHA-256 of a document.</param>
    /// <param name="Closure">What was done.</param>
    public sealed record Command(string Model, FindingId Finding, string? Evidence, string? Closure);

    /// <summary>Runs the action.</summary>
    public async Task<Result<FindingId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        await factsChanged.PrepareAsync(command.Model, null, ct);
        return await runner.RunAsync(
            actor,
            new Attempt("finding.closed", command.Finding.ToString(), Permission.ValidateModels) { Decides = true },
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private async Task<Result<FindingId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var (name, id) = (command.Model, command.Finding);
        if (await context.Db.ValidationFindings.SingleOrDefaultAsync(f => f.Model == name && f.Id == id, ct) is not { } finding)
        {
            return FindingRefusals.NotFound;
        }

        var found = await OpenValidation.FindAsync(context, name, finding.Validation, ct);
        if (!found.IsDone)
        {
            return found.Refusal;
        }

        var parties = found.Value.Parties;
        var refusal = finding.Close(
            await ModelRiskPeople.SignerAsync(context, [finding.Owner, .. OpenValidation.People(parties)], ct),
            parties,
            await EvidenceAsync(context.Db, name, command.Evidence?.Trim(), ct),
            command.Closure,
            context.Now
        );
        if (refusal is not null)
        {
            return refusal;
        }

        ModelRiskEvents.Finding(context, "finding.closed", finding);
        await factsChanged.ChangedAsync(context, name, null, ct);
        return id;
    }

    // The id as it is written, of evidence of this model that was not withdrawn, or a digest.
    private static async Task<string?> EvidenceAsync(GovernanceDbContext db, string model, string? text, CancellationToken ct)
    {
        if (DisplayId.TryParse<EvidenceId>(text, out var evidence))
        {
            return await db.Evidence.AsNoTracking().AnyAsync(e => e.Id == evidence && e.Model == model && e.WithdrawnBy == null, ct)
                ? evidence.ToString()
                : null;
        }

        return text is not null && Sha256Hex.IsValid(text) ? text : null;
    }
}
