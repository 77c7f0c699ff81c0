using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Gates;

/// <summary>What a reviewer says of a version.</summary>
/// <param name="Outcome">What is to happen.</param>
/// <param name="Reasons">Why.</param>
/// <param name="RevalidateOn">The day of the next review; null where the version goes.</param>
public sealed record ReviewVerdict(ReviewOutcome Outcome, string? Reasons, DateOnly? RevalidateOn)
{
    /// <summary>Environments it is about; none for wherever the version runs.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];

    /// <summary>The alert or posture that it answers; null for none.</summary>
    public string? Answers { get; init; }
}

/// <summary>
/// What a person decided about a version in use. Written once: a changed mind is a further review, and the newest one of a version counts.
/// </summary>
public sealed class ModelReview : IAudited
{
    /// <summary>Most environments that one review names.</summary>
    public const int MaxEnvironments = 50;

    private List<string> _environments = [];

    private ModelReview() { }

    /// <summary>The readable id.</summary>
    public ModelReviewId Id { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>See <see cref="ReviewVerdict.Environments"/>.</summary>
    public IReadOnlyList<string> Environments => _environments;

    /// <summary>What is to happen.</summary>
    public ReviewOutcome Outcome { get; private init; }

    /// <summary>Why.</summary>
    public SaltedText Reasons { get; private init; } = SaltedText.Of("");

    /// <summary>See <see cref="ReviewVerdict.Answers"/>.</summary>
    public string? Answers { get; private init; }

    /// <summary>See <see cref="ReviewVerdict.RevalidateOn"/>.</summary>
    public DateOnly? RevalidateOn { get; private init; }

    /// <summary>Who reviewed it.</summary>
    public UserId By { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string ByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>True when the version may go on being let in.</summary>
    public bool Allows => Outcome is ReviewOutcome.Keep or ReviewOutcome.Restrict;

    /// <summary>Writes a review down.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="verdict">What is said of it.</param>
    /// <param name="reviewer">Who says it.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<ModelReview> Record(
        ModelReviewId id,
        string model,
        string version,
        ReviewVerdict verdict,
        (UserId Id, string PrintedName) reviewer,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(verdict);
        if (string.IsNullOrWhiteSpace(verdict.Reasons) || verdict.Reasons.Length > SaltedText.MaxLength)
        {
            return ModelReviewRefusals.ReasonsMissing;
        }

        if (!IsNextDay(verdict, now.Day()))
        {
            return ModelReviewRefusals.DayNotValid;
        }

        var environments = verdict.Environments.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return environments.Count != verdict.Environments.Count || environments.Count > MaxEnvironments
            ? ModelReviewRefusals.EnvironmentUnknown
            : new ModelReview
            {
                Id = id,
                Model = model,
                Version = version,
                _environments = environments,
                Outcome = verdict.Outcome,
                Reasons = SaltedText.Of(verdict.Reasons.Trim()),
                Answers = verdict.Answers,
                RevalidateOn = verdict.RevalidateOn,
                By = reviewer.Id,
                ByName = reviewer.PrintedName,
                At = now,
            };
    }

    /// <summary>True when it says something of the version in this environment.</summary>
    public bool IsAbout(string environment) => _environments.Count == 0 || _environments.Contains(environment, StringComparer.Ordinal);

    // A version that stays has a next day, one that goes has none.
    private static bool IsNextDay(ReviewVerdict verdict, DateOnly today) =>
        verdict.Outcome is ReviewOutcome.RollBack or ReviewOutcome.Retire
            ? verdict.RevalidateOn is null
            : verdict.RevalidateOn is { } day && day > today && day <= today.AddMonths(Revalidation.MaxMonths);
}
