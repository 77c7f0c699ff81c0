using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>The risk class by which gates judge a model.</summary>
/// <param name="Value">
/// The strictest of what is registered, what was signed about its systems, and what it was until something that waits for a second person;
/// null while the model itself is not classified.
/// </param>
/// <param name="System">The system whose signed classification is stricter than what is registered; null when another class counts.</param>
public readonly record struct ModelClass(RiskClass? Value, SystemId? System);

/// <summary>Reads it. No one makes a gate ask for less by registering a model in a lower class than Legal signed for its system.</summary>
public static class ClassOfModel
{
    /// <summary>Reads the class.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="model">The model.</param>
    /// <param name="now">Bans apply from their day on.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<ModelClass> ReadAsync(GovernanceDbContext db, Model model, DateTimeOffset now, CancellationToken ct) =>
        model.RiskClass is null ? default : await ReadAsync(db, model, await WaitingAsync(db, model, ct), now, ct);

    /// <summary>The same, where the lowerings of the model's class are read already.</summary>
    public static Task<ModelClass> ReadAsync(
        GovernanceDbContext db,
        Model model,
        IEnumerable<RiskLowering> lowerings,
        DateTimeOffset now,
        CancellationToken ct
    ) => ReadAsync(db, model, lowerings.SingleOrDefault(l => l.State is RiskLoweringState.Pending)?.From, now, ct);

    private static async Task<ModelClass> ReadAsync(
        GovernanceDbContext db,
        Model model,
        RiskClass? waiting,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (model.RiskClass is not { } registered)
        {
            return default;
        }

        var strictest = await OfSystemsAsync(db, model, registered, now, ct);
        return waiting is { } held && held > strictest.Value ? new(held, null) : strictest;
    }

    /// <summary>
    /// The class by registration and systems alone, as if nothing waited for a second person; of what is not classified that of its
    /// systems.
    /// </summary>
    public static Task<RiskClass> StandingAsync(GovernanceDbContext db, Model model, DateTimeOffset now, CancellationToken ct) =>
        StandingAsync(db, model, model.RiskClass ?? RiskClass.Minimal, now, ct);

    /// <summary>The same, were it registered in this class.</summary>
    public static async Task<RiskClass> StandingAsync(
        GovernanceDbContext db,
        Model model,
        RiskClass registered,
        DateTimeOffset now,
        CancellationToken ct
    ) => (await OfSystemsAsync(db, model, registered, now, ct)).Value!.Value;

    /// <summary>The class that gates do not fall below without a second person. It outlives the time in which a model has none.</summary>
    public static async Task<RiskClass> HeldAsync(GovernanceDbContext db, Model model, DateTimeOffset now, CancellationToken ct)
    {
        var held = await StandingAsync(db, model, now, ct);
        held = await WaitingAsync(db, model, ct) is { } waiting && waiting > held ? waiting : held;
        if (model.RiskClass is not null)
        {
            return held;
        }

        var name = model.Name;
        var taken = (
            await db
                .RiskLowerings.IgnoreQueryFilters()
                .Where(l => l.Model == name && l.State == RiskLoweringState.Confirmed && l.To == null)
                .WithPendingAsync(db, l => l.Model == name && l.State is RiskLoweringState.Confirmed && l.To is null, ct)
        )
            .OrderBy(l => l.DecidedAt)
            .ThenBy(l => l.Id)
            .LastOrDefault();
        return taken?.From > held ? taken.From : held;
    }

    // What was made lower and waits for a second person counts as it was.
    private static async Task<RiskClass?> WaitingAsync(GovernanceDbContext db, Model model, CancellationToken ct)
    {
        var name = model.Name;
        return (
            await db
                .RiskLowerings.IgnoreQueryFilters()
                .Where(l => l.Model == name && l.State == RiskLoweringState.Pending)
                .WithPendingAsync(db, l => l.Model == name && l.State is RiskLoweringState.Pending, ct)
        )
            .SingleOrDefault()
            ?.From;
    }

    private static async Task<ModelClass> OfSystemsAsync(
        GovernanceDbContext db,
        Model model,
        RiskClass registered,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var day = now.Day();
        var (mayBeHigh, mayBeLimited) = (registered < RiskClass.High, registered < RiskClass.Limited);
        var own = db.AiSystems.IgnoreQueryFilters().OfModel(model.Name, model.System).Select(s => s.Id);
        // What the running action has registered or changed is not in the database yet.
        var queued = db.AiSystems.Local.Where(s => Has(s, model)).Select(s => s.Id).ToList();
        var classified = (
            await db
                .Assessments.IgnoreQueryFilters() // a model is judged by all of its systems, no matter who asks
                .Where(a =>
                    (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview)
                    && (own.Contains(a.System) || queued.Contains(a.System))
                    && (
                        a.ClassList.Contains(";prohibited;")
                        || (mayBeHigh && a.ClassList.Contains(";high_risk_"))
                        || (mayBeLimited && a.ClassList.Contains(";transparency;"))
                    )
                )
                .WithPendingAsync(db, a => a.Counts, ct)
        )
            .Select(a => (a.System, Class: a.RiskClassOn(day)))
            .Where(a => a.Class > registered)
            .ToDictionary(a => a.System, a => a.Class!.Value);
        if (classified.Count == 0)
        {
            return new(registered, null);
        }

        var ids = classified.Keys.ToList();
        var systems = await db
            .AiSystems.IgnoreQueryFilters()
            .Where(s => ids.Contains(s.Id))
            .WithPendingAsync(db, s => classified.ContainsKey(s.Id) && Has(s, model), ct);
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
        return
        [
            .. (await db.Models.AsNoTracking().Where(m => m.System == id).Select(m => m.Name).ToListAsync(ct))
                .Union(system.Models, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }
}
