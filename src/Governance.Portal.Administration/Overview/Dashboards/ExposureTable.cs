using Governance.Data;
using Governance.Domain;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Dashboards;

/// <summary>Models with what they expose the organisation to, the most exposed first.</summary>
internal static class ExposureTable
{
    /// <summary>Rows that are shown.</summary>
    public const int Most = 50;

    /// <summary>Reads it.</summary>
    public static async Task<DashboardTable> ReadAsync(GovernanceDbContext db, ModelScope scope, int appetite, CancellationToken ct)
    {
        var open = KpiFacts.Risks(db, scope).IgnoreAutoIncludes().Where(r => r.State == RiskState.Open);
        var all = open.Judged(db, appetite)
            .Select(j => new
            {
                j.Risk.Model,
                Residual = j.Risk.ResidualScore,
                IsAbove = (j.Risk.ResidualScore ?? j.Risk.InherentScore) > j.Appetite,
            })
            .GroupBy(r => r.Model)
            .Select(g => new
            {
                Model = g.Key,
                Open = g.Count(),
                Assessed = g.Count(r => r.Residual != null),
                Sum = g.Sum(r => r.Residual ?? 0),
                Highest = g.Max(r => r.Residual),
                Above = g.Count(r => r.IsAbove),
            });
        var count = await all.CountAsync(ct);
        var rows = await all.OrderByDescending(m => m.Sum).ThenBy(m => m.Model).Take(Most).ToListAsync(ct);
        var names = rows.Where(r => r.Model is not null).Select(r => r.Model!).ToList();
        var models = await db
            .Models.AsNoTracking()
            .Where(m => names.Contains(m.Name))
            .Select(m => new
            {
                m.Name,
                m.DisplayName,
                m.RiskClass,
            })
            .ToDictionaryAsync(m => m.Name, ct);
        var alerts = await db
            .Alerts.AsNoTracking()
            .Where(a => names.Contains(a.Model) && a.State != AlertState.Resolved)
            .GroupBy(a => a.Model)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(a => a.Key, a => a.Count, ct);
        return new DashboardTable(
            "Exposure by model",
            [
                new("Model"),
                new("Risk class"),
                new("Residual risk", true),
                new("Highest", true),
                new("Above appetite", true),
                new("Open risks", true),
                new("Not assessed", true),
                new("Open alerts", true),
            ],
            [.. rows.Select(r => Row(r.Model))],
            "No risk is open.",
            $"Residual risk is the sum of the residual scores of the open risks. The risk appetite for each risk is "
                + $"{Formats.Count(appetite)}, or the value signed for its AI "
                + $"system.{(count > Most ? $" The {Most} most exposed of {Formats.Count(count)} models are shown." : "")}",
            ("Risk register", "/risks")
        );

        (string Name, string Words, string? RiskClass) About(string? model)
        {
            if (model is null)
            {
                return (T["No model"], Formats.Missing, null);
            }

            if (models.GetValueOrDefault(model) is not { } known)
            {
                return (model, T["Not registered"], null);
            }

            if (known.RiskClass is not { } risk)
            {
                return (known.DisplayName, T["Not classified"], null);
            }

            return (known.DisplayName, T[SentenceCase.OfName(WireName.Of(risk))], WireName.Of(risk));
        }

        IReadOnlyList<DashboardCell> Row(string? model)
        {
            var about = About(model);
            var row = rows.First(r => r.Model == model);
            var register = model is null ? null : $"/risks?model={Uri.EscapeDataString(model)}";
            var open = model is null ? 0 : alerts.GetValueOrDefault(model);
            return
            [
                new(about.Name, Href: model is null ? null : $"/models/{Uri.EscapeDataString(model)}"),
                new(about.Words, RiskClass: about.RiskClass),
                // What no one has assessed is not nought.
                row.Assessed == 0
                    ? new(T["Not assessed"], Href: register)
                    : new(Formats.Count(row.Sum), row.Sum, register),
                row.Highest is { } highest ? new(Formats.Count(highest), highest) : new(T["Not assessed"]),
                new(Formats.Count(row.Above), row.Above),
                new(Formats.Count(row.Open), row.Open, register),
                new(Formats.Count(row.Open - row.Assessed), row.Open - row.Assessed),
                new(Formats.Count(open), open, model is null ? null : $"/alerts?model={Uri.EscapeDataString(model)}"),
            ];
        }
    }
}
