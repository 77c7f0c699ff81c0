using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Systems;

/// <summary>A part of an AI system.</summary>
/// <param name="Name">Name of the part.</param>
/// <param name="Kind"><c>gpai-model</c>, <c>model</c>, <c>dataset</c>, <c>service</c> or <c>software</c>.</param>
/// <param name="Supplier">Supplier of the part.</param>
/// <param name="Version">Version of the part.</param>
public sealed record ComponentBody(string? Name, string? Kind, string? Supplier, string? Version = null);

/// <summary>The rules of a system's fields, under the names a caller uses for them.</summary>
internal static partial class SystemFields
{
    private const int MaxItems = 100;

    public static LifeCycle LifeCycle(FieldErrors errors, string? text)
    {
        if (WireName.TryParse<LifeCycle>(text, out var value))
        {
            return value;
        }

        errors.Add("lifeCycle", $"This must be one of {string.Join(", ", WireName.All<LifeCycle>())}.");
        return default;
    }

    public static IReadOnlyList<string> Roles(FieldErrors errors, IReadOnlyList<string?>? roles)
    {
        var known = LawLibrary.Shipped.Current.Roles.Select(r => r.Id).ToList();
        if ((roles ?? []).Any(r => r is null || !known.Contains(r)))
        {
            errors.Add("roles", $"Valid roles: {string.Join(", ", known)}.");
            return [];
        }

        return [.. known.Where(k => roles?.Contains(k) is true)];
    }

    public static IReadOnlyList<string> Countries(FieldErrors errors, IReadOnlyList<string?>? countries)
    {
        var given = Texts(errors, "countries", countries, 2);
        if (given.Any(c => !Country().IsMatch(c)))
        {
            errors.Add("countries", $"Enter a country as two capital letters, such as DE.");
        }

        return [.. given.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    public static IReadOnlyList<string> Texts(FieldErrors errors, string field, IReadOnlyList<string?>? texts, int most)
    {
        if (texts is { Count: > MaxItems })
        {
            errors.Add(field, $"At most {MaxItems} entries are accepted.");
            return [];
        }

        return [.. (texts ?? []).Select((t, i) => errors.Required($"{field}[{i}]", t, most))];
    }

    public static IReadOnlyList<SystemComponent> Components(FieldErrors errors, IReadOnlyList<ComponentBody?>? components)
    {
        if (components is { Count: > MaxItems })
        {
            errors.Add("components", $"At most {MaxItems} entries are accepted.");
            return [];
        }

        return [.. (components ?? []).Select((c, i) => Component(errors, $"components[{i}]", c))];
    }

    public static async Task<IReadOnlyList<string>> ModelsAsync(
        GovernanceDbContext db,
        FieldErrors errors,
        IReadOnlyList<string?>? models,
        CancellationToken ct
    )
    {
        var names = Texts(errors, "models", models, 100).Distinct(StringComparer.Ordinal).ToList();
        var known =
            names.Count == 0 ? [] : await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).Select(m => m.Name).ToListAsync(ct);
        foreach (var missing in names.Except(known, StringComparer.Ordinal).Where(n => n.Length > 0))
        {
            errors.Add("models", $"There is no model called {(ModelName.IsModel(missing) ? missing : "so")}.");
        }

        return names;
    }

    private static SystemComponent Component(FieldErrors errors, string field, ComponentBody? body)
    {
        if (!WireName.TryParse<ComponentKind>(body?.Kind, out var kind))
        {
            errors.Add($"{field}.kind", $"This must be one of {string.Join(", ", WireName.All<ComponentKind>())}.");
        }

        return new SystemComponent(
            errors.Required($"{field}.name", body?.Name, 200),
            kind,
            errors.Required($"{field}.supplier", body?.Supplier, 200),
            errors.Optional($"{field}.version", body?.Version, 64)
        );
    }

    [GeneratedRegex(@"^[A-Z]{2}\z", RegexOptions.CultureInvariant, 500)]
    private static partial Regex Country();
}
