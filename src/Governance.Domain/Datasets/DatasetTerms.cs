using Governance.Domain.Identity;

namespace Governance.Domain.Datasets;

/// <summary>What a record says of a dataset: whose it is, what is in it, and for what it may be used.</summary>
/// <param name="Owner">The person who answers for it.</param>
/// <param name="Sensitivity">How sensitive it is.</param>
public sealed record DatasetTerms(UserId Owner, Sensitivity Sensitivity)
{
    /// <summary>What it holds, in one sentence.</summary>
    public string? Description { get; init; }

    /// <summary>Whether data about people is in it.</summary>
    public bool HasPersonalData { get; init; }

    /// <summary>Categories of that data, such as <c>contact details</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether special categories of GDPR Article 9 are among it.</summary>
    public bool HasSpecialCategories { get; init; }

    /// <summary>What makes its processing lawful.</summary>
    public LegalBasis? LegalBasis { get; init; }

    /// <summary>Where the consent, or the assessment of the legal basis, is kept.</summary>
    public string? Consent { get; init; }

    /// <summary>The day on which the consent was withdrawn; null while it holds, or where there is none.</summary>
    public DateOnly? ConsentWithdrawnOn { get; init; }

    /// <summary>Region in which it is kept.</summary>
    public string? Region { get; init; }

    /// <summary>Last day on which it may be kept.</summary>
    public DateOnly? RetentionUntil { get; init; }

    /// <summary>Purposes it may be used for.</summary>
    public IReadOnlyList<string> Purposes { get; init; } = [];

    /// <summary>
    /// AI systems it belongs to, by id: who has a role for one of them sees its record. None: only those whose roles are not limited do.
    /// </summary>
    public IReadOnlyList<string> Systems { get; init; } = [];

    /// <summary>Licence, best by its SPDX identifier.</summary>
    public string? Licence { get; init; }

    /// <summary>
    /// Whether gates that judge by a record ask for less with these terms: less sensitive, fewer kinds of data, a consent that holds again,
    /// kept for longer, kept elsewhere, or for more purposes.
    /// </summary>
    /// <param name="before">What the record said so far.</param>
    public bool AsksForLess(DatasetTerms before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return Sensitivity < before.Sensitivity
            || (before.HasPersonalData && !HasPersonalData)
            || (before.HasSpecialCategories && !HasSpecialCategories)
            || (before.ConsentWithdrawnOn is { } withdrawn && !(ConsentWithdrawnOn <= withdrawn))
            || (before.RetentionUntil is { } last && !(RetentionUntil <= last))
            || (before.Region is { } region && Region != region)
            || Purposes.Except(before.Purposes, StringComparer.Ordinal).Any();
    }

    /// <summary>Everything that does not fit together; null when it does.</summary>
    public Refusal? Refuses()
    {
        var wrong = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        if (!HasPersonalData && (Categories.Count > 0 || HasSpecialCategories))
        {
            wrong["personalData"] =
            [
                $"Categories of personal data can only be given if the dataset contains personal data. State that it does.",
            ];
        }

        if (HasPersonalData && LegalBasis is null && Consent is null)
        {
            wrong["legalBasis"] = [$"Personal data needs a legal basis or a reference to a consent."];
        }

        if (ConsentWithdrawnOn is not null && LegalBasis is not Datasets.LegalBasis.Consent && Consent is null)
        {
            wrong["consentWithdrawnOn"] = [$"Only consent can be withdrawn. Name it as the legal basis, or give its reference."];
        }

        return wrong.Count == 0 ? null : Refusal.Fields("dataset.terms", $"The details of this record are inconsistent.", wrong);
    }
}
