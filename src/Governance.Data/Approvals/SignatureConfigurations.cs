using Governance.Domain.Approvals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Approvals;

// A table of its own: a promotion is read with its sign-offs far more often than anyone asks for the envelopes.
internal sealed class SignedStatementConfiguration : IEntityTypeConfiguration<SignedStatement>
{
    public void Configure(EntityTypeBuilder<SignedStatement> builder)
    {
        builder.ToTable("SignedStatements");
        builder.HasKey(s => s.SignOff);
        builder.Property(s => s.SignOff).ValueGeneratedNever();
        builder.HasOne<SignOff>().WithOne().HasForeignKey<SignedStatement>(s => s.SignOff).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SignOffDraftConfiguration : IEntityTypeConfiguration<SignOffDraft>
{
    public void Configure(EntityTypeBuilder<SignOffDraft> builder)
    {
        builder.ToTable("SignOffDrafts");
        builder.HasKey(d => d.Hash);
        builder.Property(d => d.Hash).HasMaxLength(64);
        builder.Property(d => d.Session).HasMaxLength(64);
        builder.Property(d => d.Origin).HasMaxLength(300);
        builder.Property(d => d.RpId).HasMaxLength(255);
        builder.Property(d => d.UsedAt).IsConcurrencyToken();
        builder.HasIndex(d => d.ExpiresAt);
    }
}
