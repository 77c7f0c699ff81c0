using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Datasets;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>Reads what a body says of a dataset, over what the record says already.</summary>
internal static class DatasetFields
{
    public const int MaxWords = 50;
    private const int MaxWord = 100;

    /// <summary>Members whose change gates may judge otherwise.</summary>
    public static IReadOnlySet<string> Judged { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "sensitivity",
            "personalData",
            "specialCategories",
            "legalBasis",
            "consent",
            "consentWithdrawnOn",
            "region",
            "retentionUntil",
            "purposes",
        };

    /// <summary>The terms with what the body changes, and the datasheet.</summary>
    public static async Task<(DatasetTerms Terms, string? Datasheet)> ReadAsync(
        ActionContext context,
        FieldErrors errors,
        DatasetBody body,
        DatasetRecord? known,
        CancellationToken ct
    )
    {
        var terms = known?.Terms;
        var owner = terms?.Owner ?? default;
        if (known is null || body.Owner.IsSet)
        {
            owner = await OwnerAsync(context, errors, errors.Required("owner", body.Owner.Value, 256), ct);
        }

        var sensitivity = terms?.Sensitivity ?? default;
        if (known is null || body.Sensitivity.IsSet)
        {
            sensitivity = Word<Sensitivity>(errors, "sensitivity", errors.Required("sensitivity", body.Sensitivity.Value, 32)) ?? default;
        }

        var read = new DatasetTerms(owner, sensitivity)
        {
            Description = errors.Optional("description", body.Description.Or(terms?.Description), 500),
            HasPersonalData = body.PersonalData.Or(terms?.HasPersonalData) ?? false,
            Categories = body.Categories.IsSet ? Words(errors, "categories", body.Categories.Value) : terms?.Categories ?? [],
            HasSpecialCategories = body.SpecialCategories.Or(terms?.HasSpecialCategories) ?? false,
            LegalBasis = body.LegalBasis.IsSet
                ? Word<LegalBasis>(errors, "legalBasis", errors.Optional("legalBasis", body.LegalBasis.Value, 32))
                : terms?.LegalBasis,
            Consent = errors.Optional("consent", body.Consent.Or(terms?.Consent), 300),
            ConsentWithdrawnOn = body.ConsentWithdrawnOn.IsSet
                ? Withdrawn(errors, body.ConsentWithdrawnOn.Value, context.Now.Day())
                : terms?.ConsentWithdrawnOn,
            Region = errors.Optional("region", body.Region.Or(terms?.Region), 100),
            RetentionUntil = body.RetentionUntil.IsSet ? errors.Day("retentionUntil", body.RetentionUntil.Value) : terms?.RetentionUntil,
            Purposes = body.Purposes.IsSet ? Words(errors, "purposes", body.Purposes.Value) : terms?.Purposes ?? [],
            Systems = body.Systems.IsSet ? await SystemsAsync(context, errors, body.Systems.Value, ct) : terms?.Systems ?? [],
            Licence = errors.Optional("licence", body.Licence.Or(terms?.Licence), 200),
        };
        return (read, errors.Optional("datasheet", body.Datasheet.Or(known?.Datasheet?.Text), SaltedText.MaxLength));
    }

    /// <summary>What the log and the history say of the judged members. Words that people wrote are not among them.</summary>
    public static JsonObject State(DatasetTerms terms) =>
        new()
        {
            ["owner"] = terms.Owner.ToString(),
            ["sensitivity"] = WireName.Of(terms.Sensitivity),
            ["personalData"] = terms.HasPersonalData,
            ["specialCategories"] = terms.HasSpecialCategories,
            ["legalBasis"] = terms.LegalBasis is { } basis ? WireName.Of(basis) : null,
            ["consentWithdrawnOn"] = Day(terms.ConsentWithdrawnOn),
            ["region"] = terms.Region,
            ["retentionUntil"] = Day(terms.RetentionUntil),
            ["purposes"] = new JsonArray([.. terms.Purposes.Select(p => (JsonNode)p)]),
            ["systems"] = new JsonArray([.. terms.Systems.Select(s => (JsonNode)s)]),
        };

    // Data without consent are used until then, if it may lie ahead.
    private static DateOnly? Withdrawn(FieldErrors errors, string? text, DateOnly today)
    {
        var day = errors.Day("consentWithdrawnOn", text);
        if (day > today)
        {
            errors.Add("consentWithdrawnOn", $"This is in the future. Enter the day on which the consent was withdrawn.");
        }

        return day;
    }

    /// <summary>A day as bodies write it.</summary>
    public static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<UserId> OwnerAsync(ActionContext context, FieldErrors errors, string email, CancellationToken ct)
    {
        if (email.Length == 0)
        {
            return default;
        }

        var person = await People.ModelOwnerAsync(context.Db, email, context.Now, ct);
        if (person is null)
        {
            errors.Add("owner", Domain.Models.ModelRefusals.OwnerNotAModelOwner("owner").FieldWords["owner"][0]);
        }

        return person ?? default;
    }

    private static async Task<IReadOnlyList<string>> SystemsAsync(
        ActionContext context,
        FieldErrors errors,
        IReadOnlyList<string?>? systems,
        CancellationToken ct
    )
    {
        var named = new List<SystemId>();
        foreach (var text in Words(errors, "systems", systems))
        {
            if (DisplayId.TryParse<SystemId>(text, out var id) && await context.Db.AiSystems.AsNoTracking().AnyAsync(s => s.Id == id, ct))
            {
                named.Add(id);
            }
            else
            {
                errors.Add("systems", $"There is no AI system {text}. Name systems by their ID, such as SYS-0001.");
            }
        }

        return [.. named.Distinct().OrderBy(s => s.Number).Select(s => s.ToString())];
    }

    private static T? Word<T>(FieldErrors errors, string field, string? text)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (WireName.TryParse<T>(text, out var value))
        {
            return value;
        }

        errors.Add(field, $"This must be one of {string.Join(", ", WireName.All<T>())}.");
        return null;
    }

    private static IReadOnlyList<string> Words(FieldErrors errors, string field, IReadOnlyList<string?>? words)
    {
        if (words?.Count > MaxWords)
        {
            errors.Add(field, $"At most {MaxWords} entries are accepted.");
            return [];
        }

        var read = new List<string>();
        for (var i = 0; i < (words?.Count ?? 0); i++)
        {
            read.Add(errors.Required($"{field}[{i}]", words![i], MaxWord));
        }

        return [.. read.Distinct(StringComparer.Ordinal)];
    }
}
