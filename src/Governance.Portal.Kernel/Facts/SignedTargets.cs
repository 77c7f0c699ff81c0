using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Models;
using Governance.Domain.Targets;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Reads what was signed for the AI systems of a model: appetite and targets that gates judge by.</summary>
public static class SignedTargets
{
    /// <summary>The versions in force of the model's systems in use, compared with the log; none where none is signed.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="model">The model.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
    public static async Task<IReadOnlyList<SystemTargets>> OfModelAsync(GovernanceDbContext db, Model model, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(model);
        var systems = (await SystemsWithModel.InUseAsync(db, model, ct)).Select(s => s.Id).ToList();
        if (systems.Count == 0)
        {
            return [];
        }

        var numbers = systems.Select(s => (object)s.Number).ToList();
        await RecordIntegrity.EnsureAsync(
            db,
            [
                RecordsAsked.Of<SystemTargets>(nameof(SystemTargets.System), systems.Select(s => (object)s)).OrGoneUnder(numbers),
                RecordsAsked.Of<TargetsSignature>(nameof(TargetsSignature.System), systems.Select(s => (object)s)).OrGoneUnder(numbers),
            ],
            ct
        );
        return
        [
            .. (
                await db
                    .SystemTargets.IgnoreQueryFilters()
                    .Where(t => systems.Contains(t.System) && t.State == TargetsState.InForce)
                    .WithPendingAsync(db, t => systems.Contains(t.System) && t.State is TargetsState.InForce, ct)
            ).OrderBy(t => t.System.Number),
        ];
    }
}
