using Governance.Data;
using Governance.Data.DataScopes;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// What the address of a page or call names, for someone whose role is limited: a thing outside is refused at the door, before any page or
/// action is reached, and the refusal is logged. One place for all of them: what a new route names is found by its parameters' names.
/// </summary>
public static class DataScopeAuthorization
{
    // Parts of an address that name something that belongs to a model or a system, and those of a query that narrow a page to one.
    private static readonly string[] s_query = ["model", "agent", "system", "subject", "promotion", "gateRun"];

    /// <summary>Parameters of routes that name no thing of a model or system by themselves, and why.</summary>
    public static IReadOnlyDictionary<string, string> NoSubjects { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["version"] = "stands behind its model, which is looked at",
            ["number"] = "counts the parts of the thing before it",
            ["comment"] = "counts the comments of the thing before it",
            ["call"] = "names a call of MLflow, whose reads are filtered and whose writes pass the gates",
            ["step"] = "names a step of the incident before it",
            ["point"] = "names a point of the document before it",
            ["kind"] = "names a kind of document or report",
            ["obligation"] = "names an obligation of the system before it",
            ["framework"] = "names a framework of threats",
            ["item"] = "names a threat",
            ["threat"] = "names a threat of the system before it",
            ["overseer"] = "names an overseer of the system before it",
            ["test"] = "names a test of the stop control of the system before it",
            ["session"] = "names a session of a person",
            ["role"] = "names a role, which belongs to no system",
            ["stage"] = "names a stage of promotion",
            ["environment"] = "names an environment",
            ["index"] = "counts entries of the log, which a limited role does not open",
            ["namespace"] = "names a namespace of lineage, which a limited role does not see",
            ["dataset"] = "names a data set of lineage, which a limited role does not see",
            ["job"] = "names a job of lineage, which a limited role does not see",
            ["policy"] = "names a policy, which binds everyone",
            ["name"] = "names a policy or a bundle, which bind everyone",
            ["sha256"] = "is the digest of a policy",
            ["digest"] = "names a tool, which is looked for in the manifests of agents that are reached",
            ["view"] = "names one of the dashboards, whose figures are of what is reached",
            ["partition"] = "names a part of an engine's log",
            ["path"] = "names a page of the documentation",
            ["documentName"] = "names a version of the API's description",
        };

    /// <summary>The first thing outside that an address names, or null.</summary>
    /// <param name="db">A context.</param>
    /// <param name="dataScope">What the caller sees.</param>
    /// <param name="values">Values of the route, by name.</param>
    /// <param name="path">The path, which tells ids of AI decisions.</param>
    /// <param name="query">Values of the query; null for none.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<string?> OutsideAsync(
        GovernanceDbContext db,
        DataScope dataScope,
        IEnumerable<KeyValuePair<string, object?>> values,
        string path,
        IQueryCollection? query,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(dataScope);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(path);
        var named = values.Where(v => !NoSubjects.ContainsKey(v.Key)).Select(v => v.Value as string ?? v.Value?.ToString());
        if (query is not null)
        {
            named = named.Concat(s_query.SelectMany(name => query[name]));
        }

        var isDecision =
            path.TrimStart('/').StartsWith("decisions/", StringComparison.OrdinalIgnoreCase)
            || path.Contains("/decisions/", StringComparison.OrdinalIgnoreCase);
        foreach (var text in named.OfType<string>().Where(t => t.Length is > 0 and <= 300).Distinct(StringComparer.Ordinal))
        {
            var placed = await SubjectPlaces.FindAsync(db, text, ct);
            if (!placed.IsKnown && isDecision)
            {
                placed = await SubjectPlaces.OfDecisionAsync(db, text, ct);
            }

            if (placed.IsKnown && !dataScope.Touches(placed.Places))
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The first thing outside that the address of a page names, inside an open page.</summary>
    internal static Task<string?> OutsideAsync(
        GovernanceDbContext db,
        DataScope dataScope,
        Microsoft.AspNetCore.Components.RouteData route,
        IQueryCollection query,
        CancellationToken ct
    ) => OutsideAsync(db, dataScope, route.RouteValues!, PageRoutes.Of(route) ?? "", query, ct);
}
