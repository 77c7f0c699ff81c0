using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Compliance;
using Governance.Domain.Intake;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Intake;

/// <summary>
/// What gates read of the accepted use cases of a model's AI systems: which of their conditions are open, whether the class that was
/// expected
/// was assessed, and whether the model has the label of the pack. Read only while a policy asks.
/// </summary>
internal sealed class UseCasesOfModel : IBundleFactSource
{
    public async Task<BundleFacts> ReadAsync(
        GovernanceDbContext db,
        string model,
        string version,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    )
    {
        if (!policies.Any(p => p.Rules.Any(r => r.Type == "use_case_conditions")))
        {
            return new BundleFacts();
        }

        var judged = await db.Models.IgnoreQueryFilters().SingleAsync(m => m.Name == model, ct);
        var systems = (await SystemsWithModel.InUseAsync(db, judged, ct)).Select(s => s.Id).ToList();
        // Tracked, so that what the running action records of a condition counts.
        var useCases = await db
            .UseCases.IgnoreQueryFilters()
            .Where(u => u.State == UseCaseState.Accepted && u.System != null && systems.Contains(u.System.Value))
            .OrderBy(u => u.Id)
            .ToListAsync(ct);
        var classified = (
            useCases.Count == 0
                ? []
                : await db
                    .Assessments.IgnoreQueryFilters()
                    .Where(a => systems.Contains(a.System) && (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview))
                    .WithPendingAsync(db, a => systems.Contains(a.System) && a.Counts, ct)
        )
            .Select(a => a.System)
            .ToHashSet();
        // A condition that someone took away, or wrote over as met, opens a gate: the log says what was asked.
        var ids = useCases.Select(u => (object)u.Id).ToList();
        await RecordIntegrity.EnsureAsync(
            db,
            [
                RecordsAsked.All<AiSystem>(),
                RecordsAsked.All<Assessment>(),
                RecordsAsked.Of<UseCase>(nameof(UseCase.Id), ids),
                RecordsAsked.Of<UseCaseCondition>(nameof(UseCaseCondition.UseCase), ids),
                // One that is gone says of no system what was asked of it.
                RecordsAsked.Missing<UseCase>(),
                RecordsAsked.Missing<UseCaseCondition>(),
            ],
            ct
        );
        return new BundleFacts
        {
            UseCases =
            [
                .. useCases.Select(u => new GateUseCase(
                    u.Id.ToString(),
                    u.System!.Value.ToString(),
                    [.. u.Conditions.Where(c => c.MetAt is null).Select(c => c.Number)]
                )
                {
                    Unmet = [.. Unmet(u, judged, classified.Contains(u.System!.Value))],
                }),
            ],
        };
    }

    // What acceptance says of every model of the system, without a condition that someone wrote.
    private static IEnumerable<string> Unmet(UseCase useCase, Model model, bool isClassified)
    {
        if (useCase.ExpectedClass is not null && !isClassified)
        {
            yield return GateUseCase.Classification;
        }

        if (
            (useCase.Pack is { } pack ? PolicyPacks.Find(pack)?.Tag : null) is { } tag
            && model.Tags.GetValueOrDefault(tag.Key) != tag.Value
        )
        {
            yield return GateUseCase.Label;
        }
    }
}
