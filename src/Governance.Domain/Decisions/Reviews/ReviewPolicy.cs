using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Decisions.Reviews;

/// <summary>What is to hold of a model's reviews.</summary>
/// <param name="Rules">Which decisions go to a person; the first that matches is named.</param>
/// <param name="Reviewers">Who reviews, in turn.</param>
/// <param name="DueHours">Hours after which a review is overdue.</param>
/// <param name="EscalateTo">Who decides what a reviewer passes on; the model's owner when null.</param>
/// <param name="SampleShare">For this share of the reviews a decision whose truth is known is mixed in.</param>
/// <param name="Truths">Which outcome was right, by the label that arrived later.</param>
public sealed record ReviewTerms(
    IReadOnlyList<ReviewRule> Rules,
    IReadOnlyList<UserId> Reviewers,
    int DueHours,
    UserId? EscalateTo,
    double SampleShare,
    IReadOnlyDictionary<string, string> Truths
);

/// <summary>Which decisions of a model a person reviews, who, and by when. Without one, none is sent by a rule.</summary>
public sealed class ReviewPolicy : IAudited
{
    /// <summary>Most rules of a model.</summary>
    public const int MaxRules = 20;

    /// <summary>Most reviewers of a model.</summary>
    public const int MaxReviewers = 20;

    /// <summary>Most labels that are told apart.</summary>
    public const int MaxTruths = 50;

    /// <summary>Most hours that a reviewer has: 30 days.</summary>
    public const int MaxDueHours = 720;

    /// <summary>Most reviews of a model that wait at once. What matches beyond is counted as passed over.</summary>
    public const int MaxWaiting = 1_000;

    private List<ReviewRule> _rules = [];
    private List<UserId> _reviewers = [];
    private Dictionary<string, string> _truths = new(StringComparer.Ordinal);

    private ReviewPolicy() { }

    /// <summary>The model's name.</summary>
    public string Model { get; private set; } = "";

    /// <summary>Which decisions go to a person.</summary>
    public IReadOnlyList<ReviewRule> Rules => _rules;

    /// <summary>Who reviews, in turn.</summary>
    public IReadOnlyList<UserId> Reviewers => _reviewers;

    /// <summary>Hours after which a review is overdue.</summary>
    public int DueHours { get; private set; } = 24;

    /// <summary>Who decides what a reviewer passes on; the model's owner when null.</summary>
    public UserId? EscalateTo { get; private set; }

    /// <summary>For this share of the reviews a decision whose truth is known is mixed in.</summary>
    public double SampleShare { get; private set; }

    /// <summary>Which outcome was right, by label.</summary>
    public IReadOnlyDictionary<string, string> Truths => _truths;

    /// <summary>Secret of the draws; made once and never shown. The log holds its digest.</summary>
    public byte[] Seed { get; private set; } = [];

    /// <summary>Place in <see cref="Reviewers"/> of the person who is next.</summary>
    public int Turn { get; private set; }

    /// <summary>Since when the model has terms: decisions that came in before are not gone through.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Grows with each change of the terms.</summary>
    public int Revision { get; private set; }

    /// <summary>When the terms were last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string ChangedBy { get; private set; } = "";

    /// <inheritdoc/>
    public string AuditSubject => Model;

    /// <summary>A policy that sends nothing yet.</summary>
    public static ReviewPolicy For(string model) => new() { Model = model, Seed = ReviewDraw.NewSeed() };

    /// <summary>Sets which decisions are reviewed from now on; reviews that wait already stay.</summary>
    /// <param name="terms">What is to hold.</param>
    /// <param name="stored">What may be stored of the model's inputs: a rule reads nothing else.</param>
    /// <param name="by">Who, as the log writes an actor.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Change(ReviewTerms terms, DecisionPolicy? stored, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (Refuses(terms, stored) is { } refusal)
        {
            return refusal;
        }

        _rules = [.. terms.Rules];
        _reviewers = [.. terms.Reviewers];
        _truths = new Dictionary<string, string>(terms.Truths, StringComparer.Ordinal);
        (DueHours, EscalateTo, SampleShare) = (terms.DueHours, terms.EscalateTo, terms.SampleShare);
        (Turn, ChangedBy, ChangedAt) = (0, by, now);
        Since = Revision++ == 0 ? now : Since;
        return null;
    }

    /// <summary>The rule that sends a decision to a person; null when none does. What says why comes before the lot.</summary>
    public ReviewRule? RuleFor(RuledDecision decision) =>
        _rules.OrderBy(r => r.Kind is ReviewRuleKind.RandomShare).FirstOrDefault(r => r.Matches(decision, Seed));

    /// <summary>Takes the next reviewer in turn.</summary>
    /// <param name="may">Whether someone may review this one.</param>
    /// <returns>Null when none of them may.</returns>
    public UserId? Next(Func<UserId, bool> may)
    {
        ArgumentNullException.ThrowIfNull(may);
        for (var i = 0; i < _reviewers.Count; i++)
        {
            var place = (Turn + i) % _reviewers.Count;
            if (may(_reviewers[place]))
            {
                Turn = (place + 1) % _reviewers.Count;
                return _reviewers[place];
            }
        }

        return null;
    }

    /// <summary>True when a case whose truth is known is mixed in beside the review of this decision.</summary>
    public bool MixesIn(string decisionId) => SampleShare > 0 && ReviewDraw.Of(Seed, "sample", decisionId) < SampleShare;

    /// <summary>
    /// True when that case is to be one in which the model was wrong. Half of them are: a sample of wrong ones alone would teach reviewers
    /// to object, and one drawn blindly would hold too few of them.
    /// </summary>
    public bool WantsWrong(string decisionId) => ReviewDraw.Of(Seed, "wrong", decisionId) < 0.5;

    /// <summary>Where the search for that case begins, from 0 to 1 of all decisions whose truth is known.</summary>
    public double Pivot(string decisionId) => ReviewDraw.Of(Seed, "pivot", decisionId);

    /// <summary>Whether the model was right; null where the label names no outcome, or the outcome is not known.</summary>
    /// <param name="label">The label that arrived later.</param>
    /// <param name="outcome">The model's outcome.</param>
    public bool? WasRight(string label, string? outcome) =>
        outcome is not null && _truths.TryGetValue(label, out var right) ? string.Equals(right, outcome, StringComparison.Ordinal) : null;

    /// <summary>Fields that a rule reads and that are not stored any more: such a rule sends nothing.</summary>
    public IReadOnlyList<string> Unreadable(DecisionPolicy? stored) =>
        [.. _rules.Where(r => r.ReadsField && !IsStored(r.Field!, stored)).Select(r => r.Field!).Distinct(StringComparer.Ordinal)];

    private static Refusal? Refuses(ReviewTerms terms, DecisionPolicy? stored)
    {
        if (terms.Rules.Count > MaxRules)
        {
            return ReviewRefusals.RulesNotValid("rules", $"A model may have at most {MaxRules} rules.");
        }

        for (var i = 0; i < terms.Rules.Count; i++)
        {
            if (terms.Rules[i].Problem() is { } problem)
            {
                return ReviewRefusals.RulesNotValid($"rules[{i}]", problem);
            }

            if (terms.Rules[i] is { ReadsField: true, Field: { } field } && !IsStored(field, stored))
            {
                return ReviewRefusals.FieldNotStored($"rules[{i}].field", field);
            }
        }

        return terms.Reviewers.Distinct().Count() != terms.Reviewers.Count || terms.Reviewers.Count > MaxReviewers
                ? ReviewRefusals.RulesNotValid("reviewers", $"Name each reviewer once, at most {MaxReviewers} in total.")
            : terms.Rules.Count > 0 && terms.Reviewers.Count == 0
                ? ReviewRefusals.RulesNotValid("reviewers", $"Name at least one reviewer: decisions selected by a rule go to a person.")
            : terms.DueHours is < 1 or > MaxDueHours
                ? ReviewRefusals.RulesNotValid("dueHours", $"A review must be due within 1 to {MaxDueHours} hours.")
            : terms.SampleShare is not (>= 0 and <= 0.5)
                ? ReviewRefusals.RulesNotValid("sampleShare", $"The share of known cases must be from 0 to 0.5.")
            : terms.SampleShare > 0 && terms.Truths.Count == 0
                ? ReviewRefusals.RulesNotValid(
                    "truths",
                    $"Say for each label which outcome was right. Without that there are no known cases."
                )
            : terms.Truths.Count > MaxTruths || terms.Truths.Any(t => !IsShort(t.Key) || !IsShort(t.Value))
                ? ReviewRefusals.RulesNotValid("truths", $"Give at most {MaxTruths} labels of 1 to 64 characters, each with an outcome.")
            : null;
    }

    private static bool IsStored(string field, DecisionPolicy? stored) => stored?.RuleOf(field) is FieldRule.Store;

    private static bool IsShort(string? text) => text is { Length: > 0 and <= 64 };
}
