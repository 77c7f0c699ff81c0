using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.Library;

/// <summary>
/// What a risk of the library listens to when it is added: the monitor of the model that measures what the risk is about, every alert of
/// the kind where several do, and the live check of decisions where there is one. Nothing where the model measures nothing of the kind.
/// </summary>
internal static class LibrarySignals
{
    private static readonly (RiskCategory Category, MonitorKind Kind, AlertRule Rule)[] s_measured =
    [
        (RiskCategory.Performance, MonitorKind.Performance, AlertRule.Performance),
        (RiskCategory.Drift, MonitorKind.Drift, AlertRule.Drift),
        (RiskCategory.DataQuality, MonitorKind.Quality, AlertRule.Quality),
        (RiskCategory.Fairness, MonitorKind.Fairness, AlertRule.Fairness),
        (RiskCategory.Financial, MonitorKind.Business, AlertRule.Business),
        (RiskCategory.PromptInjection, MonitorKind.Evaluation, AlertRule.Evaluation),
    ];

    /// <summary>The signals a model has, by category; empty without a model.</summary>
    public static async Task<IReadOnlyDictionary<RiskCategory, SignalBinding>> OfAsync(
        GovernanceDbContext db,
        string? model,
        CancellationToken ct
    )
    {
        if (model is null)
        {
            return new Dictionary<RiskCategory, SignalBinding>();
        }

        var monitors = await db.Monitors.AsNoTracking().Where(m => m.Model == model).Select(m => new { m.Id, m.Kind }).ToListAsync(ct);
        var signals = new Dictionary<RiskCategory, SignalBinding> { [RiskCategory.Privacy] = new(null, AlertRule.PersonalDataInOutput) };
        foreach (var (category, kind, rule) in s_measured)
        {
            switch (monitors.Where(m => m.Kind == kind).ToList())
            {
                case []:
                    break;
                case [var one]:
                    signals[category] = new(one.Id, null);
                    break;
                default:
                    signals[category] = new(null, rule);
                    break;
            }
        }

        return signals;
    }
}
