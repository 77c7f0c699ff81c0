using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Risks;

/// <summary>
/// What a person said of an item of a framework for one model or system: that it does not apply, and why, or that it applies after all.
/// Never changed: the next one stands beside it, and the newest counts.
/// </summary>
public sealed class ThreatVerdict : IAudited
{
    private ThreatVerdict() { }

    /// <summary>Key of the framework: <c>owasp-llm-2025</c>.</summary>
    public string Framework { get; private init; } = "";

    /// <summary>Id of the item.</summary>
    public string Item { get; private init; } = "";

    /// <summary>A model's name, or a system's id.</summary>
    public string Place { get; private init; } = "";

    /// <summary>Version of the verdict, from 1 up.</summary>
    public int Number { get; private init; }

    /// <summary>False when the item does not apply.</summary>
    public bool Applies { get; private init; }

    /// <summary>Why.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>Who, as the log writes an actor.</summary>
    public string By { get; private init; } = "";

    /// <summary>Their printed name at the time.</summary>
    public string ByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <inheritdoc/>
    public string AuditSubject => SubjectOf(Item, Place);

    /// <summary>How the log names an item in one place.</summary>
    public static string SubjectOf(string item, string place) => $"{item}/{place}";

    /// <summary>Says it.</summary>
    /// <param name="framework">Key of the framework.</param>
    /// <param name="item">Id of the item.</param>
    /// <param name="place">A model's name, or a system's id.</param>
    /// <param name="before">What counts now; null without a verdict.</param>
    /// <param name="applies">False when the item does not apply.</param>
    /// <param name="reason">Why.</param>
    /// <param name="access">Who.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<ThreatVerdict> Say(
        string framework,
        string item,
        string place,
        ThreatVerdict? before,
        bool applies,
        string? reason,
        Access access,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(access);
        if ((before?.Applies ?? true) == applies)
        {
            return applies ? RiskRefusals.ThreatApplies : RiskRefusals.ThreatExcluded;
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return RiskRefusals.ReasonMissing;
        }

        if (reason.Trim() is { Length: > SaltedText.MaxLength })
        {
            return Refusal.Field("text.too-long", "reason", $"The reason may have at most 8,000 characters.");
        }

        return new ThreatVerdict
        {
            Framework = framework,
            Item = item,
            Place = place,
            Number = (before?.Number ?? 0) + 1,
            Applies = applies,
            Reason = SaltedText.Of(reason.Trim()),
            By = access.Actor.Id,
            ByName = access.PrintedName,
            At = now,
        };
    }
}
