using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Portal.Features.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Compliance;

/// <summary>The risk class by which gates judge a model.</summary>
/// <param name="Value">The stricter of what is registered and what was signed about its systems; null while the model itself is not classified.</param>
/// <param name="System">The system whose signed classification is stricter than what is registered; null when the registered class counts.</param>
public readonly record struct ModelClass(RiskClass? Value, SystemId? System);

/// <summary>Reads it. Nobody makes a gate ask for less by registering a model in a lower class than Legal signed for its system.</summary>
internal static class ClassOfModel
{
    /// <summary>Reads the class.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="model">The model.</param>
    /// <param name="now">Bans apply from their day on.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<ModelClass> ReadAsync(GovernanceDbContext db, Model model, DateTimeOffset now, CancellationToken ct)
    {
        if (model.RiskClass is not { } registered)
        {
            return default;
        }

        var day = DateOnly.FromDateTime(now.UtcDateTime);
        var (mayBeHigh, mayBeLimited) = (registered < RiskClass.High, registered < RiskClass.Limited);
        var classified = (await db.Assessments.IgnoreQueryFilters() // a model is judged by all of its systems, whoever asks
                .Where(a => (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview)
                    && (a.ClassList.Contains(";prohibited;") || (mayBeHigh && a.ClassList.Contains(";high_risk_")) || (mayBeLimited && a.ClassList.Contains(";transparency;"))))
                .WithPendingAsync(db, a => a.Counts, ct))
            .Select(a => (a.System, Class: a.RiskClassOn(day)))
            .Where(a => a.Class > registered).ToDictionary(a => a.System, a => a.Class!.Value);
        if (classified.Count == 0)
        {
            return new(registered, null);
        }

        var ids = classified.Keys.ToList();
        var systems = await db.AiSystems.IgnoreQueryFilters().Where(s => ids.Contains(s.Id)).WithPendingAsync(db, s => classified.ContainsKey(s.Id) && Has(s, model), ct);
        return systems.OrderByDescending(s => classified[s.Id]).ThenBy(s => s.Id.Number).FirstOrDefault() is { } strictest
            ? new(classified[strictest.Id], strictest.Id)
            : new(registered, null);
    }

    /// <summary>True when nothing of the model may serve.</summary>
    public static async Task<bool> IsProhibitedAsync(GovernanceDbContext db, string name, DateTimeOffset now, CancellationToken ct) =>
        await db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == name, ct) is { } model
        && (await ReadAsync(db, model, now, ct)).Value is RiskClass.Prohibited;

    /// <summary>True when the system names the model, or the model the system.</summary>
    public static bool Has(AiSystem system, Model model) =>
        system.Models.Contains(model.Name, StringComparer.Ordinal) || model.System == system.Id.ToString();

    /// <summary>Names of the models of a system.</summary>
    public static async Task<List<string>> ModelsOfAsync(GovernanceDbContext db, AiSystem system, CancellationToken ct)
    {
        var id = system.Id.ToString();
        return [.. (await db.Models.AsNoTracking().Where(m => m.System == id).Select(m => m.Name).ToListAsync(ct)).Union(system.Models, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
