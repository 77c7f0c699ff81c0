using Governance.Domain.Audit;

namespace Governance.Domain.Agents.Runs;

/// <summary>
/// What happens to the content of an agent's steps, and for how long it is kept. Without one nothing of it is kept, only digests.
/// </summary>
public sealed class AgentContentPolicy : IAudited
{
    // A word that this program does not know is one of a later release, or was written past it: nothing is kept for it.
    private string _handling = WireName.Of(ContentHandling.Digest);

    private AgentContentPolicy() { }

    /// <summary>The agent's name.</summary>
    public string Model { get; private set; } = "";

    /// <summary>What happens to content that arrives.</summary>
    public ContentHandling Handling => WireName.TryParse<ContentHandling>(_handling, out var known) ? known : ContentHandling.Digest;

    /// <summary>Days after which kept content is erased; the installation's setting when null.</summary>
    public int? RetentionDays { get; private set; }

    /// <summary>Grows with each change.</summary>
    public int Revision { get; private set; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string ChangedBy { get; private set; } = "";

    /// <inheritdoc/>
    public string AuditSubject => Model;

    /// <summary>A policy that keeps nothing yet.</summary>
    public static AgentContentPolicy For(string model) => new() { Model = model };

    /// <summary>Says what happens from now on; what is kept already stays until its retention ends.</summary>
    /// <param name="handling">What happens, by its wire name.</param>
    /// <param name="retentionDays">Days after which kept content is erased; required where content is kept.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="now">When.</param>
    public Refusal? Change(string? handling, int? retentionDays, string by, DateTimeOffset now)
    {
        if (!WireName.TryParse<ContentHandling>(handling, out var known))
        {
            return RunRefusals.HandlingNotValid;
        }

        if (known is not ContentHandling.Digest && retentionDays is null)
        {
            return RunRefusals.RetentionNotValid($"Content that is kept needs a retention period: say after how many days it is erased.");
        }

        if (retentionDays is < 1 or > 36_500)
        {
            return RunRefusals.RetentionNotValid($"Content must be kept for 1 to 36,500 days.");
        }

        (_handling, RetentionDays, ChangedBy, ChangedAt) = (WireName.Of(known), retentionDays, by, now);
        Revision++;
        return null;
    }
}
