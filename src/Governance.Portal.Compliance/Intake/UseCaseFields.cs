using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Compliance.Intake;

/// <summary>A use case as a caller writes it; nothing of it is checked yet.</summary>
public sealed record UseCaseCommand(string? Title)
{
    public string? Purpose { get; init; }

    public string? Benefit { get; init; }

    public IReadOnlyList<string?>? AffectedGroups { get; init; }

    public string? Vulnerable { get; init; }

    public IReadOnlyList<string?>? Data { get; init; }

    public string? Sourcing { get; init; }

    public string? Supplier { get; init; }

    public string? Product { get; init; }

    public string? Hosting { get; init; }

    public string? DecisionRole { get; init; }

    public string? WishedStart { get; init; }

    public string? Owner { get; init; }

    public string? BusinessUnit { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Screening { get; init; }
}

/// <summary>The rules of a use case's fields, under the names a caller uses for them.</summary>
internal static class UseCaseFields
{
    public static async Task<Result<UseCaseAnswers>> ReadAsync(ActionContext context, UseCaseCommand command, Law law, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var answers = new UseCaseAnswers(errors.Required("title", command.Title, UseCaseAnswers.MaxTitle))
        {
            Purpose = errors.Optional("purpose", command.Purpose, UseCaseAnswers.MaxPurpose),
            Benefit = errors.Optional("benefit", command.Benefit, UseCaseAnswers.MaxWords),
            AffectedGroups = Groups(errors, command.AffectedGroups),
            Vulnerable = errors.Optional("vulnerable", command.Vulnerable, UseCaseAnswers.MaxWords),
            Data = Categories(errors, command.Data),
            Sourcing = Choice<Sourcing>(errors, "sourcing", command.Sourcing),
            Supplier = errors.Optional("supplier", command.Supplier, 200),
            Product = errors.Optional("product", command.Product, 200),
            Hosting = Choice<Hosting>(errors, "hosting", command.Hosting),
            DecisionRole = Choice<DecisionRole>(errors, "decisionRole", command.DecisionRole),
            WishedStart = errors.Day("wishedStart", command.WishedStart),
            Owner = string.IsNullOrWhiteSpace(command.Owner) ? null : await People.OwnerAsync(context, errors, command.Owner, ct),
            BusinessUnit = errors.Optional("businessUnit", command.BusinessUnit, RoleScope.MaxUnit),
            Screening = Answers(errors, law, command.Screening),
        };
        return errors.Refuse("use-case.not-acceptable", $"The use case was not saved.") is { } refusal ? refusal : answers;
    }

    private static T? Choice<T>(FieldErrors errors, string field, string? text)
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

    private static IReadOnlyList<string> Groups(FieldErrors errors, IReadOnlyList<string?>? groups)
    {
        if (groups is { Count: > UseCaseAnswers.MaxGroups })
        {
            errors.Add("affectedGroups", $"At most {UseCaseAnswers.MaxGroups} entries are accepted.");
            return [];
        }

        return [.. (groups ?? []).Select((g, i) => errors.Required($"affectedGroups[{i}]", g, 200))];
    }

    private static List<DataCategory> Categories(FieldErrors errors, IReadOnlyList<string?>? data)
    {
        var known = (data ?? []).Select(d => WireName.TryParse<DataCategory>(d, out var value) ? value : (DataCategory?)null).ToList();
        if (known.Contains(null))
        {
            errors.Add("data", $"This must be one of {string.Join(", ", WireName.All<DataCategory>())}.");
        }

        var chosen = known.OfType<DataCategory>().Distinct().Order().ToList();
        if (chosen.Count > 1 && chosen.Any(c => c is not (DataCategory.NoPersonal or DataCategory.Confidential)))
        {
            chosen.Remove(DataCategory.NoPersonal);
        }

        return chosen;
    }

    private static List<ScreeningAnswer> Answers(FieldErrors errors, Law law, IReadOnlyDictionary<string, IReadOnlyList<string>>? given)
    {
        var answers = (given ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal))
            .Where(g => g.Value is { Count: > 0 })
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new ScreeningAnswer(g.Key, g.Value))
            .ToList();
        foreach (var answer in answers)
        {
            if (Screening.Fault(law, answer) is { } fault)
            {
                errors.Add($"screening.{(answer.Question.Length > 8 ? "other" : answer.Question)}", fault);
            }
        }

        return answers;
    }
}
