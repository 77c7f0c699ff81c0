using Governance.Data.Conventions;
using Governance.Domain.Targets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Targets;

internal sealed class TargetsSignatureConfiguration : IEntityTypeConfiguration<TargetsSignature>
{
    public void Configure(EntityTypeBuilder<TargetsSignature> builder)
    {
        builder.ToTable("TargetsSignatures");
        builder.HasKey(s => new { s.System, s.Targets });
        builder.Property(s => s.Targets).ValueGeneratedNever();
        builder.Property(s => s.ContentSha256).HasMaxLength(64);
        builder.Attests(s => s.Attestation, isSealed: false);
    }
}
