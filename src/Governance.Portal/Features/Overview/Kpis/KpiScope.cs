using System.Globalization;
using Governance.Domain;
using Governance.Domain.Kpis;

namespace Governance.Portal.Features.Overview.Kpis;

/// <summary>What key figures are asked about, as an address says it.</summary>
/// <param name="Period">The span, which ends now.</param>
/// <param name="Days">Its days.</param>
/// <param name="Model">Only of this model; null for all.</param>
public sealed record KpiScope(KpiPeriod Period, int Days, string? Model)
{
    /// <summary>Days when none are said.</summary>
    public const int DefaultDays = 90;

    /// <summary>The spans that can be chosen.</summary>
    public static IReadOnlyList<int> Choices { get; } = [30, 90, 180, 365];

    /// <summary>Reads a scope.</summary>
    /// <param name="period">Days followed by <c>d</c>, such as <c>90d</c>; null for the default.</param>
    /// <param name="model">Name of a model; null or empty for all.</param>
    /// <param name="now">The instant at which the period ends.</param>
    public static Result<KpiScope> Read(string? period, string? model, DateTimeOffset now)
    {
        var days = DefaultDays;
        if (!string.IsNullOrEmpty(period)
            && (period[^1] != 'd' || !int.TryParse(period.AsSpan(0, period.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out days) || !Choices.Contains(days)))
        {
            return Refusal.Field("kpi.period-not-valid", "period", $"A period is one of {string.Join(", ", Choices.Select(c => $"{c}d"))}.");
        }

        return new KpiScope(new KpiPeriod(now.AddDays(-days), now), days, string.IsNullOrEmpty(model) ? null : model);
    }
}
