using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Domain.Systems;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>What key figures are asked about, as an address says it.</summary>
/// <param name="Period">The span, which ends now.</param>
/// <param name="Days">Its days.</param>
/// <param name="Model">Only of this model; null for all.</param>
/// <param name="System">Only of the models of this AI system; null for all.</param>
/// <param name="Owner">Only of the models this person answers for; null for all.</param>
public sealed record KpiScope(KpiPeriod Period, int Days, string? Model, string? System = null, string? Owner = null)
{
    /// <summary>Days when none are said.</summary>
    public const int DefaultDays = 90;

    /// <summary>The spans that can be chosen.</summary>
    public static IReadOnlyList<int> Choices { get; } = [30, 90, 180, 365];

    /// <summary>
    /// True for a period that ends at the instant of asking, as every page has it: what was read for another one a moment ago is what is
    /// asked for.
    /// </summary>
    internal bool EndsNow { get; init; }

    /// <summary>True when nothing narrows it.</summary>
    public bool IsAll => (Model, System, Owner) is (null, null, null);

    /// <summary>Reads a scope.</summary>
    /// <param name="query">What the address says.</param>
    /// <param name="now">The instant at which the period ends.</param>
    public static Result<KpiScope> Read(KpiQuery query, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(query);
        var days = DefaultDays;
        var period = query.Period;
        if (
            !string.IsNullOrEmpty(period)
            && (
                period[^1] != 'd'
                || !int.TryParse(period.AsSpan(0, period.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out days)
                || !Choices.Contains(days)
            )
        )
        {
            return Refusal.Field("kpi.period-not-valid", "period", $"Valid periods: {string.Join(", ", Choices.Select(c => $"{c}d"))}.");
        }

        if (Some(query.System) is { } system && !DisplayId.TryParse<SystemId>(system, out _))
        {
            return Refusal.Field("kpi.scope-not-valid", "system", $"Enter the AI system's ID, such as SYS-0001.");
        }

        return Some(query.Owner) is { } owner && !DisplayId.TryParse<UserId>(owner, out _)
            ? Refusal.Field("kpi.scope-not-valid", "owner", $"Enter the owner's ID, such as USR-0007.")
            : new KpiScope(new KpiPeriod(now.AddDays(-days), now), days, Some(query.Model), Some(query.System), Some(query.Owner))
            {
                EndsNow = true,
            };
    }

    /// <summary>A path with what the scope says, as far as it is not the default.</summary>
    /// <param name="path">The path.</param>
    /// <param name="more">Further values.</param>
    public string Href(string path, params ReadOnlySpan<(string Name, string? Value)> more)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["period"] = Days == DefaultDays ? null : string.Create(CultureInfo.InvariantCulture, $"{Days}d"),
            ["model"] = Model,
            ["system"] = System,
            ["owner"] = Owner,
        };
        foreach (var (name, value) in more)
        {
            values[name] = value;
        }

        return QueryHelpers.AddQueryString(path, values.Where(p => !string.IsNullOrEmpty(p.Value)));
    }

    /// <summary>Reads what many pages show of this scope: kept where its period ends now.</summary>
    /// <param name="db">A context.</param>
    /// <param name="what">Names what is read, and of what.</param>
    /// <param name="basis">What it counts.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="ct">Cancels.</param>
    internal Task<T> KeptAsync<T>(GovernanceDbContext db, string what, FigureBasis basis, Func<Task<T>> read, CancellationToken ct) =>
        EndsNow ? db.KeptAsync(what, (Period.To - Period.From, Days, Model, System, Owner), basis, read, ct) : read();

    private static string? Some(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>A scope as addresses write it.</summary>
public sealed record KpiQuery
{
    /// <summary>Days followed by <c>d</c>, such as <c>90d</c>; null for the default.</summary>
    public string? Period { get; init; }

    /// <summary>Name of a model; null or empty for all.</summary>
    public string? Model { get; init; }

    /// <summary>Id of an AI system; null or empty for all.</summary>
    public string? System { get; init; }

    /// <summary>Id of a person; null or empty for all.</summary>
    public string? Owner { get; init; }
}
