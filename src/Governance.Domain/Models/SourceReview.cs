using Governance.Domain.Audit;

namespace Governance.Domain.Models;

/// <summary>A review of new commits in the source of a governed model.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct SourceReviewId(int Number) : IDisplayId<SourceReviewId>
{
    /// <inheritdoc/>
    public static string Prefix => "SRV";

    /// <inheritdoc/>
    public static SourceReviewId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>
/// The source of a governed model got commits that no version stands for yet. It ends when a version of the last of them is registered, or
/// when someone who answers for the model says why none is needed.
/// </summary>
public sealed class SourceReview : IAudited
{
    private SourceReview() { }

    /// <summary>The readable id.</summary>
    public SourceReviewId Id { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The repository, as configuration names it.</summary>
    public string Repository { get; private init; } = "";

    /// <summary>The last commit.</summary>
    public string Commit { get; private set; } = "";

    /// <summary>Pushes since it was opened.</summary>
    public int Pushes { get; private set; }

    /// <summary>When the first of them came.</summary>
    public DateTimeOffset OpenedAt { get; private init; }

    /// <summary>When the last of them came.</summary>
    public DateTimeOffset PushedAt { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Who ended it, as the log writes an actor.</summary>
    public string? ClosedBy { get; private set; }

    /// <summary>Why no version is needed; null when a version was registered.</summary>
    public SaltedText? Reason { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>The first push.</summary>
    public static SourceReview Open(SourceReviewId id, string model, string repository, string commit, DateTimeOffset now) =>
        new()
        {
            Id = id,
            Model = model,
            Repository = repository,
            Commit = commit,
            Pushes = 1,
            OpenedAt = now,
            PushedAt = now,
        };

    /// <summary>A further push.</summary>
    public void Push(string commit, DateTimeOffset now)
    {
        (Commit, PushedAt) = (commit, now);
        Pushes++;
        Revision++;
    }

    /// <summary>A version of its last commit was registered.</summary>
    public void Meet(string actor, DateTimeOffset now)
    {
        (ClosedAt, ClosedBy) = (now, actor);
        Revision++;
    }

    /// <summary>Closes it with the reason why no version is needed.</summary>
    public Refusal? Close(string? reason, string actor, DateTimeOffset now)
    {
        if (ClosedAt is not null)
        {
            return SourceReviewRefusals.Closed;
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > SaltedText.MaxLength)
        {
            return SourceReviewRefusals.ReasonMissing;
        }

        (ClosedAt, ClosedBy, Reason) = (now, actor, SaltedText.Of(reason.Trim()));
        Revision++;
        return null;
    }
}

/// <summary>Why something about a source review was refused.</summary>
public static class SourceReviewRefusals
{
    /// <summary>No such review.</summary>
    public static Refusal NotFound { get; } =
        new("source-review.not-found", $"There is no source review with this ID.", RefusalKind.NotFound);

    /// <summary>Over already.</summary>
    public static Refusal Closed { get; } = new("source-review.closed", $"This source review is closed.", RefusalKind.Conflict);

    /// <summary>No words.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("source-review.reason-missing", "reason", $"Say why these commits need no new version, in at most 8,000 characters.");
}
