using Governance.Data.Audit.Records;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Identity;

/// <summary>
/// The secret a person's authenticator app shares with the portal. Stored under data protection: neither a backup nor an administrator can
/// read it.
/// </summary>
public sealed class TimeCodeKey
{
    /// <summary>Whose.</summary>
    public UserId User { get; init; }

    /// <summary>The protected secret in force; null until its first code was shown.</summary>
    public string? Secret { get; set; }

    /// <summary>Since when codes are asked for.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>The step of the last code that was taken: none is taken twice.</summary>
    public long LastStep { get; set; }

    /// <summary>A protected secret that was shown and waits for its first code.</summary>
    public string? Pending { get; set; }

    /// <summary>The session it was shown in.</summary>
    public string? PendingSession { get; set; }

    /// <summary>Until when it waits.</summary>
    public DateTimeOffset? PendingUntil { get; set; }
}

/// <summary>One of a person's recovery codes, as a hash.</summary>
public sealed class StoredRecoveryCode
{
    /// <summary>SHA-256 of account and code, lower-case hex.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Whose.</summary>
    public UserId User { get; init; }

    /// <summary>When its set was made.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>When it was used, or null.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}

internal sealed class TimeCodeKeyConfiguration : IEntityTypeConfiguration<TimeCodeKey>
{
    public void Configure(EntityTypeBuilder<TimeCodeKey> builder)
    {
        builder.ToTable("TimeCodeKeys");
        builder.HasKey(k => k.User);
        builder.Property(k => k.User).ValueGeneratedNever();
        builder.Property(k => k.Secret).HasMaxLength(1000);
        builder.Property(k => k.Pending).HasMaxLength(1000);
        builder.Property(k => k.PendingSession).HasMaxLength(64);
        builder.Property(k => k.LastStep).IsConcurrencyToken();
        builder
            .Property(k => k.LastStep)
            .NotSealed("changes with each code that is taken; set back, it lets a code of the last minute be taken again");
        builder.Property(k => k.Pending).NotSealed("waits some minutes for its first code, and is under data protection");
        builder.Property(k => k.PendingSession).NotSealed("goes with what waits");
        builder.Property(k => k.PendingUntil).NotSealed("goes with what waits");
    }
}

internal sealed class StoredRecoveryCodeConfiguration : IEntityTypeConfiguration<StoredRecoveryCode>
{
    public void Configure(EntityTypeBuilder<StoredRecoveryCode> builder)
    {
        builder.ToTable("RecoveryCodes");
        builder.HasKey(c => c.Hash);
        builder.Property(c => c.Hash).HasMaxLength(64);
        builder.Property(c => c.UsedAt).IsConcurrencyToken();
        builder.HasIndex(c => c.User);
    }
}
