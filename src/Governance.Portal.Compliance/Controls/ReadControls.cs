using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Cards;
using Governance.Domain.ModelRisk;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Controls;

/// <summary>A control with its references, and whether a record shows that it works.</summary>
/// <param name="Id">Its id, such as <c>CTL-03</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="What">What the control does.</param>
/// <param name="References">Ids of the provisions that require it.</param>
/// <param name="OnRecord">True if there is such a record within the caller's scope.</param>
public sealed record ControlView(
    string Id,
    string Name,
    string What,
    IReadOnlyDictionary<string, IReadOnlyList<string>> References,
    bool OnRecord
);

/// <summary>How far a framework is covered.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Edition">The edition that was read.</param>
/// <param name="Verification">How sure the references are.</param>
/// <param name="References">References that a control is mapped to.</param>
/// <param name="OnRecord">Those of them that a control with a record is mapped to.</param>
/// <param name="Missing">Those that only controls without a record are mapped to.</param>
public sealed record FrameworkCoverage(
    string Id,
    string Name,
    string Edition,
    string Verification,
    int References,
    int OnRecord,
    IReadOnlyList<string> Missing
);

/// <summary>The mapping of controls in its current state.</summary>
/// <param name="AsOf">The day the mapping was written.</param>
/// <param name="Frameworks">Coverage by framework.</param>
/// <param name="Controls">The controls.</param>
public sealed record ControlsView(string AsOf, IReadOnlyList<FrameworkCoverage> Frameworks, IReadOnlyList<ControlView> Controls);

/// <summary>Reads which controls have a record, and what of each framework they cover.</summary>
public sealed class ReadControls(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private static readonly Dictionary<string, Func<GovernanceDbContext, CancellationToken, Task<bool>>> s_records = new(
        StringComparer.Ordinal
    )
    {
        ["models"] = (db, ct) => db.Models.AnyAsync(ct),
        ["tiers"] = (db, ct) => db.TierAssessments.AnyAsync(t => t.State == TierState.InForce, ct),
        ["validations"] = (db, ct) => db.ModelValidations.AnyAsync(v => v.State == ValidationState.Reported, ct),
        ["promotions"] = (db, ct) =>
            db.Promotions.AnyAsync(p => p.State == PromotionState.Approved || p.State == PromotionState.Deployed, ct),
        ["windows"] = (db, ct) => db.Windows.AnyAsync(w => w.Role == WindowRole.Current, ct),
        ["decision_overrides"] = (db, ct) => db.DecisionOverrides.AnyAsync(ct),
        ["risks"] = (db, ct) => db.Risks.AnyAsync(ct),
        ["cards"] = (db, ct) => db.Cards.AnyAsync(c => c.State == CardState.Approved, ct),
        ["incidents"] = (db, ct) => db.Incidents.AnyAsync(ct),
        ["decisions"] = (db, ct) => db.Decisions.AnyAsync(ct),
        ["overlays"] = (db, ct) => db.ModelOverlays.AnyAsync(o => o.State == OverlayState.InUse, ct),
        ["retirements"] = (db, ct) => db.Retirements.AnyAsync(ct),
    };

    // Fixed for the program, and read strictly: a mistake in it is found by the first test that opens it.
    private readonly Lazy<ControlMapping> _mapping = new(ControlMapping.Read);

    /// <summary>The kinds of record that show a control at work.</summary>
    public static IReadOnlyCollection<string> Kinds => s_records.Keys;

    /// <summary>Reads them.</summary>
    public async Task<ControlsView> RunAsync(CancellationToken ct)
    {
        var mapping = _mapping.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var shown = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var kind in mapping.Controls.Select(c => c.Record).Distinct(StringComparer.Ordinal))
        {
            shown[kind] = await s_records[kind](db, ct);
        }

        return Of(mapping, kind => shown[kind]);
    }

    /// <summary>What follows from which kinds of record there are.</summary>
    internal static ControlsView Of(ControlMapping mapping, Func<string, bool> isOnRecord)
    {
        var controls = mapping.Controls.Select(c => new ControlView(c.Id, c.Name, c.What, c.References, isOnRecord(c.Record))).ToList();
        return new(mapping.AsOf, [.. mapping.Frameworks.Select(f => Covered(f, controls))], controls);
    }

    private static FrameworkCoverage Covered(MappedFramework framework, IReadOnlyList<ControlView> controls)
    {
        var named = controls
            .SelectMany(c => c.References.GetValueOrDefault(framework.Id, []).Select(r => (Reference: r, c.OnRecord)))
            .GroupBy(r => r.Reference, StringComparer.Ordinal)
            .Select(g => (Reference: g.Key, OnRecord: g.Any(r => r.OnRecord)))
            .ToList();
        return new(
            framework.Id,
            framework.Name,
            framework.Edition,
            framework.Verification,
            named.Count,
            named.Count(r => r.OnRecord),
            [.. named.Where(r => !r.OnRecord).Select(r => r.Reference)]
        );
    }
}
