using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Jobs;

/// <summary>
/// How often work on a row of a queue was begun and did not end: the process was gone before anything could be written of it. One that has
/// ended, however, has no row here.
/// </summary>
public sealed class WorkAttempt
{
    /// <summary>Longest name of a queue.</summary>
    public const int MaxQueue = 64;

    /// <summary>Longest key of a row.</summary>
    public const int MaxKey = 500;

    /// <summary>Row number.</summary>
    public long Id { get; private set; }

    /// <summary>The queue, as metrics call it.</summary>
    public string Queue { get; init; } = "";

    /// <summary>The key of the queue's row; of several columns with <c>|</c> between them.</summary>
    public string Key { get; init; } = "";

    /// <summary>Attempts that were begun and have not ended.</summary>
    public int Attempts { get; private set; }

    /// <summary>When the newest began, by the database's clock.</summary>
    public DateTimeOffset BegunAt { get; private set; }

    /// <summary>When it was set aside: it is not tried again until a person says so. Null while it is tried.</summary>
    public DateTimeOffset? SetAsideAt { get; private set; }

    /// <summary>An attempt begins.</summary>
    public void Begin(DateTimeOffset now) => (Attempts, BegunAt) = (Attempts + 1, now);

    /// <summary>The newest attempt does not count: nothing was begun, or the node gave the row back.</summary>
    public void TakeBack() => Attempts = Math.Max(0, Attempts - 1);

    /// <summary>It is tried no more by itself.</summary>
    public void SetAside(DateTimeOffset now) => SetAsideAt = now;

    /// <summary>Someone wants it tried again.</summary>
    public void StartAgain() => (Attempts, SetAsideAt) = (0, null);
}

internal sealed class WorkAttemptConfiguration : IEntityTypeConfiguration<WorkAttempt>
{
    public void Configure(EntityTypeBuilder<WorkAttempt> builder)
    {
        builder.ToTable("WorkAttempts");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Queue).HasMaxLength(WorkAttempt.MaxQueue);
        builder.Property(a => a.Key).HasMaxLength(WorkAttempt.MaxKey);
        builder.HasIndex(a => new { a.Queue, a.Key }).IsUnique();
    }
}
