using Governance.Domain.Audit;

namespace Governance.Domain.Approvals;

/// <summary>A remark in the conversation about a promotion. Never edited.</summary>
public sealed class PromotionComment : IAudited
{
    /// <summary>Row number.</summary>
    public long Id { get; private set; }

    /// <summary>The promotion.</summary>
    public PromotionId Promotion { get; init; }

    /// <summary>Who wrote it, as the log writes an actor.</summary>
    public string Author { get; init; } = "";

    /// <summary>Their name at the time.</summary>
    public string AuthorName { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The words.</summary>
    public SaltedText Text { get; init; } = SaltedText.Of("");

    /// <summary>Its entry in the log.</summary>
    public long? LogIndex { get; set; }

    /// <inheritdoc/>
    public string AuditSubject => Promotion.ToString();
}
