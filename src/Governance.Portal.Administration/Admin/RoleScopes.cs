using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Admin;

/// <summary>What a role is given for: some AI systems, the systems of some business units, or both.</summary>
/// <param name="Role">The role.</param>
/// <param name="Systems">Ids of AI systems, such as <c>SYS-0001</c> (default: none).</param>
/// <param name="BusinessUnits">Names of business units (default: none).</param>
public sealed record RoleScopeBody(
    string? Role = null,
    IReadOnlyList<string?>? Systems = null,
    IReadOnlyList<string?>? BusinessUnits = null
)
{
    /// <summary>The scope as it is shown.</summary>
    internal static RoleScopeBody Of(RoleScope scope) => new(scope.Role, [.. scope.Systems.Select(s => s.ToString())], [.. scope.Units]);
}

/// <summary>Reads and writes what roles are given for, within the actions that give them.</summary>
internal static class RoleScopes
{
    /// <summary>In words, for lists: <c>only SYS-0001, unit Retail</c>.</summary>
    public static string Words(RoleScopeBody scope) =>
        $"only {string.Join(", ", (scope.Systems ?? []).Concat((scope.BusinessUnits ?? []).Select(u => $"unit {u}")))}";

    /// <summary>In words, for the mapping of single sign-on.</summary>
    public static string Words(RoleLimit limit) =>
        Words(new RoleScopeBody(null, [.. limit.Systems.Select(s => s.ToString())], limit.Units));

    /// <summary>In words, for the picture an access review takes.</summary>
    public static string Words(RoleScope scope) => Words(RoleScopeBody.Of(scope));

    /// <summary>Those words in the reader's language; what an access review kept is in English.</summary>
    [return: NotNullIfNotNull(nameof(words))]
    public static string? Say(string? words) =>
        words?.StartsWith("only ", StringComparison.Ordinal) is not true
            ? words
            : T[
                "only {0}",
                string.Join(
                    ", ",
                    words["only ".Length..]
                        .Split(", ")
                        .Select(p => p.StartsWith("unit ", StringComparison.Ordinal) ? T["unit {0}", p["unit ".Length..]] : p)
                )
            ];

    /// <summary>The scopes a caller names, checked; none for roles of the whole organisation.</summary>
    public static async Task<Result<IReadOnlyDictionary<string, RoleScope>>> ReadAsync(
        GovernanceDbContext db,
        UserId user,
        IReadOnlyList<string> roles,
        IReadOnlyList<RoleScopeBody?> scopes,
        CancellationToken ct
    )
    {
        var read = new Dictionary<string, RoleScope>(StringComparer.Ordinal);
        foreach (var body in scopes)
        {
            if (body?.Role is not { } role || !roles.Contains(role, StringComparer.Ordinal) || read.ContainsKey(role))
            {
                return ScopeRefusals.RoleNotGiven(body?.Role ?? "no role");
            }

            var systems = new List<SystemId>();
            foreach (var text in body.Systems ?? [])
            {
                if (!DisplayId.TryParse<SystemId>(text, out var id) || !await db.AiSystems.AnyAsync(s => s.Id == id, ct))
                {
                    return ScopeRefusals.UnknownSystem(text is { Length: > 0 and <= 40 } ? text : "with this ID");
                }

                systems.Add(id);
                if (systems.Count > RoleScope.MaxParts)
                {
                    return ScopeRefusals.TooMany;
                }
            }

            var made = RoleScope.Of(user, role, systems, [.. (body.BusinessUnits ?? []).Select(u => u ?? "")]);
            if (made.Refusal is { } refusal)
            {
                return refusal;
            }

            read[role] = made.Value;
        }

        return read;
    }

    /// <summary>Makes the scopes of a person those read. A role that is not named is given for the whole organisation.</summary>
    /// <returns>Roles that were held all along and reach something else now.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        GovernanceDbContext db,
        UserId user,
        IReadOnlyList<string> roles,
        IReadOnlyDictionary<string, RoleScope> scopes,
        CancellationToken ct
    )
    {
        var changed = new List<string>();
        var known = await db.RoleScopes.Where(s => s.User == user).ToListAsync(ct);
        foreach (var role in roles)
        {
            var (before, after) = (known.Find(s => s.Role == role), scopes.GetValueOrDefault(role));
            if (before is null && after is null)
            {
                continue;
            }

            if (after is null)
            {
                db.RoleScopes.Remove(before!);
            }
            else if (before is null)
            {
                db.RoleScopes.Add(after);
            }
            else if (!before.IsSame(after))
            {
                before.Become(after);
            }
            else
            {
                continue;
            }

            changed.Add(role);
        }

        return changed;
    }

    /// <summary>What the log says of a role that is given.</summary>
    public static JsonObject Fact(string role, RoleScope? scope)
    {
        var data = new JsonObject { ["role"] = role };
        if (scope is not null)
        {
            data["systems"] = new JsonArray([.. scope.Systems.Select(s => (JsonNode)s.ToString())]);
            data["businessUnits"] = new JsonArray([.. scope.Units.Select(u => (JsonNode)u)]);
        }

        return data;
    }

    /// <summary>The fact that a role held all along reaches something else.</summary>
    public static AuditEvent Changed(UserId user, string role, RoleScope? scope) =>
        new("role.scope-changed", user.ToString(), Fact(role, scope));
}
