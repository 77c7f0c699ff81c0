using Governance.Data.Conventions;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Models;

internal sealed class EvidenceAttestationConfiguration : IEntityTypeConfiguration<EvidenceAttestation>
{
    public void Configure(EntityTypeBuilder<EvidenceAttestation> builder)
    {
        builder.ToTable("EvidenceAttestations");
        // Named by the model first: one that someone took away is missed when those of the model are compared with the log.
        builder.HasKey(a => new
        {
            a.Model,
            a.Evidence,
            a.Number,
        });
        builder.Property(a => a.Model).HasMaxLength(100);
        builder.Property(a => a.Number).ValueGeneratedNever();
        builder.Property(a => a.Version).HasMaxLength(64);
        builder.Property(a => a.Sha256).HasMaxLength(64);
        builder.Attests(a => a.Attestation, isSealed: true);
        builder.HasOne<Evidence>().WithMany().HasForeignKey(a => a.Evidence).OnDelete(DeleteBehavior.Restrict);
        // A person attests a piece once, once more in the database.
        builder.HasIndex(nameof(EvidenceAttestation.Evidence), Attested.Person).IsUnique();
    }
}
