using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Identity;

/// <summary>A challenge that was answered: none is taken twice. The row is worthless once the challenge has run out.</summary>
public sealed class AnsweredChallenge
{
    /// <summary>SHA-256 of the challenge, lower-case hex.</summary>
    public string Hash { get; init; } = "";

    /// <summary>When the challenge itself is worthless.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class AnsweredChallengeConfiguration : IEntityTypeConfiguration<AnsweredChallenge>
{
    public void Configure(EntityTypeBuilder<AnsweredChallenge> builder)
    {
        builder.ToTable("AnsweredChallenges");
        builder.HasKey(c => c.Hash);
        builder.Property(c => c.Hash).HasMaxLength(64);
        builder.HasIndex(c => c.ExpiresAt);
    }
}

// As ASP.NET Core Identity maps it from its third schema version on.
internal sealed class UserPasskeyConfiguration : IEntityTypeConfiguration<IdentityUserPasskey<int>>
{
    public void Configure(EntityTypeBuilder<IdentityUserPasskey<int>> builder)
    {
        builder.ToTable("AspNetUserPasskeys");
        builder.HasKey(p => p.CredentialId);
        builder.Property(p => p.CredentialId).HasMaxLength(1024); // the longest that WebAuthn allows is 1023
        builder.OwnsOne(p => p.Data, data => data.ToJson());
        builder.HasOne<User>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(p => p.UserId);
    }
}
