using Governance.Domain;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>What the list of monitors shows, as its address says it.</summary>
/// <param name="Search">Part of a model's name.</param>
/// <param name="State">Only monitors in this state: one of <see cref="States"/>.</param>
/// <param name="Stage"><c>production</c> for versions in production only.</param>
/// <param name="Sort">Column, with a minus for the largest first; attention first when null.</param>
public sealed record MonitorList(string? Search = null, string? State = null, string? Stage = null, string? Sort = null)
{
    /// <summary>The states that can be filtered for, with their words.</summary>
    public static IReadOnlyDictionary<string, string> States { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["alert"] = "Major drift",
            ["warning"] = "Warnings",
            ["ok"] = "No drift",
            ["waiting"] = "No window yet",
        };

    private static readonly Dictionary<string, Func<MonitorRow, IComparable?>> s_keys = new(StringComparer.Ordinal)
    {
        ["model"] = r => r.DisplayName,
        ["psi"] = r => r.WorstPsi,
        ["alerts"] = r => (r.Alerts * 10_000) + r.Warnings,
        ["auc"] = r => r.Auc,
        ["fnr"] = r => r.FalseNegativeRate?.Value,
        ["coverage"] = r => r.Coverage,
        ["last"] = r => r.LastEnd,
    };

    /// <summary>The link.</summary>
    public string Href =>
        QueryHelpers.AddQueryString(
            "/monitoring",
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["q"] = Search,
                ["state"] = State,
                ["stage"] = Stage,
                ["sort"] = Sort,
            }.Where(p => !string.IsNullOrEmpty(p.Value))
        );

    /// <summary>Something is filtered out.</summary>
    public bool IsFiltered => !string.IsNullOrEmpty(Search) || State is not null || Stage is not null;

    /// <summary>The order needs how well every monitor performed.</summary>
    public bool IsByPerformance => Sort?.TrimStart('-') is "auc" or "fnr";

    /// <summary>State of a row.</summary>
    public static string StateOf(MonitorRow row) =>
        row switch
        {
            { LastEnd: null } => "waiting",
            { Alerts: > 0 } => "alert",
            { Warnings: > 0 } => "warning",
            _ => "ok",
        };

    /// <summary>Direction of a column: true for the largest first, null when the list is not sorted by it.</summary>
    public bool? Descending(string column) =>
        Sort == column ? false
        : Sort == "-" + column ? true
        : null;

    /// <summary>
    /// Link that sorts by a column: numbers the largest first, names from A, and the other way round when it is sorted so already.
    /// </summary>
    public string SortHref(string column)
    {
        var descending = Descending(column) is { } now ? !now : column != "model";
        return (this with { Sort = descending ? "-" + column : column }).Href;
    }

    /// <summary>The rows asked for in the order asked for. Unknown values go last either way.</summary>
    public IReadOnlyList<MonitorRow> Apply(IReadOnlyList<MonitorRow> rows)
    {
        var found = rows.Where(Matches);
        var column = Sort?.TrimStart('-') ?? "";
        if (!s_keys.TryGetValue(column, out var key))
        {
            return [.. found];
        }

        var known = found.OrderBy(r => key(r) is null);
        return
        [
            .. (
                Descending(column) == true
                    ? known.ThenByDescending(key, Comparer<IComparable?>.Default)
                    : known.ThenBy(key, Comparer<IComparable?>.Default)
            )
                .ThenBy(r => r.Model, StringComparer.Ordinal)
                .ThenBy(r => r.Version, StringComparer.Ordinal),
        ];
    }

    private bool Matches(MonitorRow row) =>
        (string.IsNullOrEmpty(Search) || SearchText.Contains(row.DisplayName, Search) || SearchText.Contains(row.Model, Search))
        && (State is null || StateOf(row) == State)
        && (Stage != "production" || row.InProduction);
}
