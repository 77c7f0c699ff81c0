using System.Text.RegularExpressions;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Decisions;

/// <summary>Why a person decided otherwise.</summary>
public enum OverrideReason
{
    /// <summary>The input was wrong or incomplete.</summary>
    InputError,

    /// <summary>The output is wrong although the input was right.</summary>
    ModelError,

    /// <summary>Facts the model does not see.</summary>
    NewInformation,

    /// <summary>A rule that stands above the model.</summary>
    PolicyException,

    /// <summary>The person concerned contested the decision.</summary>
    Appeal,

    /// <summary>Unequal treatment.</summary>
    Fairness,

    /// <summary>Something else, said in the reason.</summary>
    Other,
}

/// <summary>A person's decision in place of the model's: a new fact beside it, never a change of it.</summary>
public sealed partial class DecisionOverride : IAudited
{
    private DecisionOverride() { }

    /// <summary>Row number.</summary>
    public long Id { get; private set; }

    /// <summary>Place of the decision.</summary>
    public long Decision { get; private set; }

    /// <summary>The sender's id of the decision.</summary>
    public string DecisionId { get; private set; } = "";

    /// <summary>When the decision was made.</summary>
    public DateTimeOffset DecisionTime { get; private set; }

    /// <summary>Source of the decision.</summary>
    public int Source { get; private set; }

    /// <summary>Which override of this decision, from 1.</summary>
    public int Ordinal { get; private set; }

    /// <summary>The new outcome.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>Why, as a code.</summary>
    public OverrideReason ReasonCode { get; private set; }

    /// <summary>Why, in words.</summary>
    public SaltedText? Reason { get; private set; }

    /// <summary>Who.</summary>
    public UserId By { get; private set; }

    /// <summary>Their name as printed.</summary>
    public string PrintedName { get; private set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => DecisionId;

    /// <summary>Decides otherwise.</summary>
    public static Result<DecisionOverride> Of(
        Decision decision,
        int ordinal,
        string? outcome,
        string? reasonCode,
        string? reason,
        Access access,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(access);
        if (outcome is null || !OutcomePattern().IsMatch(outcome))
        {
            return DecisionRefusals.OutcomeNotValid;
        }

        if (!WireName.TryParse<OverrideReason>(reasonCode, out var code))
        {
            return DecisionRefusals.ReasonCodeNotValid;
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return DecisionRefusals.ReasonMissing;
        }

        return reason.Length > SaltedText.MaxLength
            ? Refusal.Field("text.too-long", "reason", $"The reason may have at most 8,000 characters.")
            : new DecisionOverride
            {
                Decision = decision.Number,
                DecisionId = decision.Id,
                DecisionTime = decision.Time,
                Source = decision.Source,
                Ordinal = ordinal,
                Outcome = outcome.Trim(),
                ReasonCode = code,
                Reason = SaltedText.Of(reason.Trim()),
                By = access.Person ?? throw new InvalidOperationException("Only a person can override a decision."),
                PrintedName = access.PrintedName,
                At = now,
            };
    }

    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}\z", RegexOptions.CultureInvariant, 500)]
    private static partial Regex OutcomePattern();
}

/// <summary>Someone asked to see the masked values of a decision, and said for what.</summary>
public sealed class DecisionUnmasking : IAudited
{
    /// <summary>Row number.</summary>
    public long Id { get; private set; }

    /// <summary>Place of the decision.</summary>
    public long Decision { get; init; }

    /// <summary>The sender's id of the decision.</summary>
    public string DecisionId { get; init; } = "";

    /// <summary>For what.</summary>
    public SaltedText? Purpose { get; init; }

    /// <summary>Who, as the log writes an actor.</summary>
    public string By { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <inheritdoc/>
    public string AuditSubject => DecisionId;
}
